/** A figure of some rows as a function of how often each row counts: what a bootstrap draw needs, and its limit for many rows. */
export interface Weighed {
  /** The figure when row i counts taken[i] times; NaN where such rows have none. */
  value(taken: Uint32Array): number
  /** For each row, how fast the figure grows with its weight, where every weight is one. */
  slopes(): Float64Array
}

/** Every row once. */
export function once(rows: number): Uint32Array {
  return new Uint32Array(rows).fill(1)
}

/**
 * Variance of a figure by the infinitesimal jackknife (Efron 1982), which is what the bootstrap's tends to: rows are
 * resampled within strata, and the figure moves along its slopes.
 */
export function slopesVariance(slopes: Float64Array, strata: readonly Uint32Array[]): number {
  let variance = 0
  for (const rows of strata) {
    let sum = 0
    for (const row of rows) sum += slopes[row] as number
    const mean = sum / rows.length
    for (const row of rows) variance += ((slopes[row] as number) - mean) ** 2
  }
  return variance
}
