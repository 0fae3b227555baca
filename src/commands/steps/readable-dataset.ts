import type { Database } from '../../data/database.ts'
import type { Context } from '../../frame/context.ts'
import { UserError } from '../../project/problem.ts'
import { type ReadDataset, readDataset } from './dataset.ts'
import type { Change, Subject } from './subject.ts'

/** Reads the dataset of a model for a command that can do nothing without its rows; why they cannot be read is a `UserError`. */
export async function readableDataset(
  context: Context,
  database: Database,
  { change, subject }: { change: Change; subject: Subject },
): Promise<ReadDataset> {
  const dataset = await readDataset(database, {
    root: change.root,
    dataset: subject.dataset,
    now: context.clock(),
    datasets: change.project.datasets,
  })
  if (!dataset.open) throw new UserError(dataset.report.reason)
  return dataset
}
