import betainc from '@stdlib/math-base-special-betainc'
import { betaQuantile } from './proportion.ts'
import { totalOf } from './weighed.ts'

/** Two-sided tail of Student's law: P(|T| > |t|), the regularised incomplete beta function (@stdlib), never 1 - cdf. */
export function studentTwoSided(t: number, df: number): number {
  if (Number.isNaN(t) || !(df > 0)) return Number.NaN
  if (!Number.isFinite(t)) return 0
  return betainc(df / (df + t * t), df / 2, 0.5, true, false)
}

/** The t with P(T > t) = tail, for a tail of at most one half. */
export function studentUpper(tail: number, df: number): number {
  const x = betaQuantile(2 * tail, df / 2, 0.5)
  return Math.sqrt((df * (1 - x)) / x)
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
