import {
  type CategoryCounts,
  countCategories,
  countRows,
  type RowsOf,
  readNumbers,
} from '../data/column-values.ts'
import { type Database, identifier } from '../data/database.ts'
import type { ColumnType } from '../project/schema/column.ts'
import type { Watched } from '../project/watched.ts'
import type { ExaminedOf } from './compare.ts'
import type { Sides } from './comparison.ts'
import type { Evidence, Material } from './evidence.ts'
import { type Examining, examineMaterial } from './examine-numbers.ts'
import { type Examiner, withExaminer } from './thread/examiner.ts'

/** Two sets of rows with the same columns, or most of them. */
export interface TwoSides {
  reference: RowsOf & { columns: ReadonlyMap<string, ColumnType> }
  current: RowsOf & { columns: ReadonlyMap<string, ColumnType> }
}

/**
 * Compares columns of two sets of rows, each with its reference. Numbers are read a few columns at a time, so that memory does
 * not grow with the number of columns; the database reads while what was read before is examined.
 */
export async function examineRows(
  database: Database,
  { sides, columns, ...how }: Examining & { sides: TwoSides; columns: readonly Watched[] },
): Promise<{ rows: Sides; examined: ExaminedOf[] }> {
  const rows = {
    reference: await countRows(database, sides.reference),
    current: await countRows(database, sides.current),
  }
  const kinds = (column: string) => ({
    reference: kindOf(sides.reference.columns.get(column)),
    current: kindOf(sides.current.columns.get(column)),
  })
  const are = (kind: Evidence['kind'], { column }: Watched) =>
    kinds(column).reference === kind && kinds(column).current === kind
  const numbers = columns.filter((own) => are('numeric', own))
  const values = numbers.length * (rows.reference + rows.current)
  const examined = await withExaminer(values, async (examine) => {
    const results = await examineNumbersOf(database, { sides, rows, numbers, examine, ...how })
    for (const own of columns.filter((own) => !results.has(own.column))) {
      const material = are('categorical', own)
        ? await categoriesOf(database, sides, own.column)
        : { usable: await usableRows(database, sides, own.column) }
      const { column } = own
      results.set(
        column,
        Promise.resolve(examineMaterial(own, { rows, kinds: kinds(column), ...material }, how)),
      )
    }
    return await Promise.all(columns.map(({ column }) => results.get(column) as Promise<ExaminedOf>))
  })
  return { rows, examined }
}

/** Bytes of values that are held at a time, half of them being read while the others are examined. */
const mostBytes = 320 * 2 ** 20

/** Reads and examines columns of numbers; the last of them may still be under examination when this ends. */
async function examineNumbersOf(
  database: Database,
  {
    sides,
    rows,
    numbers,
    examine,
    ...how
  }: Examining & { sides: TwoSides; rows: Sides; numbers: readonly Watched[]; examine: Examiner },
): Promise<Map<string, Promise<ExaminedOf>>> {
  const results = new Map<string, Promise<ExaminedOf>>()
  const most = Math.max(1, Math.floor(mostBytes / 2 / 8 / Math.max(1, rows.reference + rows.current)))
  const atOnce = Math.min(most, numbers.length)
  // The same memory for every other batch.
  const room = (count: number) =>
    Array.from({ length: atOnce }, () => new Float64Array(new SharedArrayBuffer(8 * count)))
  const rooms = [0, 1].map(() => ({ reference: room(rows.reference), current: room(rows.current) }))
  let before: Promise<unknown> = Promise.resolve()
  for (let from = 0; from < numbers.length; from += atOnce) {
    const batch = numbers.slice(from, from + atOnce)
    const into = rooms[(from / atOnce) % 2] as (typeof rooms)[number]
    const read = (side: keyof TwoSides) =>
      readNumbers(database, sides[side], {
        columns: batch.map(({ column }) => ({
          name: column,
          type: sides[side].columns.get(column) as ColumnType,
        })),
        into: into[side],
      })
    const [x, y] = [await read('reference'), await read('current')]
    await before
    const tasks = batch.map((own, index) =>
      examine({ own, rows, x: x[index] as Float64Array, y: y[index] as Float64Array, ...how }),
    )
    for (const [index, own] of batch.entries()) results.set(own.column, tasks[index] as Promise<ExaminedOf>)
    before = Promise.all(tasks)
    // Whoever waits for it next is told; until then it must not end the process.
    before.catch(() => undefined)
  }
  return results
}

function kindOf(type: ColumnType | undefined): Evidence['kind'] | undefined {
  if (type === undefined) return undefined
  return type === 'string' || type === 'boolean' ? 'categorical' : 'numeric'
}

async function usableRows(database: Database, sides: TwoSides, column: string): Promise<Sides> {
  const of = async ({ relation, where, columns }: TwoSides['reference']) => {
    if (!columns.has(column)) return 0
    const { rows } = await database.row(
      `SELECT count(${identifier(column)}) AS rows FROM ${relation} WHERE ${where}`,
    )
    return Number(rows)
  }
  return { reference: await of(sides.reference), current: await of(sides.current) }
}

async function categoriesOf(
  database: Database,
  sides: TwoSides,
  name: string,
): Promise<Pick<Material, 'usable' | 'values'>> {
  const counts = await countCategories(database, { name, ...sides })
  const usable = counts.rows
  return Math.min(usable.reference, usable.current) > 0 ? { usable, values: evidenceOf(counts) } : { usable }
}

function evidenceOf({ rows, listed, other, unseen, vanished }: CategoryCounts): Evidence {
  const rest = { reference: other.reference, current: other.current }
  return { kind: 'categorical', rows, cells: listed, other: rest, unseen, vanished }
}
