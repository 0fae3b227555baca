import type { ColumnType } from '../project/schema/dataset.ts'
import { countRows, eachChunkOfNumbers, type NumberColumn, type RowsOf } from './column-values.ts'
import { type Database, identifier, literal } from './database.ts'
import type { CategoricalProfile, Histogram, NumericProfile, Profile } from './profile.ts'
import { valueKey } from './value-key.ts'

/** A column of numbers as far as it can be held against a profile: no quantiles, which would take a sort. */
export type CountedNumbers = Omit<NumericProfile, 'type' | 'distinct' | 'quantiles'> &
  Partial<Pick<NumericProfile, 'distinct'>>
export type CountedCategories = Omit<CategoricalProfile, 'type' | 'lengths'>
export type CountedColumn = CountedNumbers | CountedCategories

/**
 * Counts rows between the edges and by the commonest values of a reference profile, in one scan of all columns of numbers and
 * one of each other column. Columns that the rows or the profile lack are left out; so are those whose kind changed, but for
 * how many rows have a value.
 */
export async function countAgainst(
  database: Database,
  side: RowsOf & { columns: ReadonlyMap<string, ColumnType> },
  { reference, columns }: { reference: Profile; columns: readonly string[] },
): Promise<{ rows: number; columns: CountedColumn[] }> {
  const rows = await countRows(database, side)
  const known = new Map(reference.columns.map((column) => [column.name, column]))
  const numbers: { column: NumberColumn; edges: readonly number[]; counter: Counter }[] = []
  const counted: CountedColumn[] = []
  for (const name of columns) {
    const type = side.columns.get(name)
    if (type === undefined) continue
    const before = known.get(name)
    const isText = type === 'string' || type === 'boolean'
    if (isText)
      counted.push(
        await countText(database, side, {
          name,
          rows,
          before: before?.kind === 'categorical' ? before : undefined,
        }),
      )
    else {
      const numeric = before?.kind === 'numeric' ? before : undefined
      const edges = numeric?.histogram.edges ?? []
      numbers.push({ column: { name, type }, edges, counter: counter(numeric) })
    }
  }
  await eachChunkOfNumbers(
    database,
    side,
    numbers.map(({ column }) => column),
    (index, items) => count((numbers[index] as (typeof numbers)[number]).counter, items),
  )
  for (const { column, edges, counter } of numbers)
    counted.push({ name: column.name, ...resultOf(counter, { edges, rows }) })
  return { rows, columns: counted }
}

/** Where the edges of a reference are, and what was counted between them so far. */
interface Counter {
  first: number
  last: number
  /** The upper edges of the bins. */
  inner: Float64Array
  /** Cells per unit, and the bin in which to start looking by cell: most values need one step or none. */
  scale: number
  startOf: Int32Array
  /** What distances are taken from, so that the digits of a small spread far from zero are kept. */
  centre: number
  counts: Float64Array
  soFar: {
    below: number
    above: number
    min: number
    max: number
    finite: number
    sum: number
    squares: number
  }
}

const cells = 4096

function counter(before: NumericProfile | undefined): Counter {
  const edges = before?.histogram.edges ?? []
  const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0]
  const inner = Float64Array.from(edges.slice(1))
  const scale = last > first && Number.isFinite(cells / (last - first)) ? cells / (last - first) : 0
  const startOf = Int32Array.from({ length: cells + 1 }, (_, cell) => {
    // One cell further down than the value's own, in case a rounding put it there.
    const least = first + (cell - 1) / (scale || 1)
    const found = inner.findIndex((edge) => edge >= least)
    return found < 0 ? Math.max(0, inner.length - 1) : found
  })
  return {
    first,
    last,
    inner,
    scale,
    startOf,
    centre: before?.mean ?? first,
    counts: new Float64Array(inner.length),
    soFar: {
      below: 0,
      above: 0,
      min: Number.POSITIVE_INFINITY,
      max: Number.NEGATIVE_INFINITY,
      finite: 0,
      sum: 0,
      squares: 0,
    },
  }
}

/** Counts values. Everything is a variable of its own: through a closure or an object it would take half as long again. */
function count(
  { first, last, inner, scale, startOf, centre, counts, soFar }: Counter,
  items: Float64Array,
): void {
  let { below, above, min, max, finite, sum, squares } = soFar
  const bins = inner.length
  for (let index = 0; index < items.length; index++) {
    const value = items[index] as number
    if (value - value !== 0) continue
    finite++
    const distance = value - centre
    sum += distance
    squares += distance * distance
    if (value < min) min = value
    if (value > max) max = value
    if (value < first) below++
    else if (value > last) above++
    else if (bins > 0) {
      let bin = startOf[((value - first) * scale) | 0] as number
      while ((inner[bin] as number) < value) bin++
      counts[bin] = (counts[bin] as number) + 1
    }
  }
  Object.assign(soFar, { below, above, min, max, finite, sum, squares })
}

function resultOf(
  { counts, centre, soFar }: Counter,
  { edges, rows }: { edges: readonly number[]; rows: number },
): Omit<CountedNumbers, 'name'> {
  const { below, above, min, max, finite, sum, squares } = soFar
  const variance = finite < 2 ? null : Math.max(0, squares - (sum * sum) / finite) / (finite - 1)
  const histogram: Histogram = { edges: [...edges], counts: [...counts], below, above }
  return {
    kind: 'numeric',
    rows,
    nulls: rows - finite,
    nonfinite: 0,
    min: finite === 0 ? null : min,
    max: finite === 0 ? null : max,
    mean: finite === 0 || !Number.isFinite(sum) ? null : centre + sum / finite,
    stdev: variance === null || !Number.isFinite(variance) ? null : Math.sqrt(variance),
    histogram,
  }
}

async function countText(
  database: Database,
  { relation, where }: RowsOf,
  { name, rows, before }: { name: string; rows: number; before: CategoricalProfile | undefined },
): Promise<CountedCategories> {
  const listed = before?.top.map(([value]) => value) ?? []
  const isListed = listed.length === 0 ? 'false' : `v IN (${listed.map(literal).join(', ')})`
  const found = await database.rows(
    `SELECT CASE WHEN ${isListed} THEN v END AS value, sum(c)::DOUBLE AS rows, count(*) AS values
     FROM (SELECT ${valueKey('x')} AS v, c FROM (SELECT ${identifier(name)}::VARCHAR AS x, count(*) AS c FROM ${relation} WHERE ${where} AND ${identifier(name)} IS NOT NULL GROUP BY 1)) GROUP BY 1`,
  )
  const counts = new Map(found.map((row) => [row.value, Number(row.rows)]))
  const present = found.reduce((sum, row) => sum + Number(row.rows), 0)
  return {
    kind: 'categorical',
    name,
    rows,
    nulls: rows - present,
    distinct: found.reduce((sum, row) => sum + Number(row.values), 0),
    top: listed.map((value) => [value, counts.get(value) ?? 0]),
    other: counts.get(null) ?? 0,
  }
}
