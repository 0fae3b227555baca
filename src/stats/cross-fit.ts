import { seeded } from './random.ts'
import type { Counts } from './weighed.ts'

/**
 * A figure that is the largest of many, such as over all thresholds: what it comes to when the choice for each fold of the rows
 * is made on the other folds, and row i weighs at[i]. `folds` says which fold each row is in.
 */
export type CrossFit = (folds: Uint8Array, at: Counts) => number

/** As usual for cross-validation: with fewer the choice is worse than it need be. */
export const crossFolds = 10

/** One split by chance is a noisy one on few rows: its mean over so many, and over one where there are many rows. */
const timesOf = (rows: number) => (rows > 2_000 ? 1 : 4)

/**
 * The mean of a cross-fitted figure over some splits. The rows are handed over in an order that does not depend on where they
 * stand. No choice made without a row can flatter that row, so that the result lies at or below the truth in the mean, as the figure
 * itself lies at or above it: together with a margin for chance they hold the truth (Chernozhukov, Lee and Rosen 2013,
 * "Intersection bounds"; sample splitting goes back to Cox 1975).
 */
export function crossFitted(
  figure: CrossFit,
  { rows, at, seed }: { rows: Uint32Array; at: Counts; seed: number },
): number {
  const random = seeded(seed)
  const folds = new Uint8Array(rows.length)
  const times = timesOf(rows.length)
  let sum = 0
  for (let time = 0; time < times; time++) {
    for (let at = 0; at < rows.length; at++) folds[rows[at] as number] = random.below(crossFolds)
    sum += figure(folds, at)
  }
  return sum / times
}
