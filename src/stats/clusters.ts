import { normalQuantile } from './normal.ts'

/**
 * How many times the variance of a figure is what it would be if rows were independent, given how fast the figure grows
 * with the weight of each row: the sum of squared totals of clusters over that of rows (Liang and Zeger 1986), with n - 1
 * in both. Where no row moves the figure, clusters count as one row each: Kish's sum of squared sizes over rows.
 */
export function designEffect(slopes: Float64Array, clusters: Uint32Array): number {
  const rows = slopes.length
  let mean = 0
  for (const slope of slopes) mean += slope / rows
  const totals = new Map<number, { rows: number; sum: number }>()
  let squares = 0
  for (let row = 0; row < rows; row++) {
    const apart = (slopes[row] as number) - mean
    squares += apart * apart
    const cluster = clusters[row] as number
    const found = totals.get(cluster)
    if (found) {
      found.rows++
      found.sum += apart
    } else totals.set(cluster, { rows: 1, sum: apart })
  }
  const count = totals.size
  let [together, sizes] = [0, 0]
  for (const cluster of totals.values()) {
    together += cluster.sum * cluster.sum
    sizes += cluster.rows * cluster.rows
  }
  if (!(squares > leastSquares)) return sizes / rows
  return (together * count * (rows - 1)) / (squares * (count - 1) * rows)
}

/** Slopes that should be equal differ by what rounding leaves. */
const leastSquares = 1e-24

export function countClusters(clusters: Uint32Array): number {
  return new Set(clusters).size
}

/**
 * How much further an interval reaches where rows come in clusters: the root of the design effect, never less than 1, times
 * what Student's t of one degree less than clusters reaches beyond the normal law (Cornish and Fisher 1938), at 97.5 %.
 */
export function clusterStretch(slopes: Float64Array, clusters: Uint32Array): number {
  const degrees = countClusters(clusters) - 1
  if (degrees < 1) return Number.POSITIVE_INFINITY
  return Math.sqrt(Math.max(1, designEffect(slopes, clusters))) * (studentQuantile(degrees) / normalUpper)
}

const normalUpper = normalQuantile(0.975)

/** The quantile of Student's t at 97.5 %, good to 0.2 % from nine degrees of freedom on. */
function studentQuantile(degrees: number): number {
  const z = normalUpper
  const first = (z ** 3 + z) / 4
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384
  return z + first / degrees + second / degrees ** 2 + third / degrees ** 3
}
