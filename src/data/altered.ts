import { type Database, identifier } from './database.ts'
import type { OpenDataset } from './open.ts'
import { heldOut } from './split.ts'
import type { Selection } from './training-rows.ts'

/**
 * How many of the base's held-out rows a change altered or took away: by the columns that the model uses, as often as
 * each row is there. Columns that one side lacks count as altered in every row.
 */
export async function alteredHoldout(
  database: Database,
  { base, head, selection }: { base: OpenDataset; head: OpenDataset; selection: Selection },
): Promise<number> {
  const columns = [...new Set([selection.split.by, ...selection.features, selection.target.column])]
  const held = `WHERE ${heldOut(selection.split)}`
  // A base that lacks the columns of the new model has no held-out rows for it to alter.
  if (columns.some((column) => !base.present.includes(column))) return 0
  if (columns.some((column) => !head.present.includes(column))) {
    const { rows } = await database.row(`SELECT count(*) AS rows FROM ${base.relation} ${held}`)
    return Number(rows)
  }
  const names = columns.map(identifier).join(', ')
  const { altered } = await database.row(
    `SELECT count(*) AS altered FROM (SELECT ${names} FROM ${base.relation} ${held} EXCEPT ALL SELECT ${names} FROM ${head.relation} ${held})`,
  )
  return Number(altered)
}
