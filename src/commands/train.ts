import { join } from 'node:path'
import { withDatabase } from '../data/database.ts'
import { command } from '../frame/command.ts'
import { digest, name, revision, text } from '../frame/inputs.ts'
import { digestOfFile } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import { runFiles, trainCandidate } from '../training/candidate.ts'
import { readableDataset } from './steps/readable-dataset.ts'
import { requireReadableMetrics } from './steps/readable-metrics.ts'
import { filesBelow, runFolder } from './steps/results.ts'
import { starterOf } from './steps/starter.ts'
import { readChange, subjectOf } from './steps/subject.ts'

export const train = command({
  name: 'train',
  summary: 'Train a candidate on the training rows, in a process that holds no token, and record the run.',
  runs: ['action', 'cli'],
  permissions: {},
  inputs: {
    model: name('The model to train.'),
    base: revision(
      'Commit whose policy says how rows are split; on the default branch the commit itself.',
    ).optional(),
    starter: text('Who dispatched or commanded the run; that person may not approve it.').optional(),
  },
  positional: ['model'],
  outputs: {
    run: digest('Digest of run.json: hand it to evaluate and promote, which refuse any other run.'),
    id: text('Id of the run.'),
  },

  async run(context, inputs) {
    const change = await readChange(context, { base: inputs.base ?? 'HEAD' })
    const subject = subjectOf(change, inputs.model)
    const { model } = subject
    const folder = await runFolder(context, inputs.model)
    const candidate = await withDatabase(async (database) => {
      const dataset = await readableDataset(context, database, { change, subject })
      await requireReadableMetrics(subject, dataset.open)
      return trainCandidate(database, dataset.open, {
        root: change.root,
        commit: change.head,
        model,
        data: dataset.version,
        folder,
        starter: inputs.starter ?? starterOf(context.event),
        started: context.clock(),
        log: context.log,
        secrets: context.secrets,
      })
    })
    if (!candidate.trained) throw new UserError(`training ${inputs.model} failed: ${candidate.reason}`)

    const { run } = candidate
    await context.artifacts?.upload({
      name: `pawl-run-${inputs.model}`,
      folder,
      files: await filesBelow(folder),
    })
    return {
      outputs: { run: await digestOfFile(join(folder, runFiles.run)), id: run.run },
      text:
        model.train.run === undefined
          ? `took the predictions of ${run.model} as they are: run ${run.run.slice(0, 12)} in ${folder}`
          : `trained ${run.model} on ${run.rows.train} rows in ${run.seconds.toFixed(1)} s: run ${run.run.slice(0, 12)} in ${folder}`,
      json: run,
    }
  },
})
