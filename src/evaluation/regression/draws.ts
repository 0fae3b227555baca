import { weighedMedian } from '../../stats/median.ts'
import { type Weighed, weightedBy } from '../../stats/weighed.ts'
import { absoluteErrors, type RegressionMetric } from './metrics.ts'
import type { RegressionPredictions } from './predictions.ts'

export const anywhere = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

/** By how often each row is taken. */
export function weighedOf(
  metric: Extract<RegressionMetric, { kind: 'weighed' | 'median' }>,
  predictions: RegressionPredictions,
): Weighed {
  return weightedBy(
    predictions.weights,
    metric.kind === 'weighed' ? metric.weigh(predictions) : weighedMedian(absoluteErrors(predictions)),
  )
}
