import type { ColumnType } from '../project/schema/column.ts'
import { numericCell } from './cell.ts'
import { countRows, type RowsOf } from './column-values.ts'
import { type Database, identifier } from './database.ts'

/** A column of some rows: numbers with NaN for a missing one, or text with null. */
export type SampledColumn =
  | { name: string; kind: 'numeric'; values: Float64Array }
  | { name: string; kind: 'categorical'; values: (string | null)[] }

/** So many rows at most, evenly spaced over all of them: the same ones whenever the rows are the same. */
export async function sampleRows(
  database: Database,
  side: RowsOf & { columns: ReadonlyMap<string, ColumnType> },
  { columns, rows: most }: { columns: readonly string[]; rows: number },
): Promise<{ rows: number; columns: SampledColumn[] }> {
  const all = await countRows(database, side)
  const step = Math.max(1, Math.ceil(all / most))
  const isText = (name: string) => ['string', 'boolean'].includes(side.columns.get(name) ?? 'string')
  const cells = columns.map((name, index) =>
    isText(name)
      ? `${identifier(name)}::VARCHAR AS c${index}`
      : `${numericCell(identifier(name), side.columns.get(name) as ColumnType)} AS c${index}`,
  )
  const rows = await database.rows(
    `SELECT * FROM (SELECT ${cells.join(', ')}, row_number() OVER () AS place FROM ${side.relation} WHERE ${side.where}) WHERE (place - 1) % ${step} = 0 ORDER BY place`,
  )
  return {
    rows: rows.length,
    columns: columns.map((name, index) => {
      const of = rows.map((row) => row[`c${index}`] ?? null)
      if (isText(name))
        return { name, kind: 'categorical', values: of.map((cell) => (cell === null ? null : String(cell))) }
      return { name, kind: 'numeric', values: Float64Array.from(of, (cell) => finite(cell)) }
    }),
  }
}

function finite(cell: unknown): number {
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : Number.NaN
}
