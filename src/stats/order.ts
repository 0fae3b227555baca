const digit = 11
const mask = (1 << digit) - 1

/**
 * Rows by the first column, from the least value; equal ones by the next column, and last as they come. A radix sort, which
 * for many rows is several times as fast as comparing. No value may be NaN.
 */
export function orderOf(...columns: readonly [Float64Array, ...Float64Array[]]): Uint32Array {
  let order = Uint32Array.from(columns[0].keys())
  let spare = new Uint32Array(order.length)
  for (const column of columns.toReversed()) {
    const { high, low } = keysOf(column)
    for (let from = 0; from < 64; from += digit) {
      if (!pass({ high, low, from, order, spare })) continue
      const sorted = spare
      spare = order
      order = sorted
    }
  }
  return order
}

/** The bits of each number, turned so that they sort as whole numbers do; -0 is 0. */
function keysOf(column: Float64Array): { high: Uint32Array; low: Uint32Array } {
  const view = new DataView(new ArrayBuffer(8))
  const high = new Uint32Array(column.length)
  const low = new Uint32Array(column.length)
  for (let row = 0; row < column.length; row++) {
    view.setFloat64(0, (column[row] as number) + 0)
    const [top, rest] = [view.getUint32(0), view.getUint32(4)]
    const negative = top >>> 31 === 1
    high[row] = negative ? ~top : top | 0x80000000
    low[row] = negative ? ~rest : rest
  }
  return { high, low }
}

/** One stable counting sort by the eleven bits from `from`; false where all rows have the same, and nothing is done. */
function pass({
  high,
  low,
  from,
  order,
  spare,
}: {
  high: Uint32Array
  low: Uint32Array
  from: number
  order: Uint32Array
  spare: Uint32Array
}): boolean {
  const places = new Uint32Array(mask + 2)
  const digitOf = (row: number) => {
    const [top, rest] = [high[row] as number, low[row] as number]
    if (from >= 32) return (top >>> (from - 32)) & mask
    return from + digit <= 32 ? (rest >>> from) & mask : ((rest >>> from) | (top << (32 - from))) & mask
  }
  for (let row = 0; row < order.length; row++) {
    const at = digitOf(row) + 1
    places[at] = (places[at] as number) + 1
  }
  if (places.includes(order.length)) return false
  for (let at = 1; at < places.length; at++) places[at] = (places[at] as number) + (places[at - 1] as number)
  for (const row of order) {
    const at = digitOf(row)
    const place = places[at] as number
    spare[place] = row
    places[at] = place + 1
  }
  return true
}
