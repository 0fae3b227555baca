import { withDatabase } from '../data/database.ts'
import type { ValidationReport } from '../data/validation.ts'
import { command } from '../frame/command.ts'
import { count, flag, names, outcome, path } from '../frame/inputs.ts'
import { loadProject } from '../project/load.ts'
import { workingFiles } from '../project/sources.ts'
import { worst } from '../project/verdict.ts'
import { renderValidationText } from '../report/text/validation.ts'
import { chooseDatasets } from './steps/choose.ts'
import { readDataset, recordHistory } from './steps/dataset.ts'
import { leaveJson } from './steps/results.ts'

export const validate = command({
  name: 'validate',
  summary: 'Check datasets against what their rows must look like.',
  runs: ['action', 'cli'],
  permissions: {},
  inputs: {
    datasets: names('Datasets to check; all if neither datasets nor models are named.').optional(),
    models: names('Models whose datasets to check.').optional(),
    samples: count(
      'Keys of violating rows to show for each rule, which reports do not hold otherwise.',
    ).default(0),
    record: flag(
      'Add the figures of data that does not fail to its history.jsonl, which checks on changes and anomalies are held against; commit that file.',
    ).default(false),
  },
  positional: ['datasets'],
  outputs: {
    verdict: outcome('The worst verdict of all datasets.'),
    report: path('The validation reports, as JSON.'),
  },

  async run(context, inputs) {
    const { root, log } = context
    const project = await loadProject(workingFiles(root))
    const reports: ValidationReport[] = []
    for (const dataset of chooseDatasets(project, inputs)) {
      const now = context.clock()
      const { report } = await log.step(`validate ${dataset.config.dataset}`, () =>
        withDatabase((database) =>
          readDataset(database, {
            root,
            dataset,
            now,
            datasets: project.datasets,
            hold: false,
            samples: inputs.samples,
          }),
        ),
      )
      if (inputs.record && report.verdict !== 'fail') await recordHistory({ root, dataset, now }, report)
      reports.push(report)
    }
    const verdict = worst(
      reports.map((report) => report.verdict),
      'pass',
    )
    return {
      outputs: { verdict, report: await leaveJson(context, 'validation.json', reports) },
      verdict,
      text: reports.map((report) => renderValidationText(report, context.style)).join('\n'),
      json: reports,
    }
  },
})
