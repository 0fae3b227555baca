import { type Curves, curvesOf } from './curves.ts'
import { binaryMetrics, type Figure } from './metrics.ts'
import { type Confusion, confusionOf, type Predictions, requireLabels, unusable } from './predictions.ts'

/** All figures of one model on some rows. */
export interface Figures {
  metrics: Record<string, Figure>
  curves: Curves | null
}

/** Every metric of binary classification and the points for the charts; what cannot be computed says why. */
export function evaluateBinary(predictions: Predictions): Figures {
  requireLabels(predictions.y)
  const reason = unusable(predictions)
  if (reason !== undefined) return undefinedFigures(reason)
  const confusion = confusionOf(predictions)
  const metrics: Record<string, Figure> = {}
  for (const name of binaryMetrics.keys()) metrics[name] = figureOf(name, predictions, confusion)
  return { metrics, curves: curvesOf(predictions) }
}

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

/** The figures of a model that could not be scored: each metric is undefined for the same reason. */
export function undefinedFigures(reason: string): Figures {
  return {
    metrics: Object.fromEntries([...binaryMetrics.keys()].map((name) => [name, { undefined: reason }])),
    curves: null,
  }
}
