import { UserError } from '../../project/problem.ts'
import { largestHalf, toHalf } from '../float16.ts'
import type { Feed, FeedType } from '../inputs.ts'
import { oneLine } from '../text.ts'
import type { Batch, Values } from './batches.ts'
import type { PlainTensor, Tensors } from './running.ts'

/** The tensors of one batch, in memory of their own. Throws a UserError where values do not fit the type that the model takes. */
export function feedsOf(feeds: readonly Feed[], batch: Batch): Tensors {
  return Object.fromEntries(feeds.map((feed) => [feed.name, tensorOf(feed, batch)]))
}

function tensorOf(feed: Feed, batch: Batch): PlainTensor {
  const columns = feed.columns.map((index) => batch.columns[index] as Values)
  const dims = feed.flat ? [batch.rows] : [batch.rows, columns.length]
  const size = batch.rows * columns.length
  switch (feed.type) {
    case 'float':
      return { type: 'float32', data: numbers(columns, new Float32Array(size)), dims }
    case 'double':
      return { type: 'float64', data: numbers(columns, new Float64Array(size)), dims }
    case 'float16':
      return { type: 'float16', data: halves(columns, size), dims }
    case 'int32':
      return { type: 'int32', data: integers(columns, { of: feed, into: new Int32Array(size) }), dims }
    case 'int64':
      return { type: 'int64', data: bigIntegers(columns, { of: feed, size }), dims }
    case 'bool':
      return { type: 'bool', data: integers(columns, { of: feed, into: new Uint8Array(size) }), dims }
    case 'string':
      return { type: 'string', data: texts(columns, size), dims }
  }
}

/** Interleaves columns into rows; a missing number stays NaN. */
function numbers<T extends Float32Array | Float64Array>(columns: readonly Values[], into: T): T {
  for (const [offset, column] of columns.entries()) {
    const { values } = numeric(column)
    if (into instanceof Float32Array) intoFloats(values, { into, offset, width: columns.length })
    else intoDoubles(values, { into, offset, width: columns.length })
  }
  return into
}

// One loop for each type of array: a loop that meets both is compiled to something four times as slow.
function intoFloats(values: Float64Array, to: { into: Float32Array; offset: number; width: number }): void {
  const { into, offset, width } = to
  for (let row = 0, at = offset; row < values.length; row++, at += width) into[at] = values[row] as number
}

function intoDoubles(values: Float64Array, to: { into: Float64Array; offset: number; width: number }): void {
  const { into, offset, width } = to
  for (let row = 0, at = offset; row < values.length; row++, at += width) into[at] = values[row] as number
}

/** The same as the bits of halves. A number that no half is near to would become infinite, and is refused. */
function halves(columns: readonly Values[], size: number): Uint16Array {
  const into = new Uint16Array(size)
  const width = columns.length
  for (const [offset, column] of columns.entries()) {
    const { values } = numeric(column)
    let beyond = 0
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number
      if (Math.abs(value) > largestHalf && Number.isFinite(value)) beyond++
      into[row * width + offset] = toHalf(value)
    }
    if (beyond > 0)
      throw new UserError({
        message: `feature ${oneLine(column.name, 80)} goes into an input of float16, which ends at ${largestHalf}, and ${beyond} of the ${values.length} rows of one batch are beyond it`,
        hint: 'scale the feature, or export this input as a float tensor',
      })
  }
  return into
}

const ranges: Record<'int32' | 'int64' | 'bool', { low: number; high: number; words: string }> = {
  int32: { low: -(2 ** 31), high: 2 ** 31 - 1, words: 'whole numbers of 32 bits' },
  int64: { low: Number.MIN_SAFE_INTEGER, high: Number.MAX_SAFE_INTEGER, words: 'whole numbers' },
  bool: { low: 0, high: 1, words: '0 or 1' },
}

function integers<T extends Int32Array | Uint8Array>(
  columns: readonly Values[],
  { of, into }: { of: Feed; into: T },
): T {
  const width = columns.length
  for (const [offset, column] of columns.entries()) {
    const values = checked(column, of.type)
    for (let row = 0; row < values.length; row++) into[row * width + offset] = values[row] as number
  }
  return into
}

function bigIntegers(columns: readonly Values[], { of, size }: { of: Feed; size: number }): BigInt64Array {
  const into = new BigInt64Array(size)
  const width = columns.length
  for (const [offset, column] of columns.entries()) {
    const values = checked(column, of.type)
    for (let row = 0; row < values.length; row++) into[row * width + offset] = BigInt(values[row] as number)
  }
  return into
}

function checked(column: Values, type: FeedType): Float64Array {
  const { values } = numeric(column)
  const { low, high, words } = ranges[type as keyof typeof ranges]
  const missing = values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
  const outside = values.reduce(
    (count, value) => count + (Number.isNaN(value) || fits(value, low, high) ? 0 : 1),
    0,
  )
  if (missing + outside === 0) return values
  const found = missing > 0 ? `${missing} rows without a value` : `${outside} rows of other values`
  throw new UserError({
    message: `feature ${oneLine(column.name, 80)} goes into an input of ${type}, which takes ${words} only, and there are ${found} among the ${values.length} rows of one batch`,
    hint: 'train on floats, or fill the missing values in the data',
  })
}

function fits(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high
}

function texts(columns: readonly Values[], size: number): string[] {
  const into = new Array<string>(size)
  const width = columns.length
  for (const [offset, column] of columns.entries()) {
    const text = textAt(column)
    const { length } = column.kind === 'text' ? column.codes : column.values
    for (let row = 0; row < length; row++) into[row * width + offset] = text(row)
  }
  return into
}

/** A row's text; a missing one is empty. Whole numbers are written as such, others could be written in many ways. */
function textAt(column: Values): (row: number) => string {
  if (column.kind === 'text') return (row) => column.dictionary[column.codes[row] as number] ?? ''
  return (row) => {
    const value = column.values[row] as number
    if (Number.isNaN(value)) return ''
    if (Number.isSafeInteger(value)) return String(value)
    throw new UserError({
      message: `feature ${oneLine(column.name, 80)} holds numbers with decimals, and its input takes texts`,
      hint: 'export this input as a float tensor, or declare the column as a string',
    })
  }
}

function numeric(column: Values): Extract<Values, { kind: 'number' }> {
  if (column.kind === 'number') return column
  throw new Error(`column ${column.name} is text, and the plan wants numbers`)
}
