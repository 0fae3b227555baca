const remembered = new WeakMap<Float64Array, Uint32Array>()

/** `orderOf` one column, sorted once for as long as the column lives: many figures walk the same scores. Not to be changed. */
export function ascending(column: Float64Array): Uint32Array {
  const known = remembered.get(column)
  if (known) return known
  const order = orderOf(column)
  remembered.set(column, order)
  return order
}

/** From so many rows on the passes of the radix sort cost less than comparing. */
const leastToCount = 4_096

/**
 * Rows by the first column, from the least value; equal ones by the next column, and last as they come. For many rows
 * by a radix sort, which is then several times as fast as comparing. No value may be NaN.
 */
export function orderOf(...columns: readonly [Float64Array, ...Float64Array[]]): Uint32Array {
  let order = Uint32Array.from(columns[0].keys())
  if (order.length < leastToCount) return order.sort((p, q) => compare(columns, p, q))
  let spare = new Uint32Array(order.length)
  for (const column of columns.toReversed()) {
    const digits = digitsOf(column)
    for (let digit = 0; digit < 4; digit++) {
      if (!sortByDigit(digits, digit, order, spare)) continue
      const sorted = spare
      spare = order
      order = sorted
    }
  }
  return order
}

function compare(columns: readonly Float64Array[], p: number, q: number): number {
  for (const column of columns) {
    const [one, other] = [column[p] as number, column[q] as number]
    if (one !== other) return one < other ? -1 : 1
  }
  return p - q
}

/**
 * Four digits of 16 bits for each number, the least first, that sort as the numbers do; -0 is 0. Reads the bytes as
 * little-endian machines hold them, as all are that the native parts run on.
 */
function digitsOf(column: Float64Array): Uint16Array {
  const { buffer } = column.map((value) => value + 0)
  const words = new Uint32Array(buffer)
  for (let high = 1; high < words.length; high += 2) {
    const word = words[high] as number
    if (word >>> 31 === 1) {
      words[high] = ~word
      words[high - 1] = ~(words[high - 1] as number)
    } else words[high] = word | 0x80000000
  }
  return new Uint16Array(buffer)
}

/** A stable counting sort into `spare`; false where all rows have the same digit, and nothing is done. */
function sortByDigit(digits: Uint16Array, digit: number, order: Uint32Array, spare: Uint32Array): boolean {
  const places = new Uint32Array(2 ** 16 + 1)
  for (let at = digit; at < digits.length; at += 4) {
    const next = (digits[at] as number) + 1
    places[next] = (places[next] as number) + 1
  }
  if (places[(digits[digit] as number) + 1] === order.length) return false
  for (let at = 1; at < places.length; at++) places[at] = (places[at] as number) + (places[at - 1] as number)
  for (let index = 0; index < order.length; index++) {
    const row = order[index] as number
    const at = digits[4 * row + digit] as number
    const place = places[at] as number
    spare[place] = row
    places[at] = place + 1
  }
  return true
}
