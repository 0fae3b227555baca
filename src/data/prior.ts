import { canonicalCell, canonicalText } from './cell.ts'
import { type Database, identifier, literal } from './database.ts'
import type { OpenDataset } from './open.ts'
import { heldOut } from './split.ts'
import { lacks, type Selection } from './training-rows.ts'

/** The share of positive rows among those that training gets; undefined where it gets none. */
export async function positiveShare(
  database: Database,
  open: OpenDataset,
  { target, split }: Pick<Selection, 'target' | 'split'>,
): Promise<number | undefined> {
  const positive = `${canonicalCell(identifier(target.column))} = ${literal(canonicalText(target.positive))}`
  const { rows, positives } = await database.row(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE ${positive}) AS positives FROM ${open.relation} WHERE NOT ${heldOut(split)} AND NOT ${lacks(target.column)}`,
  )
  return Number(rows) === 0 ? undefined : Number(positives) / Number(rows)
}
