import { resolve } from 'node:path'
import { withDatabase } from '../data/database.ts'
import { command } from '../frame/command.ts'
import type { Context } from '../frame/context.ts'
import { digest, name, outcome, path, revision } from '../frame/inputs.ts'
import type { Report } from '../gates/report.ts'
import { digestOfFile } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import { renderReportText } from '../report/text/check.ts'
import { evaluateGiven, evaluateRun } from './steps/evaluation.ts'
import { readableDataset } from './steps/readable-dataset.ts'
import { leaveJson, receiveRun, reportFolder } from './steps/results.ts'
import { type Change, readChange, type Subject, subjectOf } from './steps/subject.ts'

export const evaluate = command({
  name: 'evaluate',
  summary: 'Score a candidate and the production model on the same held-out rows, and judge the gates.',
  runs: ['action', 'cli'],
  permissions: { contents: 'read' },
  inputs: {
    model: name('The model whose run to evaluate.'),
    run: digest('Digest of run.json, the output of train; needed when another job trained.').optional(),
    candidate: path(
      'An ONNX file to score instead of a run. Which rows it was trained on is not known, so its report warns and is never promoted.',
    ).optional(),
    base: revision(
      'Commit whose policy judges and whose production is compared with; on the default branch the commit itself.',
    ).optional(),
  },
  positional: ['model'],
  outputs: {
    verdict: outcome(),
    report: digest('Digest of report.json: hand it to promote, which refuses any other report.'),
  },

  async run(context, inputs) {
    const change = await readChange(context, { base: inputs.base ?? 'HEAD' })
    const subject = subjectOf(change, inputs.model)
    if (inputs.candidate !== undefined)
      return judgeGiven(context, { change, subject, file: resolve(context.root, inputs.candidate) })
    const { run, folder } = await receiveRun(context, { model: inputs.model, digest: inputs.run })
    if (run.commit !== change.head)
      throw new UserError(
        `the run is of commit ${run.commit.slice(0, 10)}, and ${change.head.slice(0, 10)} is checked out`,
      )

    const report = await withDatabase(async (database) => {
      const dataset = await readableDataset(context, database, { change, subject })
      if (dataset.version.version !== run.data.version)
        throw new UserError('the data is not what the run was trained on')
      return evaluateRun(context, database, { change, subject, dataset, run, folder })
    })
    const left = await leaveJson(context, `reports/${inputs.model}/report.json`, report)
    await context.artifacts?.upload({
      name: `pawl-report-${inputs.model}`,
      folder: reportFolder(context, inputs.model),
      files: ['report.json'],
    })
    return answerOf(context, report, left)
  },
})

/** The report of a file that was given lies apart from those of runs, and is handed to no other job. */
async function judgeGiven(
  context: Context,
  { change, subject, file }: { change: Change; subject: Subject; file: string },
) {
  if (subject.model.predict)
    throw new UserError({
      message: `${subject.model.model} is no ONNX model: its own program predicts`,
      hint: 'train a run, which records that program, and evaluate it',
    })
  const report = await withDatabase(async (database) =>
    evaluateGiven(context, database, {
      change,
      subject,
      dataset: await readableDataset(context, database, { change, subject }),
      file,
    }),
  )
  const left = await leaveJson(context, `given/${subject.model.model}/report.json`, report)
  return answerOf(context, report, left)
}

/** What the command answers with a report that lies at `left`. */
async function answerOf(context: Context, report: Report, left: string) {
  return {
    outputs: { verdict: report.verdict, report: await digestOfFile(left) },
    verdict: report.verdict,
    text: renderReportText(report, context.style),
    json: report,
  }
}
