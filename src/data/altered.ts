import { canonicalCell } from './cell.ts'
import { type Database, identifier } from './database.ts'
import type { OpenDataset } from './open.ts'
import { heldOut } from './split.ts'
import type { Selection } from './training-rows.ts'

/**
 * How many of the base's held-out rows a change altered or took away: by key, split value, target and features, as often
 * as each row is there. A column that the change adds hides nothing, one that it removes alters every row.
 * A base without the columns of the split and the target has no held-out rows.
 */
export async function alteredHoldout(
  database: Database,
  { base, head, selection }: { base: OpenDataset; head: OpenDataset; selection: Selection },
): Promise<number> {
  const { split, target, features } = selection
  if ([split.by, target.column].some((column) => !base.present.includes(column))) return 0
  const wanted = new Set([...base.dataset.config.key, split.by, target.column, ...features])
  const columns = [...wanted].filter((column) => base.present.includes(column))
  const held = `WHERE ${heldOut(split)}`
  if (columns.some((column) => !head.present.includes(column))) {
    const { rows } = await database.row(`SELECT count(*) AS rows FROM ${base.relation} ${held}`)
    return Number(rows)
  }
  // Canonical text, so that a column whose declared type changed is compared by what its cells say.
  const cells = columns.map((column) => canonicalCell(identifier(column))).join(', ')
  const { altered } = await database.row(
    `SELECT count(*) AS altered FROM (SELECT ${cells} FROM ${base.relation} ${held} EXCEPT ALL SELECT ${cells} FROM ${head.relation})`,
  )
  return Number(altered)
}
