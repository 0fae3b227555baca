/** What a model said of some rows with a numeric target, next to what is true of them. */
export interface RegressionPredictions {
  task: 'regression'
  y: Float64Array
  predicted: Float64Array
  /** How much each row counts, above 0; every row counts once if missing. */
  weights?: Float64Array
}

/** Two models' predictions of the same rows. */
export interface RegressionPair {
  candidate: RegressionPredictions
  production: RegressionPredictions
}

/** Why predictions cannot be judged at all, in counts; undefined when they can. */
export function unusable({ y, predicted }: RegressionPredictions): string | undefined {
  if (predicted.length !== y.length) return `it gave ${predicted.length} values for ${y.length} rows`
  const nonfinite = predicted.filter((value) => !Number.isFinite(value)).length
  return nonfinite > 0 ? `${nonfinite} of its ${predicted.length} values are NaN or infinite` : undefined
}

/** A target that is no number is a bug of the caller. */
export function requireUsable({ y }: RegressionPredictions): void {
  if (y.some((target) => !Number.isFinite(target))) throw new Error('y holds NaN or an infinity')
}
