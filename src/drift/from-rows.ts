import {
  type CategoryCounts,
  countCategories,
  countRows,
  type RowsOf,
  readNumbers,
} from '../data/column-values.ts'
import { type Database, identifier } from '../data/database.ts'
import type { Shapes } from '../data/shapes.ts'
import type { ColumnType } from '../project/schema/dataset.ts'
import { ksAsymptoticP, ksExactP, largestExact } from '../stats/ks.ts'
import { largestGaps } from '../stats/largest-gap.ts'
import { momentsOf, type Pooled, pool } from '../stats/pooled.ts'
import type { Sides } from './comparison.ts'
import type { Evidence, Gap, Material, NumberEvidence } from './evidence.ts'

/** Two sets of rows with the same columns, or most of them. */
export interface TwoSides {
  reference: RowsOf & { columns: ReadonlyMap<string, ColumnType> }
  current: RowsOf & { columns: ReadonlyMap<string, ColumnType> }
}

/** Bytes of values that are held at a time. */
const mostBytes = 320 * 2 ** 20

/**
 * What is known of some columns from the rows of both sides. `take` gets one column at a time and must be done with it before
 * it returns: numbers are read a few columns at a time, so that memory does not grow with the number of columns.
 */
export async function eachMaterial<T>(
  database: Database,
  { reference, current }: TwoSides,
  columns: readonly string[],
  take: (column: string, material: Material) => T,
): Promise<T[]> {
  const rows = {
    reference: await countRows(database, reference),
    current: await countRows(database, current),
  }
  const taken = new Map<string, T>()
  const kinds = (column: string) => ({
    reference: kindOf(reference.columns.get(column)),
    current: kindOf(current.columns.get(column)),
  })
  const both = (kind: Evidence['kind']) =>
    columns.filter((column) => kinds(column).reference === kind && kinds(column).current === kind)

  const atOnce = Math.max(1, Math.floor(mostBytes / 8 / Math.max(1, rows.reference + rows.current)))
  const numbers = both('numeric')
  // The same memory for one group of columns after the other.
  const room = (count: number) =>
    Array.from({ length: Math.min(atOnce, numbers.length) }, () => new Float64Array(count))
  const rooms = { reference: room(rows.reference), current: room(rows.current) }
  for (let from = 0; from < numbers.length; from += atOnce) {
    const some = numbers.slice(from, from + atOnce)
    const read = (side: TwoSides['reference'], into: readonly Float64Array[]) =>
      readNumbers(database, side, {
        columns: some.map((name) => ({ name, type: side.columns.get(name) as ColumnType })),
        into,
      })
    const before = await read(reference, rooms.reference)
    const after = await read(current, rooms.current)
    for (const [index, column] of some.entries()) {
      const [x, y] = [before[index] as Float64Array, after[index] as Float64Array]
      const usable = { reference: x.length, current: y.length }
      const values = Math.min(x.length, y.length) > 0 ? { values: numbersOfRows(x, y) } : {}
      taken.set(column, take(column, { rows, usable, kinds: kinds(column), ...values }))
    }
  }
  for (const column of both('categorical')) {
    const counts = await countCategories(database, { name: column, reference, current })
    const values =
      Math.min(counts.rows.reference, counts.rows.current) > 0 ? { values: categoriesOf(counts) } : {}
    taken.set(column, take(column, { rows, usable: counts.rows, kinds: kinds(column), ...values }))
  }
  for (const column of columns.filter((column) => !taken.has(column))) {
    const usable = {
      reference: await usableRows(database, reference, column),
      current: await usableRows(database, current, column),
    }
    taken.set(column, take(column, { rows, usable, kinds: kinds(column) }))
  }
  return columns.map((column) => taken.get(column) as T)
}

function kindOf(type: ColumnType | undefined): Evidence['kind'] | undefined {
  if (type === undefined) return undefined
  return type === 'string' || type === 'boolean' ? 'categorical' : 'numeric'
}

async function usableRows(database: Database, side: TwoSides['reference'], column: string): Promise<number> {
  if (!side.columns.has(column)) return 0
  const { rows } = await database.row(
    `SELECT count(${identifier(column)}) AS rows FROM ${side.relation} WHERE ${side.where}`,
  )
  return Number(rows)
}

function categoriesOf({ rows, listed, other, unseen, vanished }: CategoryCounts): Evidence {
  const rest = { reference: other.reference, current: other.current }
  return { kind: 'categorical', rows, cells: listed, other: rest, unseen, vanished }
}

/** Both samples themselves. What costs a sort is done once and only when asked for. */
export function numbersOfRows(x: Float64Array, y: Float64Array): NumberEvidence {
  const rows = { reference: x.length, current: y.length }
  let pooled: Pooled | undefined
  let test: Gap | undefined
  const inOrder = () => {
    pooled ??= pool({ x, y })
    return pooled
  }
  return {
    kind: 'numeric',
    rows,
    from: 'rows',
    ks: () => {
      test ??= ksOf(x, y, rows)
      return test
    },
    pooled: inOrder,
    moments: () => momentsOf(inOrder()),
    shapes: () => shapesOfValues(x, y),
  }
}

function ksOf(x: Float64Array, y: Float64Array, { reference: n, current: m }: Sides): Gap {
  const gaps = largestGaps(x, y)
  const gap = Math.max(gaps.up, gaps.down)
  const statistic = gap / (n * m)
  const p =
    Math.max(n, m) > largestExact
      ? ksAsymptoticP({ n, m, statistic })
      : ksExactP({ n, m, steps: Math.round(gap / greatestCommonDivisor(n, m)) })
  return { statistic, p: p ?? 1, up: gaps.up / (n * m), down: gaps.down / (n * m) }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

const buckets = 16
/** Rows that are enough for a picture. */
const mostShown = 20_000

/** Equal buckets between the reference's far quantiles, so that one outlier does not put all else into one bucket. */
function shapesOfValues(x: Float64Array, y: Float64Array): Shapes {
  const before = spaced(x).sort()
  const trim = Math.floor(before.length / 200)
  const range = { from: before[trim] as number, to: before[before.length - 1 - trim] as number }
  return { kind: 'numeric', reference: shares(before, range), current: shares(spaced(y), range), range }
}

function shares(values: Float64Array, { from, to }: { from: number; to: number }): number[] {
  const counts = new Array<number>(buckets).fill(0)
  const width = (to - from) / buckets
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    const at = value <= from ? 0 : value >= to ? buckets - 1 : Math.floor((value - from) / width)
    const bucket = Math.min(buckets - 1, at)
    counts[bucket] = (counts[bucket] as number) + 1
  }
  return counts.map((rows) => rows / values.length)
}

/** So many of the values at most, evenly spaced. */
function spaced(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / mostShown))
  const picked = new Float64Array(Math.ceil(values.length / step))
  for (let index = 0; index < picked.length; index++) picked[index] = values[index * step] as number
  return picked
}
