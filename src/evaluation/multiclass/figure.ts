import { weighedCalibrationError } from '../../stats/calibration-error.ts'
import { addTo, emptyMargins, type Margins } from '../../stats/margins.ts'
import { areasOfClasses, type PairwiseArea } from '../../stats/pairwise-auc.ts'
import { once, type Weighed, weighedMean, weightedBy } from '../../stats/weighed.ts'
import type { Figure } from '../metrics.ts'
import { type MulticlassMetric, multiclassMetrics } from './metrics.ts'
import { type MulticlassPredictions, requireUsable, sharesOf, unusable } from './predictions.ts'

/** One metric of some rows. A value that is not finite is undefined, whatever the metric thinks of it. */
export function figureOf(name: string, predictions: MulticlassPredictions): Figure {
  const metric = multiclassMetrics.get(name)
  if (metric === undefined) return { undefined: 'it is no metric of multiclass classification' }
  requireUsable(predictions)
  const reason = unusable(predictions) ?? reasonOf(metric, predictions)
  if (reason !== undefined) return { undefined: reason }
  const value = computed(metric, predictions)
  return Number.isFinite(value) ? { value } : { undefined: `it came out as ${value}` }
}

function reasonOf(metric: MulticlassMetric, predictions: MulticlassPredictions): string | undefined {
  return metric.kind === 'margins' ? metric.reason(marginsOf(predictions)) : metric.reason(predictions)
}

function computed(metric: MulticlassMetric, predictions: MulticlassPredictions): number {
  switch (metric.kind) {
    case 'share':
      return meanOf(metric.right(predictions), predictions.weights)
    case 'margins':
      return metric.value(marginsOf(predictions))
    case 'area':
      return areaOf(metric.area, predictions).auc
    case 'loss':
      return meanOf(metric.losses(predictions), predictions.weights)
    case 'calibration':
      return calibrationOf(predictions).weighed.value(once(predictions.y.length))
  }
}

export function marginsOf({ classes, y, labels, weights }: MulticlassPredictions): Margins {
  const margins = emptyMargins(classes.length)
  for (let row = 0; row < y.length; row++)
    addTo(margins, { actual: y[row] as number, label: labels[row] as number }, weights?.[row] ?? 1)
  return margins
}

/** One area, and how fast it grows with how often each row is taken. */
export function areaOf(area: PairwiseArea, predictions: MulticlassPredictions) {
  const { y, classes, weights } = predictions
  const found = areasOfClasses({ y, classes: classes.length, scores: sharesOf(predictions), weights })[area]
  if (weights === undefined) return found
  return { ...found, slopes: found.slopes.map((slope, row) => slope * (weights[row] as number)) }
}

/** The calibration of the first of the largest probabilities of each row, and whether that class is right. */
export interface TopLabel {
  right: Uint8Array
  probability: Float64Array
  /** By how often each row is taken. */
  weighed: Weighed
}

export function calibrationOf(predictions: MulticlassPredictions): TopLabel {
  const { y, classes, weights } = predictions
  const shares = sharesOf(predictions)
  const right = new Uint8Array(y.length)
  const probability = new Float64Array(y.length)
  for (let row = 0; row < y.length; row++) {
    const from = row * classes.length
    let best = 0
    for (let index = 1; index < classes.length; index++)
      if ((shares[from + index] as number) > (shares[from + best] as number)) best = index
    right[row] = best === y[row] ? 1 : 0
    probability[row] = shares[from + best] as number
  }
  return { right, probability, weighed: weightedBy(weights, weighedCalibrationError(right, probability)) }
}

function meanOf(values: Uint8Array | Float64Array, weights: Float64Array | undefined): number {
  if (weights) return weighedMean(Float64Array.from(values)).value(weights)
  let total = 0
  for (const value of values) total += value
  return total / values.length
}
