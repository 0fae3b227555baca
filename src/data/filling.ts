import type { DuckDBDataChunk } from '@duckdb/node-api'
import type { ColumnType } from '../project/schema/column.ts'
import type { Column } from './table.ts'

/** A column that is filled chunk by chunk. */
export interface Filling<C extends Column = Column> {
  take(chunk: DuckDBDataChunk, index: number, offset: number): void
  column(): C
}

/** A column of texts stays text, all others become numbers. */
export function emptyColumn(name: string, type: ColumnType, rows: number): Filling {
  return type === 'string' ? texts(name, rows) : numbers(name, rows)
}

export function numbers(name: string, rows: number): Filling<Extract<Column, { kind: 'number' }>> {
  const values = new Float64Array(rows)
  return {
    take: (chunk, index, offset) =>
      chunk.visitColumnValues(index, (value, row) => {
        values[offset + row] = value === null ? Number.NaN : Number(value)
      }),
    column: () => ({ kind: 'number', name, values }),
  }
}

export function texts(name: string, rows: number): Filling<Extract<Column, { kind: 'text' }>> {
  const codes = new Int32Array(rows)
  const known = new Map<string, number>()
  return {
    take: (chunk, index, offset) =>
      chunk.visitColumnValues(index, (value, row) => {
        codes[offset + row] = value === null ? -1 : codeOf(known, String(value))
      }),
    column: () => ({ kind: 'text', name, codes, dictionary: [...known.keys()] }),
  }
}

function codeOf(known: Map<string, number>, text: string): number {
  const code = known.get(text)
  if (code !== undefined) return code
  known.set(text, known.size)
  return known.size - 1
}
