import type { ColumnType } from '../project/schema/column.ts'
import { numericCell } from './cell.ts'
import { type Database, doubleLiteral, identifier, literal, type Row } from './database.ts'
import { bins, edgeShares, roundEdges } from './edges.ts'
import { exactMoments } from './exact-moments.ts'
import { type OrderStatistics, orderStatistics } from './order-statistics.ts'
import {
  type CategoricalProfile,
  type ColumnProfile,
  type Histogram,
  type NumericProfile,
  type Profile,
  quantileShares,
} from './profile.ts'
import { fitted } from './profile-size.ts'
import { valueKey } from './value-key.ts'

const topValues = 100

/** Rows that can be profiled: an open dataset, or files that no dataset.yaml speaks of. */
export interface ProfiledRows {
  relation: string
  present: readonly string[]
  dataset: {
    config: { dataset: string; columns: Readonly<Record<string, { type: ColumnType } | undefined>> }
  }
}

/**
 * The statistics of some columns over the rows that meet a condition. Every figure is exact; how finely a column is told depends
 * on what finds room in its share of the bytes. With a reference profile, histograms take its edges and categories its values,
 * so that the two can be compared.
 */
export async function profileRows(
  database: Database,
  open: ProfiledRows,
  { columns, where, reference }: { columns: readonly string[]; where: string; reference?: Profile },
): Promise<Profile> {
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${open.relation} WHERE ${where}`)
  const profiles: ColumnProfile[] = []
  for (const name of columns.filter((column) => open.present.includes(column))) {
    const type = open.dataset.config.columns[name]?.type ?? 'string'
    const before = reference?.columns.find((column) => column.name === name)
    const of = { name, type, relation: open.relation, where }
    const isText = type === 'string' || type === 'boolean'
    const profile = isText
      ? await categorical(database, { ...of, ...(before?.kind === 'categorical' ? { before } : {}) })
      : await numeric(database, { ...of, ...(before?.kind === 'numeric' ? { before } : {}) })
    profiles.push(before?.kind === profile.kind ? profile : fitted(profile))
  }
  return {
    schema: 'pawl/profile@1',
    dataset: open.dataset.config.dataset,
    rows: Number(rows),
    columns: profiles,
  }
}

interface ColumnOf {
  name: string
  type: ColumnType
  relation: string
  where: string
}

async function numeric(
  database: Database,
  { name, relation, where, type, before }: ColumnOf & { before?: NumericProfile },
): Promise<NumericProfile> {
  const source = `(SELECT ${numericCell(identifier(name), type)} AS x FROM ${relation} WHERE ${where})`
  const finite = 'x IS NOT NULL AND isfinite(x)'
  const counted = await database.row(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE x IS NULL) AS nulls, count(*) FILTER (WHERE NOT isfinite(x)) AS nonfinite, count(DISTINCT x) FILTER (WHERE ${finite}) AS "distinct", min(x) FILTER (WHERE ${finite}) AS min, max(x) FILTER (WHERE ${finite}) AS max FROM ${source}`,
  )
  const distinct = Number(counted.distinct)
  const values = `(SELECT x FROM ${source} WHERE ${finite})`
  const inOrder = await orderStatistics(database, {
    source: values,
    count: Number(counted.rows) - Number(counted.nulls) - Number(counted.nonfinite),
    shares: [...quantileShares, ...edgeShares],
  })
  const edges = before?.histogram.edges ?? (await edgesOf(database, { source: values, distinct, inOrder }))
  const { min, max } = { min: figure(counted.min), max: figure(counted.max) }
  const quantiles = distinct === 0 ? [] : quantileShares.map(inOrder.quantile)
  const centre = quantiles[3]
  const moments =
    min === null || max === null || centre === undefined
      ? { mean: null, stdev: null }
      : await exactMoments(database, { source: values, min, max, centre })
  return {
    kind: 'numeric',
    name,
    type,
    rows: Number(counted.rows),
    nulls: Number(counted.nulls),
    distinct,
    nonfinite: Number(counted.nonfinite),
    min,
    max,
    ...moments,
    quantiles,
    histogram: await histogramOf(database, { source: values, edges }),
  }
}

function figure(value: Row[string] | undefined): number | null {
  return typeof value === 'number' ? value : null
}

