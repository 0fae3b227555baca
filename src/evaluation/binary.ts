import { binaryMetrics, type Figure } from './metrics.ts'
import { type Confusion, confusionOf, type Predictions } from './predictions.ts'

/** One metric of usable predictions. A value that is not finite is undefined, whatever the metric thinks of it. */
export function figureOf(
  name: string,
  predictions: Predictions,
  confusion: Confusion = confusionOf(predictions),
): Figure {
  const metric = binaryMetrics.get(name)
  if (metric === undefined) return { undefined: 'it is no metric of binary classification' }
  const figure = metric.kind === 'counts' ? metric.compute(confusion) : metric.compute(predictions)
  if ('value' in figure && !Number.isFinite(figure.value))
    return { undefined: `it came out as ${figure.value}` }
  return figure
}
