/** How often each row counts: whole numbers where rows are drawn, any numbers from 0 on where rows have weights. */
export type Counts = Uint32Array | Float64Array

/** A figure of some rows as a function of how often each row counts: what a bootstrap draw needs, and its limit for many rows. */
export interface Weighed {
  /** The figure when row i counts taken[i] times; NaN where such rows have none. */
  value(taken: Counts): number
  /** For each row, how fast the figure grows with its weight, where row i weighs at[i]; every weight is one if missing. */
  slopes(at?: Float64Array): Float64Array
}

/** Every row once. */
export function once(rows: number): Uint32Array {
  return new Uint32Array(rows).fill(1)
}

/**
 * The figure of rows that have weights, again as a function of how often each row is taken: a row that is taken twice
 * counts with twice its weight. This is all that tells a weighted figure from a plain one.
 */
export function weightedBy(weights: Float64Array | undefined, weighed: Weighed): Weighed {
  if (weights === undefined) return weighed
  const counts = new Float64Array(weights.length)
  return {
    value(taken) {
      for (let row = 0; row < counts.length; row++)
        counts[row] = (taken[row] as number) * (weights[row] as number)
      return weighed.value(counts)
    },
    slopes: () => weighed.slopes(weights).map((slope, row) => slope * (weights[row] as number)),
  }
}

/** The difference of two figures of the same rows. */
export function differenceOf(after: Weighed, before: Weighed): Weighed {
  return {
    value: (taken) => after.value(taken) - before.value(taken),
    slopes(at) {
      const [slopes, others] = [after.slopes(at).slice(), before.slopes(at)]
      for (let row = 0; row < slopes.length; row++)
        slopes[row] = (slopes[row] as number) - (others[row] as number)
      return slopes
    },
  }
}

/** The mean of some values, one a row. NaN without rows. */
export function weighedMean(values: Float64Array): Weighed {
  function value(taken: Counts): number {
    let [rows, sum] = [0, 0]
    for (let row = 0; row < values.length; row++) {
      const times = taken[row] as number
      rows += times
      sum += times * (values[row] as number)
    }
    return sum / rows
  }
  return {
    value,
    slopes(at) {
      const mean = value(at ?? once(values.length))
      const rows = at ? totalOf(at) : values.length
      return values.map((one) => (one - mean) / rows)
    },
  }
}

export function totalOf(values: Float64Array): number {
  let sum = 0
  for (let row = 0; row < values.length; row++) sum += values[row] as number
  return sum
}

/** The sum of the squared distances from a value. */
export function squaresAround(centre: number, values: Float64Array): number {
  let squares = 0
  for (let row = 0; row < values.length; row++) {
    const apart = (values[row] as number) - centre
    squares += apart * apart
  }
  return squares
}

/**
 * How many rows of equal weight say as much as these (Kish 1965): the square of the sum of the weights over the sum of
 * their squares. 0 without rows.
 */
export function effectiveRows(weights: Float64Array): number {
  let most = 0
  for (const weight of weights) most = Math.max(most, weight)
  if (most === 0) return 0
  let [sum, squares] = [0, 0]
  for (const weight of weights) {
    const share = weight / most
    sum += share
    squares += share * share
  }
  return (sum * sum) / squares
}

/**
 * Variance of a figure by the infinitesimal jackknife (Efron 1982), which is what the bootstrap's tends to: rows are
 * resampled within strata, and the figure moves along its slopes.
 */
export function slopesVariance(slopes: Float64Array, strata: readonly Uint32Array[]): number {
  let variance = 0
  for (const rows of strata) {
    let sum = 0
    for (let at = 0; at < rows.length; at++) sum += slopes[rows[at] as number] as number
    const mean = sum / rows.length
    for (let at = 0; at < rows.length; at++) {
      const apart = (slopes[rows[at] as number] as number) - mean
      variance += apart * apart
    }
  }
  return variance
}
