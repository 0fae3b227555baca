import { once, weighedMean } from '../../stats/weighed.ts'
import type { Figure } from '../metrics.ts'
import { weighedOf } from './draws.ts'
import { absoluteErrors, lossesOf, type RegressionMetric, regressionMetrics } from './metrics.ts'
import { type RegressionPredictions, requireUsable, unusable } from './predictions.ts'

/** One metric of some rows. A value that is not finite is undefined, whatever the metric thinks of it. */
export function figureOf(name: string, predictions: RegressionPredictions): Figure {
  const metric = regressionMetrics.get(name)
  if (metric === undefined) return { undefined: 'it is no metric of regression' }
  requireUsable(predictions)
  const none = predictions.y.length === 0 ? 'no rows' : undefined
  const reason = unusable(predictions) ?? none ?? metric.reason?.(predictions)
  if (reason !== undefined) return { undefined: reason }
  const value = computed(metric, predictions)
  return Number.isFinite(value) ? { value } : { undefined: `it came out as ${value}` }
}

function computed(metric: RegressionMetric, predictions: RegressionPredictions): number {
  const { y, weights } = predictions
  const rows = y.length
  switch (metric.kind) {
    case 'mean':
      if (weights) return weighedMean(lossesOf(metric, predictions)).value(weights)
      return lossesOf(metric, predictions).reduce((sum, loss) => sum + loss, 0) / rows
    case 'weighed':
    case 'median':
      return weighedOf(metric, predictions).value(once(rows))
    case 'maximum':
      return absoluteErrors(predictions).reduce((most, error) => Math.max(most, error), 0)
  }
}
