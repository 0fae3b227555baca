import { binaryMetrics, type Figure } from './metrics.ts'
import { confusionOf, lacksThreshold, type Predictions } from './predictions.ts'

/** One metric of usable predictions. A value that is not finite is undefined, whatever the metric thinks of it. */
export function figureOf(name: string, predictions: Predictions): Figure {
  const metric = binaryMetrics.get(name)
  if (metric === undefined) return { undefined: 'it is no metric of binary classification' }
  const lacking = metric.kind === 'counts' ? lacksThreshold(predictions) : undefined
  if (lacking) return lacking
  const figure =
    metric.kind === 'counts' ? metric.compute(confusionOf(predictions)) : metric.compute(predictions)
  if ('value' in figure && !Number.isFinite(figure.value))
    return { undefined: `it came out as ${figure.value}` }
  return figure
}
