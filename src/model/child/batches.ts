import { closeSync, openSync, readSync } from 'node:fs'
import type { JobColumn } from '../exchange.ts'

/** Some rows of one column. */
export type Values =
  | { kind: 'number'; name: string; values: Float64Array }
  | { kind: 'text'; name: string; codes: Int32Array; dictionary: readonly string[] }

export interface Batch {
  start: number
  rows: number
  columns: readonly Values[]
}

/** Reads the columns' file batch by batch, so that memory follows the batch and not the table. */
export function* batchesOf(of: {
  path: string
  rows: number
  columns: readonly JobColumn[]
  size: number
}): Generator<Batch> {
  const offsets: number[] = []
  let end = 0
  for (const column of of.columns) {
    offsets.push(end)
    end += of.rows * width(column)
  }
  const file = openSync(of.path, 'r')
  try {
    for (let start = 0; start < of.rows; start += of.size) {
      const rows = Math.min(of.size, of.rows - start)
      const columns = of.columns.map((column, index) => {
        const bytes = new Uint8Array(rows * width(column))
        readFully(file, bytes, (offsets[index] as number) + start * width(column))
        return valuesOf(column, bytes)
      })
      yield { start, rows, columns }
    }
  } finally {
    closeSync(file)
  }
}

function width(column: JobColumn): number {
  return column.kind === 'number' ? 8 : 4
}

function valuesOf(column: JobColumn, bytes: Uint8Array<ArrayBuffer>): Values {
  const { name } = column
  return column.kind === 'number'
    ? { kind: 'number', name, values: new Float64Array(bytes.buffer) }
    : { kind: 'text', name, codes: new Int32Array(bytes.buffer), dictionary: column.dictionary }
}

function readFully(file: number, into: Uint8Array, position: number): void {
  let done = 0
  while (done < into.length) {
    const count = readSync(file, into, done, into.length - done, position + done)
    if (count === 0) throw new Error('the file of columns is shorter than the job says')
    done += count
  }
}
