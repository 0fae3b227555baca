import { closeSync, openSync, readSync } from 'node:fs'
import type { JobColumn } from '../job.ts'

/** Some rows of one column. */
export type Values =
  | { kind: 'number'; name: string; values: Float64Array }
  | { kind: 'text'; name: string; codes: Int32Array; dictionary: readonly string[] }

export interface Batch {
  start: number
  rows: number
  columns: readonly Values[]
}

/** A batch for a model that fixes how many rows it takes: the first `rows` of the `fed` ones count. */
export interface Piece extends Batch {
  fed: number
}

/** Cuts a batch into pieces of a fixed number of rows; the last row fills the last piece up. */
export function* piecesOf(batch: Batch, fixed: number | undefined): Generator<Piece> {
  if (fixed === undefined) {
    yield { ...batch, fed: batch.rows }
    return
  }
  for (let from = 0; from < batch.rows; from += fixed) {
    const rows = Math.min(fixed, batch.rows - from)
    const columns = batch.columns.map((column) => pieceOf(column, { from, rows, fixed }))
    yield { start: batch.start + from, rows, fed: fixed, columns }
  }
}

function pieceOf(
  column: Values,
  { from, rows, fixed }: { from: number; rows: number; fixed: number },
): Values {
  if (column.kind === 'number') {
    const values = column.values.subarray(from, from + rows)
    return { ...column, values: rows === fixed ? values : filledUp(new Float64Array(fixed), values) }
  }
  const codes = column.codes.subarray(from, from + rows)
  return { ...column, codes: rows === fixed ? codes : filledUp(new Int32Array(fixed), codes) }
}

function filledUp<T extends Float64Array | Int32Array>(into: T, values: T): T {
  into.set(values)
  into.fill(values.at(-1) as number, values.length)
  return into
}

/** Some rows of a batch that follow each other. */
export function rowsOf(batch: Batch, from: number, rows: number): Batch {
  const columns = batch.columns.map((column) =>
    column.kind === 'number'
      ? { ...column, values: column.values.subarray(from, from + rows) }
      : { ...column, codes: column.codes.subarray(from, from + rows) },
  )
  return { start: batch.start + from, rows, columns }
}

/**
 * Reads the columns' file batch by batch, so that memory follows the batch and not the table. A batch's values last until the
 * next one is asked for, which is read into the same memory.
 */
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
  const memory = of.columns.map((column) => new ArrayBuffer(Math.min(of.rows, of.size) * width(column)))
  try {
    for (let start = 0; start < of.rows; start += of.size) {
      const rows = Math.min(of.size, of.rows - start)
      const columns = of.columns.map((column, index) => {
        const bytes = new Uint8Array(memory[index] as ArrayBuffer, 0, rows * width(column))
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
    ? { kind: 'number', name, values: new Float64Array(bytes.buffer, 0, bytes.length / 8) }
    : {
        kind: 'text',
        name,
        codes: new Int32Array(bytes.buffer, 0, bytes.length / 4),
        dictionary: column.dictionary,
      }
}

function readFully(file: number, into: Uint8Array, position: number): void {
  let done = 0
  while (done < into.length) {
    const count = readSync(file, into, done, into.length - done, position + done)
    if (count === 0) throw new Error('the file of columns is shorter than the job says')
    done += count
  }
}
