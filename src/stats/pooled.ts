/**
 * Two samples as one: the distinct values in ascending order, and how often each sample has them. What a histogram says
 * of two samples has the same form, with a value that stands for each bin.
 */
export interface Pooled {
  values: Float64Array
  x: Float64Array
  y: Float64Array
  /** Sizes of the samples. */
  n: number
  m: number
}

/** Merges two samples of finite numbers. Sorts copies of them; NaN is a bug of the caller and throws. */
export function pool({ x, y }: { x: ArrayLike<number>; y: ArrayLike<number> }): Pooled {
  const [a, b] = [ascending(x), ascending(y)]
  const [n, m] = [a.length, b.length]
  const values = new Float64Array(n + m)
  const [xs, ys] = [new Float64Array(n + m), new Float64Array(n + m)]
  let [i, j, at] = [0, 0, 0]
  while (i < n || j < m) {
    const value =
      i === n ? (b[j] as number) : j === m ? (a[i] as number) : Math.min(a[i] as number, b[j] as number)
    const [fromI, fromJ] = [i, j]
    while (i < n && (a[i] as number) <= value) i++
    while (j < m && (b[j] as number) <= value) j++
    values[at] = value
    xs[at] = i - fromI
    ys[at] = j - fromJ
    at++
  }
  return { values: values.slice(0, at), x: xs.slice(0, at), y: ys.slice(0, at), n, m }
}

/** A sorted copy. */
export function ascending(values: ArrayLike<number>): Float64Array {
  // Of typed arrays this copies memory; `Float64Array.from` goes value by value.
  const copy = new Float64Array(values)
  for (let index = 0; index < copy.length; index++)
    if (Number.isNaN(copy[index])) throw new Error('a sample must not hold NaN')
  return copy.sort()
}

/** Mean, spread and shape of one of the samples, about a centre that keeps the digits of a small spread far from zero. */
export interface Moments {
  rows: number
  /** Mean less `centre`. */
  offset: number
  centre: number
  /** Sum of squared deviations from the mean. */
  squares: number
  /** Fourth moment over the square of the second: 3 for a normal law; NaN for a constant. */
  kurtosis: number
}

/**
 * Moments of both samples about one centre, so that their means can be subtracted without loss; in a unit in which neither
 * squares nor fourth powers leave the range of doubles.
 */
export function momentsOf({ values, x, y, n, m }: Pooled): { x: Moments; y: Moments; unit: number } {
  const unit = unitOf(values)
  const centre = (values[values.length >> 1] ?? 0) / unit
  const of = (counts: Float64Array, rows: number): Moments => {
    let [sum, lost] = [0, 0]
    for (let index = 0; index < values.length; index++) {
      const term = (counts[index] as number) * ((values[index] as number) / unit - centre) - lost
      const next = sum + term
      lost = next - sum - term
      sum = next
    }
    const offset = sum / rows
    let [squares, fourths] = [0, 0]
    for (let index = 0; index < values.length; index++) {
      const square = ((values[index] as number) / unit - centre - offset) ** 2
      squares += (counts[index] as number) * square
      fourths += (counts[index] as number) * square * square
    }
    return { rows, offset, centre, squares, kurtosis: (fourths * rows) / (squares * squares) }
  }
  return { x: of(x, n), y: of(y, m), unit }
}

/** 1 for usual numbers, a power of two near their width for huge and tiny ones. */
function unitOf(values: Float64Array): number {
  const [first = 0, last = 0] = [values[0], values.at(-1)]
  const width = Math.min(last - first, Number.MAX_VALUE)
  return width === 0 || (width > 1e-60 && width < 1e60)
    ? 1
    : 2 ** Math.min(1023, Math.floor(Math.log2(width)))
}
