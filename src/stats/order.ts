import { remembered } from './remember.ts'

/** `orderOf` one column, sorted once for as long as the column lives: many figures walk the same scores. Not to be changed. */
export const ascending = remembered(byValue)

/** So many rows as they come. */
export function asTheyCome(rows: number): Uint32Array {
  const order = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) order[row] = row
  return order
}

/** Which rows are of the positive and which of the negative class, each as they come. Not to be changed. */
export const rowsByClass = remembered((y: Uint8Array): [positives: Uint32Array, negatives: Uint32Array] => {
  const rows = asTheyCome(y.length)
  return [rows.filter((row) => y[row] === 1), rows.filter((row) => y[row] === 0)]
})

/** Rows by the first column, from the least value; equal ones by the next column, and last as they come. No value may be NaN. */
export function orderOf(...columns: readonly [Float64Array, ...Float64Array[]]): Uint32Array {
  const [first, ...others] = columns
  const order = ascending(first).slice()
  if (others.length === 0) return order
  eachRun(order, {
    isSame: (at, other) => first[order[at] as number] === first[order[other] as number],
    take: (run) => orderRun(run, others),
  })
  return order
}

/** Up to so many rows comparing them costs less than a sort of its own. */
const mostToCompare = 64

function orderRun(run: Uint32Array, others: readonly Float64Array[]): void {
  if (run.length <= mostToCompare) {
    run.sort((p, q) => compare(others, p, q))
    return
  }
  const rows = run.slice()
  const [first, ...rest] = others.map((column) =>
    Float64Array.from(rows, (row) => column[row] as number),
  ) as [Float64Array, ...Float64Array[]]
  for (const [place, index] of orderOf(first, ...rest).entries()) run[place] = rows[index] as number
}

function compare(columns: readonly Float64Array[], p: number, q: number): number {
  for (const column of columns) {
    const [one, other] = [column[p] as number, column[q] as number]
    if (one !== other) return one < other ? -1 : 1
  }
  return p - q
}

/**
 * Sorts the numbers themselves, which the engine does several times as fast as it sorts by a function: each carries its row in its
 * last bits, and numbers that differ in no other bits are put right afterwards. Reads the bytes as little-endian machines hold
 * them, as all are that the native parts run on.
 */
function byValue(column: Float64Array): Uint32Array {
  const mask = 2 ** Math.ceil(Math.log2(Math.max(2, column.length))) - 1
  const keys = new Float64Array(column.length)
  // -0 becomes 0; infinity has no bits to spare and takes those of the greatest number.
  for (let row = 0; row < keys.length; row++)
    keys[row] = Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, column[row] as number)) + 0
  const words = new Uint32Array(keys.buffer)
  /** Of negative numbers the one with more bits is the lesser. */
  const bitsOf = (row: number, high: number) => (high >>> 31 === 1 ? mask - row : row)
  for (let row = 0; row < column.length; row++)
    words[2 * row] = ((words[2 * row] as number) & ~mask) | bitsOf(row, words[2 * row + 1] as number)
  keys.sort()
  const order = new Uint32Array(column.length)
  for (let at = 0; at < order.length; at++)
    order[at] = bitsOf((words[2 * at] as number) & mask, words[2 * at + 1] as number)
  eachRun(order, {
    isSame: (at, other) =>
      words[2 * at + 1] === words[2 * other + 1] &&
      (((words[2 * at] as number) ^ (words[2 * other] as number)) & ~mask) === 0,
    take(run) {
      if (!isOrdered(run, column)) run.sort((p, q) => compare([column], p, q))
    },
  })
  return order
}

function isOrdered(run: Uint32Array, column: Float64Array): boolean {
  for (let at = 1; at < run.length; at++)
    if ((column[run[at - 1] as number] as number) > (column[run[at] as number] as number)) return false
  return true
}

/** Hands over the rows of each run of more than one place that is the same. */
function eachRun(
  order: Uint32Array,
  { isSame, take }: { isSame: (at: number, other: number) => boolean; take: (run: Uint32Array) => void },
): void {
  let from = 0
  while (from < order.length) {
    let to = from + 1
    while (to < order.length && isSame(from, to)) to++
    if (to - from > 1) take(order.subarray(from, to))
    from = to
  }
}
