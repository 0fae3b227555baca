import { wilson } from '../stats/proportion.ts'
import type { Interval } from './interval.ts'
import type { Figure } from './metrics.ts'
import { resampleRows } from './oriented.ts'
import { lacksThreshold, thresholdOf, type Untold } from './predictions.ts'
import type { Sampling } from './resample.ts'
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

/** Rows that are predicted positive. */
function positives(predictions: Predictions): number | { undefined: string } | Untold {
  if (predictions.task !== 'binary-classification')
    return { undefined: 'only a binary classification predicts positives' }
  const lacking = lacksThreshold(predictions)
  if (lacking) return lacking
  const threshold = thresholdOf(predictions)
  return predictions.score.reduce((count, score) => count + (score >= threshold ? 1 : 0), 0)
}

/** One figure of what a model predicts on the whole: `positive_rate`, `mean`, `min` or `max`. */
export function predictionFigure(name: string, predictions: Predictions): Figure {
  const said = saidOf(predictions)
  if (said.length === 0) return { undefined: 'no rows' }
  switch (name) {
    case 'positive_rate': {
      const count = positives(predictions)
      return typeof count === 'number' ? { value: count / said.length } : count
    }
    case 'mean':
      return { value: meanOf(said) }
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
  const count = name === 'positive_rate' ? positives(predictions) : undefined
  if (typeof count === 'number' && rows > 0)
    return { ...wilson({ count, rows, level }), level, method: `Wilson, ${rows} rows` }
  if (name !== 'mean' || rows < leastRows) return null
  const known = resampleRows(said, sampling)
  return { ...endsOf({ ...known, estimate: meanOf(said) }, level), level, method: known.method }
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
