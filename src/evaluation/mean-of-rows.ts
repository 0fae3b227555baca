import { orderOf } from '../stats/order.ts'

/** The mean of some rows' values, by the weights of the rows where they have any; added by size, so that the order of the rows changes no bit of it. */
export function meanOf(values: Float64Array, rows: Uint32Array, weights?: Float64Array): number {
  if (weights) return weightedMeanOf(values, rows, weights)
  const sorted = Float64Array.from(rows, (row) => values[row] as number).sort()
  return sumOf(sorted) / sorted.length
}

function weightedMeanOf(values: Float64Array, rows: Uint32Array, weights: Float64Array): number {
  const own = Float64Array.from(rows, (row) => values[row] as number)
  const counted = Float64Array.from(rows, (row) => weights[row] as number)
  let [sum, all] = [0, 0]
  for (const at of orderOf(own, counted)) {
    sum += (counted[at] as number) * (own[at] as number)
    all += counted[at] as number
  }
  return sum / all
}

/**
 * The variance of such a mean; of rows with weights that of a ratio of sums, to which each row adds
 * its weight times its distance from the mean (Cochran, "Sampling Techniques", 6.3).
 */
export function varianceOfMean(
  values: Float64Array,
  rows: Uint32Array,
  { mean, weights }: { mean: number; weights?: Float64Array | undefined },
): number {
  const distance = (row: number) => (values[row] as number) - mean
  const count = rows.length
  if (!weights)
    return sumOf(Float64Array.from(rows, (row) => distance(row) ** 2).sort()) / (count - 1) / count
  const all = sumOf(Float64Array.from(rows, (row) => weights[row] as number).sort())
  const squares = Float64Array.from(rows, (row) => ((weights[row] as number) * distance(row)) ** 2).sort()
  return ((sumOf(squares) / (count - 1)) * count) / (all * all)
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
