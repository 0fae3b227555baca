import { UserError } from '../project/problem.ts'
import { columnRules } from '../project/schema/dataset.ts'
import type { Target } from '../project/schema/model.ts'
import type { SplitRule } from '../project/schema/split.ts'
import { numericCell } from './cell.ts'
import { type Database, identifier, literal } from './database.ts'
import { badName, fileColumn, type OpenDataset, rowColumn } from './open.ts'
import { inTraining, splitColumn } from './split.ts'

/** What a model takes from a dataset. */
export interface Selection {
  features: readonly string[]
  target: Target
  split: SplitRule
}

/** SQL: a row has no value of the column's type there, NaN and infinities included. */
export function lacks(column: string): string {
  return `(${identifier(column)} IS NULL OR ${identifier(badName(column))})`
}

/** The order of the files and of the rows in them. */
export const inOrder = `ORDER BY ${identifier(fileColumn)}, ${identifier(rowColumn)}`

/** Throws unless every column that a model needs is there and every row has a value to split by. */
export async function requireColumns(
  database: Database,
  open: OpenDataset,
  { features, target, split }: Selection,
  more: readonly string[] = [],
): Promise<void> {
  const by = splitColumn(split)
  const lacking = [...features, target.column, by, ...more].filter((column) => !open.present.includes(column))
  if (lacking.length > 0)
    throw new UserError(
      `the files of ${open.dataset.config.dataset} lack ${lacking.join(', ')}, which the model needs`,
    )
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${open.relation} WHERE ${lacks(by)}`)
  if (Number(rows) > 0)
    throw new UserError({
      message: `${rows} rows of ${open.dataset.config.dataset} have no ${by} to split by`,
      hint: 'give every row a value, or split by another column',
    })
}

/** Dates and timestamps become the numbers that the model is given when it predicts. */
function trainingCell(open: OpenDataset, name: string): string {
  const column = identifier(name)
  const type = columnRules(open.dataset.config, name)?.type
  if (type !== 'date' && type !== 'timestamp') return column
  return `${numericCell(column, type)} AS ${column}`
}

/**
 * Writes the training rows, features, target and `more` only, in the order of the files, as Parquet or CSV; dates as days
 * and timestamps as seconds since 1970, as `readHoldout` gives them. Rows without a target are left out. Held-out rows
 * are never written.
 */
export async function writeTrainingRows(
  database: Database,
  open: OpenDataset,
  {
    selection,
    more = [],
    path,
    format,
  }: {
    selection: Selection
    /** Columns that training needs and the model does not see: weight, group, time. */
    more?: readonly string[]
    path: string
    format: 'parquet' | 'csv'
  },
): Promise<{ rows: number }> {
  await requireColumns(database, open, selection, more)
  const { features, target } = selection
  const others = more.filter((name) => !features.includes(name) && name !== target.column)
  const columns = [
    ...features.map((name) => trainingCell(open, name)),
    identifier(target.column),
    ...[...new Set(others)].map((name) => trainingCell(open, name)),
  ].join(', ')
  const where = `WHERE ${inTraining(selection.split)} AND NOT ${lacks(selection.target.column)}`
  const how = format === 'parquet' ? 'FORMAT parquet, COMPRESSION snappy' : 'FORMAT csv, HEADER true'
  await database.run(
    `COPY (SELECT ${columns} FROM ${open.relation} ${where} ${inOrder}) TO ${literal(path)} (${how})`,
  )
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${open.relation} ${where}`)
  return { rows: Number(rows) }
}
