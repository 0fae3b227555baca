import { canonicalCell } from './cell.ts'
import { type Database, identifier } from './database.ts'
import type { OpenDataset } from './open.ts'
import { heldOut, splitColumn } from './split.ts'
import type { Selection } from './training-rows.ts'

/** How the held-out rows differ from those of before, in rows. */
export interface HoldoutChange {
  /** Held-out rows of before that are no longer there as they were. */
  altered: number
  /** Held-out rows that were not there before. */
  added: number
}

/**
 * How many of the base's held-out rows are altered or gone in the head, and how many are new there: by key, split value,
 * target, features and what else they are judged by (`also`), as often as each row is there. A column that the head adds hides nothing, one that it lacks alters
 * every row. Undefined where the base lacks the columns of the split or the target, so that its held-out rows cannot be told.
 */
export async function alteredHoldout(
  database: Database,
  {
    base,
    head,
    selection,
    also = [],
  }: {
    base: OpenDataset
    head: OpenDataset
    selection: Selection
    /** Columns that rows are weighted, sliced, grouped or measured by. */
    also?: readonly string[]
  },
): Promise<HoldoutChange | undefined> {
  const { split, target, features } = selection
  const by = splitColumn(split)
  if ([by, target.column].some((column) => !base.present.includes(column))) return undefined
  const wanted = new Set([...base.dataset.config.key, by, target.column, ...features, ...also])
  const columns = [...wanted].filter((column) => base.present.includes(column))
  const held = `WHERE ${heldOut(split)}`
  const count = async (from: string): Promise<number> =>
    Number((await database.row(`SELECT count(*) AS rows FROM ${from}`)).rows)
  if (columns.some((column) => !head.present.includes(column)))
    return {
      altered: await count(`${base.relation} ${held}`),
      added: await count(`${head.relation} ${held}`),
    }
  // Canonical text, so that a column whose declared type changed is compared by what its cells say.
  const cells = columns.map((column) => canonicalCell(identifier(column))).join(', ')
  const rows = (relation: string) => `SELECT ${cells} FROM ${relation} ${held}`
  return {
    altered: await count(`(${rows(base.relation)} EXCEPT ALL ${rows(head.relation)})`),
    added: await count(`(${rows(head.relation)} EXCEPT ALL ${rows(base.relation)})`),
  }
}
