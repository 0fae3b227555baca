import betainc from '@stdlib/math-base-special-betainc'
import { normalQuantile } from './normal.ts'

export interface Proportion {
  count: number
  rows: number
  /** Two-sided confidence, such as 0.95. */
  level: number
}

export interface Ends {
  low: number
  high: number
}

/** Wilson's score interval of a proportion (Wilson 1927, without continuity correction). */
export function wilson({ count, rows, level }: Proportion): Ends {
  requireProportion({ count, rows, level })
  const z = -normalQuantile((1 - level) / 2)
  const share = count / rows
  const scale = 1 + (z * z) / rows
  const centre = (share + (z * z) / (2 * rows)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / rows + (z * z) / (4 * rows * rows))
  return {
    low: count === 0 ? 0 : Math.max(0, centre - half),
    high: count === rows ? 1 : Math.min(1, centre + half),
  }
}

/** A share of rows that have weights. */
export interface WeightedProportion {
  /** Sums of weights. */
  count: number
  rows: number
  /** The same of the squares of the weights. */
  squares: { count: number; rows: number }
}

/** Of rows that are right or not, 1 or 0, and what each weighs. */
export function proportionOf(right: ArrayLike<number>, weights: Float64Array): WeightedProportion {
  const found = { count: 0, rows: 0, squares: { count: 0, rows: 0 } }
  for (let row = 0; row < weights.length; row++) {
    const weight = weights[row] as number
    const square = weight * weight
    found.rows += weight
    found.squares.rows += square
    if (right[row] !== 1) continue
    found.count += weight
    found.squares.count += square
  }
  return found
}

/**
 * How many rows of equal weight would know a weighted share as well (Korn and Graubard 1998): p (1 - p) over its variance
 * as a ratio of sums. Never more than Kish's effective number, which stands alone where all rows agree.
 */
export function effectiveRowsOf({ count, rows, squares }: WeightedProportion): number {
  const share = count / rows
  const kish = (rows * rows) / squares.rows
  const spread = squares.count * (1 - share) ** 2 + Math.max(0, squares.rows - squares.count) * share ** 2
  return spread > 0 ? Math.min(kish, (share * (1 - share) * rows * rows) / spread) : kish
}

/** Wilson's interval of a weighted share, for its effective number of rows. */
export function weightedWilson(proportion: WeightedProportion, level: number): Ends & { effective: number } {
  const effective = effectiveRowsOf(proportion)
  // Rounding must not put a share that is all or nothing beside its end.
  const share = proportion.count / proportion.rows
  const count = share >= 1 ? effective : share * effective
  return { ...wilson({ count, rows: effective, level }), effective }
}

/** The exact interval of a proportion (Clopper and Pearson 1934): never too narrow, whatever the share. */
export function clopperPearson({ count, rows, level }: Proportion): Ends {
  requireProportion({ count, rows, level })
  const tail = (1 - level) / 2
  return {
    low: count === 0 ? 0 : betaQuantile(tail, count, rows - count + 1),
    high: count === rows ? 1 : 1 - betaQuantile(tail, rows - count, count + 1),
  }
}

/** Bisection on the regularised incomplete beta function, down to the last bit that moves. */
export function betaQuantile(p: number, a: number, b: number): number {
  let low = 0
  let high = 1
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (betainc(middle, a, b, true, false) < p) low = middle
    else high = middle
  }
}

function requireProportion({ count, rows, level }: Proportion): void {
  if (!(rows > 0 && count >= 0 && count <= rows)) throw new RangeError(`${count} of ${rows} is no proportion`)
  if (!(level > 0 && level < 1)) throw new RangeError(`${level} is no confidence level`)
}
