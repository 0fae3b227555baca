import type { Database } from '../../data/database.ts'
import type { Context } from '../../frame/context.ts'
import { UserError } from '../../project/problem.ts'
import { type ModelRows, readModelRows } from './model-rows.ts'
import type { Change, Subject } from './subject.ts'

/** Reads the rows of a model for a command that can do nothing without them; why they cannot be read is a `UserError`. */
export async function readableDataset(
  context: Context,
  database: Database,
  { change, subject }: { change: Change; subject: Subject },
): Promise<ModelRows> {
  const { rows, validation } = await readModelRows(database, {
    root: change.root,
    dataset: subject.dataset,
    split: subject.model.data.split,
    held: subject.held,
    now: context.clock(),
    datasets: change.project.datasets,
  })
  if (!rows) throw new UserError(validation.find(({ version }) => version === null)?.reason ?? 'no rows')
  return rows
}
