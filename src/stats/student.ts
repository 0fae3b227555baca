import betainc from '@stdlib/math-base-special-betainc'
import { normalQuantile } from './normal.ts'
import { betaQuantile } from './proportion.ts'
import { totalOf } from './weighed.ts'

/** Two-sided tail of Student's law: P(|T| > |t|), the regularised incomplete beta function (@stdlib), never 1 - cdf. */
export function studentTwoSided(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN
  if (!Number.isFinite(t)) return 0
  return betainc(df / (df + t * t), df / 2, 0.5, true, false)
}

/** From so many degrees of freedom on the expansion around the normal law is right to ten digits, and a thousand times as fast. */
const manyDegrees = 1_000

/** The t with P(T > t) = tail, for a tail of at most one half. */
export function studentUpper(tail: number, df: number): number {
  if (df >= manyDegrees) return expanded(-normalQuantile(tail), df)
  const x = betaQuantile(2 * tail, df / 2, 0.5)
  return Math.sqrt((df * (1 - x)) / x)
}

/** The quantile of Student's law from that of the normal law (Fisher and Cornish 1960; Abramowitz and Stegun 26.7.5). */
function expanded(x: number, df: number): number {
  const square = x * x
  const first = (square + 1) / 4
  const second = ((5 * square + 16) * square + 3) / 96
  const third = (((3 * square + 19) * square + 17) * square - 15) / 384
  const fourth = ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92_160
  return x * (1 + (first + (second + (third + fourth / df) / df) / df) / df)
}

/** Of the variance of a mean over rows, or over the rows of each stratum by itself. */
export function freedomOfMean(...strata: readonly Float64Array[]): number {
  const parts = new Float64Array(strata.reduce((rows, stratum) => rows + stratum.length, 0))
  let at = 0
  for (const stratum of strata) {
    const mean = totalOf(stratum) / stratum.length
    for (let row = 0; row < stratum.length; row++) parts[at++] = (stratum[row] as number) - mean
  }
  return freedomOf(parts)
}

/** Fewer degrees of freedom than this say that nothing is known; the law would have no variance. */
const leastFreedom = 3

/**
 * Degrees of freedom of a variance that is a sum of squares, one for each row or cluster (Satterthwaite 1946; for rows with
 * weights Kott 1994): n - 1 or so where all are alike by the normal law, far fewer where some outweigh all others.
 */
export function freedomOf(parts: Float64Array): number {
  let [squares, fourths] = [0, 0]
  for (let at = 0; at < parts.length; at++) {
    const square = (parts[at] as number) ** 2
    squares += square
    fourths += square * square
  }
  const spread = fourths - (squares * squares) / parts.length
  if (!(spread > 0)) return Math.max(leastFreedom, parts.length - 1)
  return Math.max(leastFreedom, Math.min(parts.length - 1, (2 * squares * squares) / spread))
}
