import { proportionOf, wilson } from '../stats/proportion.ts'
import { weighedMean } from '../stats/weighed.ts'
import { type Interval, weightedShare } from './interval.ts'
import type { Figure } from './metrics.ts'
import { resampleRows } from './oriented.ts'
import { lacksThreshold, rowsThatCount, thresholdOf, type Untold } from './predictions.ts'
import { resampleWeightedMean, type Sampling } from './resample.ts'
import type { Predictions } from './tasks.ts'
import { endsOf } from './uncertainty.ts'

/** Fewer rows than this say nothing of a mean but that it is one. */
const leastRows = 10
const level = 0.95

/** What a model says of each row: the score, the value, or the place of the class. */
export function saidOf(predictions: Predictions): Float64Array {
  switch (predictions.task) {
    case 'binary-classification':
      return predictions.score
    case 'multiclass-classification':
      return Float64Array.from(predictions.labels)
    case 'regression':
      return predictions.predicted
  }
}

/** 1 for each row that is predicted positive. */
function positives(predictions: Predictions): Uint8Array | { undefined: string } | Untold {
  if (predictions.task !== 'binary-classification')
    return { undefined: 'only a binary classification predicts positives' }
  const lacking = lacksThreshold(predictions)
  if (lacking) return lacking
  const threshold = thresholdOf(predictions)
  return Uint8Array.from(predictions.score, (score) => (score >= threshold ? 1 : 0))
}

/** One figure of what a model predicts on the whole: `positive_rate` and `mean`, by the weights of the rows; `min` or `max` of all rows. */
export function predictionFigure(name: string, predictions: Predictions): Figure {
  const said = saidOf(predictions)
  const { weights } = predictions
  if (said.length === 0) return { undefined: 'no rows' }
  switch (name) {
    case 'positive_rate': {
      const positive = positives(predictions)
      return 'undefined' in positive ? positive : { value: meanOf(positive, weights) }
    }
    case 'mean':
      return { value: meanOf(said, weights) }
    case 'min':
      return { value: said.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) }
    case 'max':
      return { value: said.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) }
    default:
      throw new Error(`${name} is no figure of what is predicted`)
  }
}

/** Its 95 % interval: Wilson's of the rate, bootstrap or the normal law of the mean; the ends of a sample have none. */
export function predictionInterval(
  name: string,
  predictions: Predictions,
  sampling: Sampling,
): Interval | null {
  const said = saidOf(predictions)
  const rows = said.length
  const positive = name === 'positive_rate' ? positives(predictions) : undefined
  const { weights } = predictions
  if (positive !== undefined && !('undefined' in positive) && rows > 0) {
    if (weights) return weightedShare(proportionOf(positive, weights), level)
    const count = positive.reduce((sum, value) => sum + value, 0)
    return { ...wilson({ count, rows, level }), level, method: `Wilson, ${rows} rows` }
  }
  if (name !== 'mean' || rowsThatCount(predictions) < leastRows) return null
  const known = weights ? resampleWeightedMean(said, { weights, sampling }) : resampleRows(said, sampling)
  return { ...endsOf({ ...known, estimate: meanOf(said, weights) }, level), level, method: known.method }
}

function meanOf(values: Uint8Array | Float64Array, weights: Float64Array | undefined): number {
  if (weights) return weighedMean(Float64Array.from(values)).value(weights)
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}
