import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { ColumnType } from '../project/schema/column.ts'
import { numericCell } from './cell.ts'
import { type Database, identifier } from './database.ts'

/** Rows of a relation that meet a condition. */
export interface RowsOf {
  relation: string
  where: string
}

export interface NumberColumn {
  name: string
  type: ColumnType
}

export async function countRows(database: Database, { relation, where }: RowsOf): Promise<number> {
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${relation} WHERE ${where}`)
  return Number(rows)
}

/**
 * Reads the finite values of some columns of numbers in one scan, each into memory of its own that is long enough for all rows.
 * Gives that part of the memory that was filled.
 */
export async function readNumbers(
  database: Database,
  rows: RowsOf,
  { columns, into }: { columns: readonly NumberColumn[]; into: readonly Float64Array[] },
): Promise<Float64Array[]> {
  const counts = new Uint32Array(columns.length)
  await eachChunkOfNumbers(database, rows, columns, (chunk) => {
    for (const [index, items] of chunk.entries())
      counts[index] = keepFinite(items, into[index] as Float64Array, counts[index] as number)
  })
  return columns.map((_, index) => (into[index] as Float64Array).subarray(0, counts[index]))
}

/** Bytes of a block of numbers. */
const blockBytes = 16 * 2 ** 20
/** Rows that DuckDB hands over at a time, at most. */
const chunkRows = 2048

/**
 * Hands over the values of some columns of numbers, a block of rows at a time and in the order of the rows; a missing value is
 * NaN. A block lies in shared memory, which is used again once `take` is done with it; the next one is read meanwhile.
 */
export async function eachBlockOfNumbers(
  database: Database,
  rows: RowsOf,
  columns: readonly NumberColumn[],
  take: (block: Float64Array[]) => Promise<void>,
): Promise<void> {
  const length = chunkRows * Math.max(1, Math.floor(blockBytes / 8 / chunkRows / Math.max(1, columns.length)))
  const room = () => columns.map(() => new Float64Array(new SharedArrayBuffer(8 * length)))
  let [filling, waiting] = [room(), room()]
  let filled = 0
  let before = Promise.resolve()
  const handOver = async () => {
    await before
    before = take(filling.map((values) => values.subarray(0, filled)))
    // Whoever waits for it is told; a fault in between must not end the process first.
    before.catch(() => undefined)
    ;[filling, waiting, filled] = [waiting, filling, 0]
  }
  await eachChunkOfNumbers(database, rows, columns, async (items) => {
    const count = items[0]?.length ?? 0
    if (filled + count > length) await handOver()
    for (const [index, values] of items.entries()) filling[index]?.set(values, filled)
    filled += count
  })
  if (filled > 0) await handOver()
  await before
}

async function eachChunkOfNumbers(
  database: Database,
  { relation, where }: RowsOf,
  columns: readonly NumberColumn[],
  take: (items: Float64Array[]) => Promise<void> | void,
): Promise<void> {
  if (columns.length === 0) return
  const cells = columns.map(
    ({ name, type }, index) => `coalesce(${numericCell(identifier(name), type)}, 'nan'::DOUBLE) AS c${index}`,
  )
  await database.chunks(`SELECT ${cells.join(', ')} FROM ${relation} WHERE ${where}`, (chunk) =>
    take(columns.map((_, index) => itemsOf(chunk, index))),
  )
}

/** A column of doubles as DuckDB holds it: no copy, no object for each value. */
function itemsOf(chunk: DuckDBDataChunk, index: number): Float64Array {
  const { items } = chunk.getColumnVector(index) as unknown as { items?: unknown }
  if (!(items instanceof Float64Array)) throw new Error('a column of numbers is read as doubles')
  return items.length === chunk.rowCount ? items : items.subarray(0, chunk.rowCount)
}

function keepFinite(items: Float64Array, into: Float64Array, from: number): number {
  let at = from
  if (at + items.length > into.length) throw new Error('more rows than were counted')
  for (let index = 0; index < items.length; index++) {
    const value = items[index] as number
    // NaN and infinities are not equal to themselves less themselves.
    if (value - value === 0) into[at++] = value
  }
  return at
}

/** How often the values of a column of text or booleans stand in two sets of rows. */
export interface CategoryCounts {
  name: string
  /** Rows with a value. */
  rows: { reference: number; current: number }
  /** The commonest values of both together, at most 2,000, the reference's commonest first. */
  listed: { reference: number; current: number }[]
  /** All other values. */
  other: { categories: number; reference: number; current: number }
  /** Values that one side lacks: how many there are, their rows, and the rows of the commonest. */
  unseen: { categories: number; rows: number; largest: number }
  vanished: { categories: number; rows: number; largest: number }
}

const mostListed = 2000

/** Counts the values of a column on both sides. The values stay in the database. */
export async function countCategories(
  database: Database,
  { name, reference, current }: { name: string; reference: RowsOf; current: RowsOf },
): Promise<CategoryCounts> {
  const side = ({ relation, where }: RowsOf) =>
    `(SELECT ${identifier(name)} AS v, count(*) AS c FROM ${relation} WHERE ${where} AND ${identifier(name)} IS NOT NULL GROUP BY 1)`
  const both = `SELECT coalesce(a.c, 0)::DOUBLE AS x, coalesce(b.c, 0)::DOUBLE AS y, coalesce(a.v::VARCHAR, b.v::VARCHAR) AS v FROM ${side(reference)} a FULL JOIN ${side(current)} b ON a.v::VARCHAR = b.v::VARCHAR`
  const rows = await database.rows(
    `WITH cells AS (${both}), ranked AS (SELECT x, y, v, row_number() OVER (ORDER BY x + y DESC, v) AS place FROM cells)
     SELECT least(place, ${mostListed + 1}) AS place, count(*) AS categories, sum(x) AS x, sum(y) AS y,
       count(*) FILTER (WHERE x = 0) AS news, coalesce(sum(y) FILTER (WHERE x = 0), 0) AS newrows, coalesce(max(y) FILTER (WHERE x = 0), 0) AS newmost,
       count(*) FILTER (WHERE y = 0) AS gone, coalesce(sum(x) FILTER (WHERE y = 0), 0) AS gonerows, coalesce(max(x) FILTER (WHERE y = 0), 0) AS gonemost
     FROM ranked GROUP BY least(place, ${mostListed + 1}) ORDER BY x DESC, y DESC, place`,
  )
  const sum = (key: string) => rows.reduce((total, row) => total + Number(row[key]), 0)
  const most = (key: string) => rows.reduce((largest, row) => Math.max(largest, Number(row[key])), 0)
  const isRest = (row: (typeof rows)[number]) => Number(row.place) > mostListed
  const rest = rows.find(isRest)
  return {
    name,
    rows: { reference: sum('x'), current: sum('y') },
    listed: rows
      .filter((row) => !isRest(row))
      .map(({ x, y }) => ({ reference: Number(x), current: Number(y) })),
    other: {
      categories: Number(rest?.categories ?? 0),
      reference: Number(rest?.x ?? 0),
      current: Number(rest?.y ?? 0),
    },
    unseen: { categories: sum('news'), rows: sum('newrows'), largest: most('newmost') },
    vanished: { categories: sum('gone'), rows: sum('gonerows'), largest: most('gonemost') },
  }
}
