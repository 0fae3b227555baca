import type { ColumnType } from '../../project/schema/column.ts'
import { Format } from '../../project/schema/column-rules.ts'
import { canonicalCell, numericCell } from '../cell.ts'
import { type Database, identifier } from '../database.ts'
import { isOfFormat } from '../format.ts'
import { badName, type OpenDataset } from '../open.ts'
import { orderStatistics } from '../order-statistics.ts'

/** What rules for a column are made from. */
export interface ColumnFacts {
  type: ColumnType
  rows: number
  nulls: number
  /** Cells that are not of the type. */
  bad: number
  distinct: number
  /** Values that occur once. */
  once: number
  /** All values, where there are few; as texts, or as numbers where the column holds numbers. */
  values: readonly (string | number)[] | null
  numbers: NumberFacts | null
  texts: TextFacts | null
}

export interface NumberFacts {
  min: number
  max: number
  mean: number
  /** Of the sample; 0 for one value. */
  stdev: number
  /** Type 7 quantiles. */
  q01: number
  median: number
  q99: number
}

export interface TextFacts {
  shortest: number
  longest: number
  /** The one form of all values, with `A` for a capital, `a` for a small letter, `0` for a digit; null for several. */
  form: string | null
  /** What all values begin with. */
  prefix: string
  /** The format that all values are written in. */
  format: Format | null
}

const fewValues = 50

/** Looks at one column of an open dataset; each fact takes one scan of it. */
export async function columnFacts(
  database: Database,
  open: OpenDataset,
  { column, type }: { column: string; type: ColumnType },
): Promise<ColumnFacts> {
  const x = identifier(column)
  const bad = identifier(badName(column))
  const usable = `${x} IS NOT NULL AND NOT ${bad}`
  const counted = await database.row(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE ${x} IS NULL AND NOT ${bad}) AS nulls, count(*) FILTER (WHERE ${bad}) AS bad FROM ${open.relation}`,
  )
  const groups = await database.row(
    `SELECT count(*) AS "distinct", count(*) FILTER (WHERE n = 1) AS once FROM (SELECT count(*) AS n FROM ${open.relation} WHERE ${usable} GROUP BY ${x})`,
  )
  const distinct = Number(groups.distinct)
  const source = `(SELECT ${x} AS x FROM ${open.relation} WHERE ${usable})`
  const isText = type === 'string'
  return {
    type,
    rows: Number(counted.rows),
    nulls: Number(counted.nulls),
    bad: Number(counted.bad),
    distinct,
    once: Number(groups.once),
    values: distinct > 0 && distinct <= fewValues ? await valuesOf(database, { source, type }) : null,
    numbers: distinct > 0 && !isText && type !== 'boolean' ? await numbersOf(database, source, type) : null,
    texts: distinct > 0 && isText ? await textsOf(database, source) : null,
  }
}

async function valuesOf(
  database: Database,
  { source, type }: { source: string; type: ColumnType },
): Promise<(string | number)[]> {
  const rows = await database.rows(
    `SELECT ${canonicalCell('x')} AS text FROM (SELECT DISTINCT x FROM ${source}) ORDER BY x`,
  )
  const isNumber = type === 'integer' || type === 'number'
  return rows.map(({ text }) => (isNumber ? Number(text) : String(text)))
}

async function numbersOf(database: Database, from: string, type: ColumnType): Promise<NumberFacts | null> {
  const source = `(SELECT ${numericCell('x', type)} AS x FROM ${from})`
  const { rows, min, max, mean, stdev } = await database.row(
    `SELECT count(*) AS rows, min(x) AS min, max(x) AS max, favg(x) AS mean, coalesce(stddev_samp(x / 1e3) * 1e3, 0) AS stdev FROM ${source} WHERE abs(x) < 1e150`,
  )
  if (Number(rows) === 0) return null
  const { quantile } = await orderStatistics(database, {
    source: `(SELECT x FROM ${source} WHERE abs(x) < 1e150)`,
    count: Number(rows),
    shares: [0.01, 0.5, 0.99],
  })
  return {
    min: Number(min),
    max: Number(max),
    mean: Number(mean),
    stdev: Number(stdev),
    q01: quantile(0.01),
    median: quantile(0.5),
    q99: quantile(0.99),
  }
}

/** Formats from the narrowest on. Days and times are types; any word is a hostname. */
const told = Format.options.filter((format) => !['date', 'time', 'hostname'].includes(format))

async function textsOf(database: Database, source: string): Promise<TextFacts> {
  const form =
    "regexp_replace(regexp_replace(regexp_replace(x, '[A-Z]', 'A', 'g'), '[a-z]', 'a', 'g'), '[0-9]', '0', 'g')"
  const formats = told.map((format, index) => `bool_and(${isOfFormat('x', format)}) AS f${index}`)
  const row = await database.row(
    `SELECT min(length(x)) AS shortest, max(length(x)) AS longest, min(${form}) AS form, max(${form}) AS other, min(x) AS low, max(x) AS high, ${formats.join(', ')} FROM ${source}`,
  )
  return {
    shortest: Number(row.shortest),
    longest: Number(row.longest),
    form: row.form === row.other ? String(row.form) : null,
    prefix: commonStart(String(row.low), String(row.high)),
    format: told.find((_, index) => row[`f${index}`] === true) ?? null,
  }
}

/** What the lowest and the highest text begin with, all between them do too. */
function commonStart(low: string, high: string): string {
  let at = 0
  while (at < low.length && low[at] === high[at]) at++
  return low.slice(0, at)
}
