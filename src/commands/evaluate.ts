import { withDatabase } from '../data/database.ts'
import { command } from '../frame/command.ts'
import { digest, name, outcome, revision } from '../frame/inputs.ts'
import { digestOfFile } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import { renderReportText } from '../report/text/check.ts'
import { readDataset } from './steps/dataset.ts'
import { evaluateRun } from './steps/evaluation.ts'
import { leaveJson, receiveRun, reportFolder } from './steps/results.ts'
import { readChange, subjectOf } from './steps/subject.ts'

export const evaluate = command({
  name: 'evaluate',
  summary: 'Score a candidate and the production model on the same held-out rows, and judge the gates.',
  runs: ['action', 'cli'],
  permissions: { contents: 'read' },
  inputs: {
    model: name('The model whose run to evaluate.'),
    run: digest('Digest of run.json, the output of train; needed when another job trained.').optional(),
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
    const { run, folder } = await receiveRun(context, { model: inputs.model, digest: inputs.run })
    if (run.commit !== change.head)
      throw new UserError(
        `the run is of commit ${run.commit.slice(0, 10)}, and ${change.head.slice(0, 10)} is checked out`,
      )

    const report = await withDatabase(async (database) => {
      const dataset = await readDataset(database, {
        root: change.root,
        dataset: subject.dataset,
        now: context.clock(),
        datasets: change.project.datasets,
      })
      if (!dataset.open) throw new UserError(dataset.report.reason)
      if (dataset.version.version !== run.data.version)
        throw new UserError('the data is not what the run was trained on')
      return evaluateRun(context, database, { change, subject, dataset, run, folder })
    })
    const path = await leaveJson(context, `reports/${inputs.model}/report.json`, report)
    await context.artifacts?.upload({
      name: `pawl-report-${inputs.model}`,
      folder: reportFolder(context, inputs.model),
      files: ['report.json'],
    })
    return {
      outputs: { verdict: report.verdict, report: await digestOfFile(path) },
      verdict: report.verdict,
      text: renderReportText(report, context.style),
      json: report,
    }
  },
})
