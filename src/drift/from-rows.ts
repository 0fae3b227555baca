import { setImmediate } from 'node:timers/promises'
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

/** Bytes of values that are held at a time, half of them being read while the others are looked at. */
const mostBytes = 160 * 2 ** 20

/** Some columns that are read together. */
interface Batch {
  columns: readonly string[]
  read(): Promise<Material[]>
}

/**
 * What is known of some columns from the rows of both sides. `take` gets one column at a time and must be done with it before
 * it returns: numbers are read a few columns at a time, so that memory does not grow with the number of columns. The database
 * reads the next columns while `take` is at work.
 */
export async function eachMaterial<T>(
  database: Database,
  sides: TwoSides,
  columns: readonly string[],
  take: (column: string, material: Material) => T,
): Promise<T[]> {
  const rows = {
    reference: await countRows(database, sides.reference),
    current: await countRows(database, sides.current),
  }
  const taken = new Map<string, T>()
  await readAhead(batchesOf(database, sides, { columns, rows }), async (batch, materials) => {
    for (const [index, column] of batch.columns.entries()) {
      taken.set(column, take(column, materials[index] as Material))
      // Lets what was read meanwhile in.
      await setImmediate()
    }
  })
  return columns.map((column) => taken.get(column) as T)
}

/** Reads one batch while the one before is used. Where something fails, what is still being read is waited for. */
async function readAhead(
  batches: readonly Batch[],
  use: (batch: Batch, materials: Material[]) => Promise<void>,
): Promise<void> {
  let ahead = batches[0]?.read()
  for (const [index, batch] of batches.entries()) {
    const materials = await (ahead as Promise<Material[]>)
    ahead = batches[index + 1]?.read()
    const [used] = await Promise.allSettled([use(batch, materials), ahead])
    if (used.status === 'rejected') throw used.reason
  }
}

function batchesOf(
  database: Database,
  sides: TwoSides,
  { columns, rows }: { columns: readonly string[]; rows: Sides },
): Batch[] {
  const { reference, current } = sides
  const kinds = (column: string) => ({
    reference: kindOf(reference.columns.get(column)),
    current: kindOf(current.columns.get(column)),
  })
  const both = (kind: Evidence['kind']) =>
    columns.filter((column) => kinds(column).reference === kind && kinds(column).current === kind)
  const [numbers, categories] = [both('numeric'), both('categorical')]

  const most = Math.max(1, Math.floor(mostBytes / 2 / 8 / Math.max(1, rows.reference + rows.current)))
  const atOnce = Math.min(most, numbers.length)
  // The same memory for every other batch.
  const room = (count: number) => Array.from({ length: atOnce }, () => new Float64Array(count))
  const rooms = [0, 1].map(() => ({ reference: room(rows.reference), current: room(rows.current) }))
  const ofNumbers = chunked(numbers, atOnce).map((some, index): Batch => {
    const into = rooms[index % 2] as (typeof rooms)[number]
    const read = (side: keyof TwoSides) =>
      readNumbers(database, sides[side], {
        columns: some.map((name) => ({ name, type: sides[side].columns.get(name) as ColumnType })),
        into: into[side],
      })
    return {
      columns: some,
      async read() {
        const [before, after] = [await read('reference'), await read('current')]
        return some.map((column, index) => {
          const [x, y] = [before[index] as Float64Array, after[index] as Float64Array]
          const usable = { reference: x.length, current: y.length }
          const values = Math.min(x.length, y.length) > 0 ? { values: numbersOfRows(x, y) } : {}
          return { rows, usable, kinds: kinds(column), ...values }
        })
      },
    }
  })
  const ofCategories = categories.map(
    (column): Batch => ({
      columns: [column],
      async read() {
        const counts = await countCategories(database, { name: column, reference, current })
        const values =
          Math.min(counts.rows.reference, counts.rows.current) > 0 ? { values: categoriesOf(counts) } : {}
        return [{ rows, usable: counts.rows, kinds: kinds(column), ...values }]
      },
    }),
  )
  const known = new Set([...numbers, ...categories])
  const ofOthers = columns
    .filter((column) => !known.has(column))
    .map(
      (column): Batch => ({
        columns: [column],
        async read() {
          const usable = {
            reference: await usableRows(database, reference, column),
            current: await usableRows(database, current, column),
          }
          return [{ rows, usable, kinds: kinds(column) }]
        },
      }),
    )
  return [...ofNumbers, ...ofCategories, ...ofOthers]
}

function chunked(names: readonly string[], most: number): string[][] {
  const chunks: string[][] = []
  for (let from = 0; from < names.length; from += most) chunks.push(names.slice(from, from + most))
  return chunks
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
