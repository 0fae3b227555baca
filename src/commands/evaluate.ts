import { resolve } from 'node:path'
import { withDatabase } from '../data/database.ts'
import { command } from '../frame/command.ts'
import type { Context } from '../frame/context.ts'
import { digest, name, outcome, path, revision } from '../frame/inputs.ts'
import type { Report } from '../gates/report.ts'
import { digestOfFile } from '../project/digest.ts'
import { isGiven } from '../project/predict-rules.ts'
import { UserError } from '../project/problem.ts'
import { renderReportText } from '../report/text/check.ts'
import { evaluateGiven, evaluateRun, type Given } from './steps/evaluation.ts'
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
    predictions: path(
      'A CSV or Parquet file of predictions to judge instead of a run: the key of each held-out row, and prediction or probability_<class>. Its report warns and is never promoted.',
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
    const { candidate, predictions } = inputs
    if (candidate !== undefined && predictions !== undefined)
      throw new UserError('give either a candidate or predictions, not both')
    if (candidate !== undefined) requireOnnx(subject)
    const file = candidate ?? predictions
    if (file !== undefined)
      return judgeGiven(context, {
        change,
        subject,
        file: resolve(context.root, file),
        called: file,
        is: candidate === undefined ? 'predictions' : 'model',
      })
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

/** A given file is ONNX or nothing that Pawl can run: the program that predicts is recorded by a run. */
function requireOnnx({ model }: Subject): void {
  if (model.predict)
    throw new UserError({
      message: `${model.model} is no ONNX model: ${isGiven(model) ? 'a file of predictions is all that is known of it' : 'its own program predicts'}`,
      hint: 'train a run, which records how it predicts, and evaluate it; or give predictions',
    })
}

/** The report of a file that was given lies apart from those of runs, and is handed to no other job. */
async function judgeGiven(
  context: Context,
  { change, subject, ...given }: { change: Change; subject: Subject } & Given,
) {
  const report = await withDatabase(async (database) =>
    evaluateGiven(context, database, {
      change,
      subject,
      dataset: await readableDataset(context, database, { change, subject }),
      ...given,
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
