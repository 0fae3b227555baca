import { UserError } from '../project/problem.ts'
import { type Database, identifier, literal } from './database.ts'
import { fileColumn, type OpenDataset, rowColumn } from './open.ts'
import { heldOut, type SplitRule } from './split.ts'

/** What a model takes from a dataset. */
export interface Selection {
  features: readonly string[]
  target: { column: string; positive: string | number | boolean }
  split: SplitRule
}

/** The order of the files and of the rows in them. */
export const inOrder = `ORDER BY ${identifier(fileColumn)}, ${identifier(rowColumn)}`

/** Throws unless every column that a model needs is there and every row has a value to split by. */
export async function requireColumns(
  database: Database,
  open: OpenDataset,
  { features, target, split }: Selection,
): Promise<void> {
  const lacking = [...features, target.column, split.by].filter((column) => !open.present.includes(column))
  if (lacking.length > 0)
    throw new UserError(
      `the files of ${open.dataset.config.dataset} lack ${lacking.join(', ')}, which the model needs`,
    )
  const { rows } = await database.row(
    `SELECT count(*) AS rows FROM ${open.relation} WHERE ${identifier(split.by)} IS NULL`,
  )
  if (Number(rows) > 0)
    throw new UserError({
      message: `${rows} rows of ${open.dataset.config.dataset} have no ${split.by} to split by`,
      hint: 'give every row a value, or split by another column',
    })
}

/**
 * Writes the training rows, features and target only, in the order of the files, as Parquet or CSV. Rows without a
 * target are left out. Held-out rows are never written.
 */
export async function writeTrainingRows(
  database: Database,
  open: OpenDataset,
  { selection, path, format }: { selection: Selection; path: string; format: 'parquet' | 'csv' },
): Promise<{ rows: number }> {
  await requireColumns(database, open, selection)
  const columns = [...selection.features, selection.target.column].map(identifier).join(', ')
  const where = `WHERE NOT ${heldOut(selection.split)} AND ${identifier(selection.target.column)} IS NOT NULL`
  const how = format === 'parquet' ? 'FORMAT parquet, COMPRESSION snappy' : 'FORMAT csv, HEADER true'
  await database.run(
    `COPY (SELECT ${columns} FROM ${open.relation} ${where} ${inOrder}) TO ${literal(path)} (${how})`,
  )
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${open.relation} ${where}`)
  return { rows: Number(rows) }
}
