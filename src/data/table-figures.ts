import type { FigureName } from '../project/schema/table-check.ts'
import { type Database, identifier } from './database.ts'
import { badName, type OpenDataset } from './open.ts'

/** A figure of a dataset: its rows, or one of a column. */
export interface TableFigure {
  figure: FigureName
  column?: string | undefined
}

/** `rows`, `amount.mean`: how histories and reports name it. */
export function figureKey({ figure, column }: TableFigure): string {
  return figure === 'rows' ? 'rows' : `${column}.${figure}`
}

/** `the number of rows`, `the mean of amount` */
export function figureWords({ figure, column }: TableFigure): string {
  if (figure === 'rows') return 'the number of rows'
  const names: Record<Exclude<FigureName, 'rows'>, string> = {
    nulls: 'the share of missing values',
    distinct: 'the number of different values',
    min: 'the smallest value',
    max: 'the largest value',
    mean: 'the mean',
    stdev: 'the standard deviation',
    sum: 'the sum',
  }
  return `${names[figure]} of ${column}`
}

/** The figures of a dataset in one scan, by their keys; null where one cannot be told. */
export async function tableFigures(
  database: Database,
  open: OpenDataset,
  wanted: readonly TableFigure[],
): Promise<Map<string, number | null>> {
  const unique = [...new Map(wanted.map((one) => [figureKey(one), one])).values()]
  const askable = unique.filter(({ column }) => column === undefined || open.present.includes(column))
  const found = new Map<string, number | null>(unique.map((one) => [figureKey(one), null]))
  if (askable.length === 0) return found
  const row = await database.row(
    `SELECT ${askable.map((one, index) => `${figureSql(open, one)} AS f${index}`).join(', ')} FROM ${open.relation}`,
  )
  askable.forEach((one, index) => {
    const value = row[`f${index}`]
    // Twelve digits: the last ones depend on the order of the rows.
    if (typeof value === 'number' && Number.isFinite(value))
      found.set(figureKey(one), Number(value.toPrecision(12)))
  })
  return found
}

function figureSql(open: OpenDataset, { figure, column }: TableFigure): string {
  if (figure === 'rows' || column === undefined) return 'count(*)'
  const name = identifier(column)
  const usable = `FILTER (WHERE NOT ${identifier(badName(column))})`
  if (figure === 'nulls') return `1 - count(${name}) / nullif(count(*), 0)`
  if (figure === 'distinct') return `count(DISTINCT ${name}) ${usable}`
  const type = open.dataset.config.columns[column]?.type
  const x = type === 'date' || type === 'timestamp' ? `epoch(${name}::TIMESTAMP)` : `${name}::DOUBLE`
  const functions = { min: 'min', max: 'max', mean: 'favg', stdev: 'stddev_samp', sum: 'fsum' }
  return `${functions[figure]}(${x}) ${usable}`
}
