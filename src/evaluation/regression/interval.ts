import { orderOf } from '../../stats/order.ts'
import { freedomOf } from '../../stats/student.ts'
import { leastRows } from '../comparison.ts'
import type { Interval } from '../interval.ts'
import { resampleRows, still } from '../oriented.ts'
import { rowsThatCount } from '../predictions.ts'
import { type Resampled, resampleWeighed, resampleWeightedMean, type Sampling } from '../resample.ts'
import { endsOf } from '../uncertainty.ts'
import { anywhere, weighedOf } from './draws.ts'
import { figureOf } from './figure.ts'
import { lossesOf, type RegressionMetric, regressionMetrics } from './metrics.ts'
import type { RegressionPredictions } from './predictions.ts'

/**
 * The interval of one model's figure; null where the figure is undefined, fewer than `leastRows` rows carry it, or all rows
 * say the same. A maximum has none: what other rows hold is not in these. All others: bootstrap, or its normal limit.
 */
export function intervalOf(
  name: string,
  predictions: RegressionPredictions,
  sampling: Sampling,
  level = 0.95,
): Interval | null {
  const metric = regressionMetrics.get(name)
  const figure = figureOf(name, predictions)
  if (metric === undefined || 'undefined' in figure) return null
  if (metric.kind === 'maximum' || rowsThatCount(predictions) < leastRows) return null
  const estimate = figure.value
  const known = knownOf(metric, { predictions, estimate, sampling })
  // The middle of tied errors stands still with good reason; a mean that does has seen no other row yet.
  if (still(known, estimate) && metric.kind !== 'median') return null
  const { low, high } = endsOf({ ...known, estimate }, level)
  return {
    low: Math.max(metric.range.low, low),
    high: Math.min(metric.range.high, high),
    level,
    method: known.method,
  }
}

/** What is known of one model's figure. */
export function knownOf(
  metric: Exclude<RegressionMetric, { kind: 'maximum' }>,
  {
    predictions,
    estimate,
    sampling,
  }: { predictions: RegressionPredictions; estimate: number; sampling: Sampling },
): Resampled {
  const { weights } = predictions
  if (metric.kind === 'mean') {
    const losses = lossesOf(metric, predictions)
    return weights ? resampleWeightedMean(losses, { weights, sampling }) : resampleRows(losses, sampling)
  }
  const weighed = weighedOf(metric, predictions)
  const known = resampleWeighed({
    strata: [orderOf(predictions.y, predictions.predicted, ...(weights ? [weights] : []))],
    weighed,
    estimate,
    range: anywhere,
    mirrored: metric.kind === 'weighed' && metric.leans,
    sampling,
  })
  return { ...known, freedom: freedomOf(weighed.slopes()) }
}
