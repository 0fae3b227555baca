import type { NumericProfile } from './profile.ts'

/** A column of numbers as far as it can be held against a profile: no quantiles, which would take a sort. */
export type CountedNumbers = Omit<NumericProfile, 'type' | 'distinct' | 'quantiles'> &
  Partial<Pick<NumericProfile, 'distinct'>>

/**
 * Where the edges of a reference are, and what was counted between them so far. All of it that grows or changes lies in shared
 * memory, so that another thread can count.
 */
export interface NumberCounter {
  edges: readonly number[]
  /** The upper edges of the bins. */
  inner: Float64Array
  /** Cells per unit, and the bin in which to start looking by cell: most values need one step or none. */
  scale: number
  startOf: Int32Array
  /** What distances are taken from, so that the digits of a small spread far from zero are kept. */
  centre: number
  counts: Float64Array
  /** See `at`. */
  totals: Float64Array
}

/** One more piece of each of some columns; missing values are NaN. */
export interface ColumnsTask {
  counters: readonly NumberCounter[]
  columns: readonly Float64Array[]
}

const cells = 4096

/** Where the totals are: values below the first edge and above the last, the least, the greatest, how many are finite, and the sums of the distances and of their squares. */
const at = { below: 0, above: 1, min: 2, max: 3, finite: 4, sum: 5, squares: 6 } as const

/** A counter between the edges of a profile; without one it counts no bins. */
export function numberCounter(before: NumericProfile | undefined): NumberCounter {
  const edges = before?.histogram.edges ?? []
  const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0]
  const inner = shared(edges.slice(1))
  const scale = last > first && Number.isFinite(cells / (last - first)) ? cells / (last - first) : 0
  const startOf = new Int32Array(new SharedArrayBuffer(4 * (cells + 1)))
  for (let cell = 0; cell <= cells; cell++) {
    // One cell further down than the value's own, in case a rounding put it there.
    const least = first + (cell - 1) / (scale || 1)
    const found = inner.findIndex((edge) => edge >= least)
    startOf[cell] = found < 0 ? Math.max(0, inner.length - 1) : found
  }
  return {
    edges,
    inner,
    scale,
    startOf,
    centre: before?.mean ?? first,
    counts: shared(new Array(inner.length).fill(0)),
    totals: shared([0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0, 0]),
  }
}

function shared(values: readonly number[]): Float64Array {
  const memory = new Float64Array(new SharedArrayBuffer(8 * values.length))
  memory.set(values)
  return memory
}

export function countColumns({ counters, columns }: ColumnsTask): void {
  for (const [index, counter] of counters.entries()) count(counter, columns[index] as Float64Array)
}

/** Counts values. Every total is a variable of its own and read by its index: otherwise it would take half as long again. */
function count(
  { edges, inner, scale, startOf, centre, counts, totals }: NumberCounter,
  items: Float64Array,
): void {
  let below = total(totals, at.below)
  let above = total(totals, at.above)
  let min = total(totals, at.min)
  let max = total(totals, at.max)
  let finite = total(totals, at.finite)
  let sum = total(totals, at.sum)
  let squares = total(totals, at.squares)
  const [first, last, bins] = [edges[0] ?? 0, edges.at(-1) ?? 0, inner.length]
  for (let index = 0; index < items.length; index++) {
    const value = items[index] as number
    if (value - value !== 0) continue
    finite++
    const distance = value - centre
    sum += distance
    squares += distance * distance
    if (value < min) min = value
    if (value > max) max = value
    if (value < first) below++
    else if (value > last) above++
    else if (bins > 0) {
      let bin = startOf[((value - first) * scale) | 0] as number
      while ((inner[bin] as number) < value) bin++
      counts[bin] = (counts[bin] as number) + 1
    }
  }
  totals.set([below, above, min, max, finite, sum, squares])
}

function total(totals: Float64Array, index: number): number {
  return totals[index] as number
}

/** What was counted, as a profile has it. */
export function countedNumbers(
  { edges, counts, centre, totals }: NumberCounter,
  rows: number,
): Omit<CountedNumbers, 'name'> {
  const [finite, sum, squares] = [total(totals, at.finite), total(totals, at.sum), total(totals, at.squares)]
  const variance = finite < 2 ? null : Math.max(0, squares - (sum * sum) / finite) / (finite - 1)
  return {
    kind: 'numeric',
    rows,
    nulls: rows - finite,
    nonfinite: 0,
    min: finite === 0 ? null : total(totals, at.min),
    max: finite === 0 ? null : total(totals, at.max),
    mean: finite === 0 || !Number.isFinite(sum) ? null : centre + sum / finite,
    stdev: variance === null || !Number.isFinite(variance) ? null : Math.sqrt(variance),
    histogram: {
      edges: [...edges],
      counts: [...counts],
      below: total(totals, at.below),
      above: total(totals, at.above),
    },
  }
}
