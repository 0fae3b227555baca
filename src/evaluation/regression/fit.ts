import type { RegressionPredictions } from './predictions.ts'

/** Rows of similar predictions: what was predicted of them, what they were, and how far they lie apart from that. */
export interface FitBin {
  /** Mean of the predictions. */
  predicted: number
  /** Mean of the target. */
  actual: number
  /** Standard deviation of target - prediction. */
  spread: number
  rows: number
}

type Fitted = Pick<RegressionPredictions, 'y' | 'predicted' | 'weights'>

const mostBins = 20
/** A mean of fewer rows is near to being a cell of the data. */
const leastRows = 10

/**
 * Predicted against actual, as quantile bins of the prediction from low to high: at most 20, of at least 10 rows. Rows of
 * one prediction stay together, whatever their order, so a constant model has one bin. Empty where there are too few rows.
 * Bins are of rows, and what is said of each is weighted where rows have weights.
 */
export function fitOf({ y, predicted, weights }: Fitted): FitBin[] {
  const wanted = Math.min(mostBins, Math.floor(y.length / leastRows))
  if (wanted === 0) return []
  // By target too, so that sums are taken in one order and give the same bytes for the same rows.
  const rows = Uint32Array.from(predicted.keys()).sort(
    (a, b) =>
      at(predicted, a) - at(predicted, b) ||
      at(y, a) - at(y, b) ||
      (weights ? at(weights, a) - at(weights, b) : 0),
  )
  const bins: FitBin[] = []
  let from = 0
  for (let bin = 1; bin <= wanted; bin++) {
    let to = Math.max(from, Math.round((bin * rows.length) / wanted))
    while (to > from && to < rows.length && sameValue(predicted, rows, to)) to++
    const left = rows.length - to
    if (to - from < leastRows || (left > 0 && left < leastRows)) continue
    bins.push(binOf(rows.subarray(from, to), { y, predicted, ...(weights && { weights }) }))
    from = to
  }
  if (from < rows.length) bins.push(binOf(rows.subarray(from), { y, predicted, ...(weights && { weights }) }))
  return bins.filter(({ actual, spread }) => Number.isFinite(actual) && Number.isFinite(spread))
}

function sameValue(values: Float64Array, rows: Uint32Array, nth: number): boolean {
  return at(values, rows[nth] as number) === at(values, rows[nth - 1] as number)
}

function binOf(rows: Uint32Array, { y, predicted, weights }: Fitted): FitBin {
  const all = weights ? rows.reduce((sum, row) => sum + at(weights, row), 0) : rows.length
  const mean = (value: (row: number) => number) =>
    rows.reduce((sum, row) => sum + (weights ? value(row) * at(weights, row) : value(row)) / all, 0)
  const residual = (row: number) => at(y, row) - at(predicted, row)
  const bias = mean(residual)
  return {
    predicted: mean((row) => at(predicted, row)),
    actual: mean((row) => at(y, row)),
    spread: Math.sqrt(mean((row) => (residual(row) - bias) ** 2)),
    rows: rows.length,
  }
}

function at(values: Float64Array, row: number): number {
  return values[row] as number
}