/** DuckDB writes a list of numbers as JSON does. */
function numbersIn(list: Row[string] | undefined): number[] {
  return typeof list === 'string' ? (JSON.parse(list) as number[]) : []
}

async function edgesOf(
  database: Database,
  { source, distinct, inOrder }: { source: string; distinct: number; inOrder: OrderStatistics },
): Promise<number[]> {
  if (distinct === 0) return []
  if (distinct > bins) return lowestTwice(roundEdges(inOrder.valueAt))
  const { values } = await database.row(
    `SELECT list(DISTINCT x ORDER BY x)::VARCHAR AS values FROM ${source}`,
  )
  return lowestTwice(numbersIn(values))
}

/** So that the lowest value has a bin of its own, however many rows have it. */
function lowestTwice(edges: readonly number[]): number[] {
  return [...edges.slice(0, 1), ...edges]
}

/** Counts of the bins; DuckDB's histogram counts up to and with each boundary. */
async function histogramOf(
  database: Database,
  { source, edges }: { source: string; edges: readonly number[] },
): Promise<Histogram> {
  const [first] = edges
  const last = edges.at(-1)
  if (first === undefined || last === undefined) return { edges: [], counts: [], below: 0, above: 0 }
  if (edges[1] !== first) throw new Error('the lowest edge of a histogram stands twice')
  const boundaries = [...new Set(edges)]
  const list = `[${boundaries.map(doubleLiteral).join(', ')}]`
  const { counts, below, above } = await database.row(
    `SELECT (SELECT list_transform(${list}, boundary -> coalesce(h[boundary], 0))::VARCHAR FROM (SELECT histogram(x, ${list}) AS h FROM ${source})) AS counts, count(*) FILTER (WHERE x < ${doubleLiteral(first)}) AS below, count(*) FILTER (WHERE x > ${doubleLiteral(last)}) AS above FROM ${source}`,
  )
  const [lowest = 0, ...rest] = numbersIn(counts)
  return {
    edges: [...edges],
    counts: [lowest - Number(below), ...rest],
    below: Number(below),
    above: Number(above),
  }
}

async function categorical(
  database: Database,
  { name, relation, where, type, before }: ColumnOf & { before?: CategoricalProfile },
): Promise<CategoricalProfile> {
  const source = `(SELECT ${identifier(name)}::VARCHAR AS x FROM ${relation} WHERE ${where})`
  const counted = await database.row(
    `SELECT count(*) AS rows, count(*) FILTER (WHERE x IS NULL) AS nulls, count(DISTINCT x) AS "distinct", min(length(x)) AS shortest, max(length(x)) AS longest, sum(length(x))::DOUBLE AS characters FROM ${source}`,
  )
  const top = before
    ? await countsOf(database, { source, values: before.top.map(([value]) => value) })
    : await commonest(database, source)
  const values = Number(counted.rows) - Number(counted.nulls)
  const lengths =
    type === 'string' && values > 0
      ? {
          min: Number(counted.shortest),
          max: Number(counted.longest),
          mean: Number(counted.characters) / values,
        }
      : null
  return {
    kind: 'categorical',
    name,
    type,
    rows: Number(counted.rows),
    nulls: Number(counted.nulls),
    distinct: Number(counted.distinct),
    lengths,
    top,
    other: values - top.reduce((sum, [, count]) => sum + count, 0),
  }
}

/** Each value and its rows; DuckDB orders text by its bytes. */
const counted = (source: string): string =>
  `(SELECT ${valueKey('x')} AS value, c AS count FROM (SELECT x, count(*) AS c FROM ${source} WHERE x IS NOT NULL GROUP BY x))`

async function commonest(database: Database, source: string): Promise<CategoricalProfile['top']> {
  const rows = await database.rows(
    `SELECT value, count FROM ${counted(source)} ORDER BY count DESC, value LIMIT ${topValues}`,
  )
  return rows.map(({ value, count }) => [String(value), Number(count)])
}

async function countsOf(
  database: Database,
  { source, values }: { source: string; values: readonly string[] },
): Promise<CategoricalProfile['top']> {
  if (values.length === 0) return []
  const rows = await database.rows(
    `SELECT value, count FROM ${counted(source)} WHERE value IN (${values.map(literal).join(', ')})`,
  )
  const counts = new Map(rows.map(({ value, count }) => [String(value), Number(count)]))
  return values.map((value) => [value, counts.get(value) ?? 0])
}
