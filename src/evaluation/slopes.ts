import { weighedArea } from '../stats/area.ts'
import { type Margins, slopesOf as slopesOfMargins } from '../stats/margins.ts'
import { weighedMean, weightedBy } from '../stats/weighed.ts'
import type { Predictions } from './any-task.ts'
import { binaryMetrics, lossesOf, type Metric } from './metrics.ts'
import { areaOf, calibrationOf, marginsOf } from './multiclass/figure.ts'
import { multiclassMetrics } from './multiclass/metrics.ts'
import type { MulticlassPredictions } from './multiclass/predictions.ts'
import {
  type Predictions as BinaryPredictions,
  type Confusion,
  confusionOf,
  thresholdOf,
} from './predictions.ts'
import { weighedOf } from './regression/draws.ts'
import { lossesOf as regressionLosses, regressionMetrics } from './regression/metrics.ts'
import type { RegressionPredictions } from './regression/predictions.ts'

/**
 * How fast a figure that has a value grows with how often each row counts; undefined where that says nothing, as of a
 * maximum. What a bootstrap of the rows tends to, so that it tells what rows that belong together do to it.
 */
export function slopesOf(name: string, predictions: Predictions): Float64Array | undefined {
  switch (predictions.task) {
    case 'binary-classification':
      return binarySlopes(binaryMetrics.get(name), predictions)
    case 'multiclass-classification':
      return multiclassSlopes(name, predictions)
    case 'regression':
      return regressionSlopes(name, predictions)
  }
}

/** Those of a mean over rows. */
export function meanSlopes(values: Float64Array, weights: Float64Array | undefined): Float64Array {
  return weightedBy(weights, weighedMean(values)).slopes()
}

function binarySlopes(metric: Metric | undefined, predictions: BinaryPredictions): Float64Array | undefined {
  const { y, score, weights } = predictions
  switch (metric?.kind) {
    case undefined:
      return undefined
    case 'counts':
      return countsSlopes(metric, predictions)
    case 'ranking':
      return weightedBy(weights, weighedArea(y, score)).slopes()
    case 'loss':
      return meanSlopes(lossesOf(metric, predictions), weights)
    case 'weighed':
      return weightedBy(weights, metric.weigh(predictions)).slopes()
  }
}

/** By central differences in each cell of the confusion matrix. */
function countsSlopes(
  metric: Extract<Metric, { kind: 'counts' }>,
  predictions: BinaryPredictions,
): Float64Array {
  const { y, score, weights } = predictions
  const threshold = thresholdOf(predictions)
  const confusion = confusionOf(predictions)
  const slopeAt = (cell: keyof Confusion): number => {
    const count = confusion[cell]
    const step = 1e-4 * count
    const moved = (by: number): number => {
      const figure = metric.compute({ ...confusion, [cell]: count + by })
      return 'value' in figure ? figure.value : 0
    }
    return count === 0 ? 0 : (moved(step) - moved(-step)) / (2 * step)
  }
  const slopes = { tn: slopeAt('tn'), fp: slopeAt('fp'), fn: slopeAt('fn'), tp: slopeAt('tp') }
  return Float64Array.from(y, (label, row) => {
    const isAbove = (score[row] as number) >= threshold
    const cell = label === 1 ? (isAbove ? 'tp' : 'fn') : isAbove ? 'fp' : 'tn'
    return slopes[cell] * (weights?.[row] ?? 1)
  })
}

function multiclassSlopes(name: string, predictions: MulticlassPredictions): Float64Array | undefined {
  const metric = multiclassMetrics.get(name)
  const { weights } = predictions
  switch (metric?.kind) {
    case undefined:
      return undefined
    case 'share':
      return meanSlopes(Float64Array.from(metric.right(predictions)), weights)
    case 'margins':
      return marginsSlopes(metric.value, predictions)
    case 'area':
      return areaOf(metric.area, predictions).slopes
    case 'loss':
      return meanSlopes(metric.losses(predictions), weights)
    case 'calibration':
      return calibrationOf(predictions).weighed.slopes()
  }
}

function marginsSlopes(
  figure: (margins: Margins) => number,
  predictions: MulticlassPredictions,
): Float64Array {
  const { y, labels, weights } = predictions
  const { actual: ofActual, given, right } = slopesOfMargins(figure, marginsOf(predictions))
  return Float64Array.from(y, (actual, row) => {
    const label = labels[row] as number
    const slope = (ofActual[actual] as number) + (given[label] as number)
    return (slope + (label === actual ? (right[label] as number) : 0)) * (weights?.[row] ?? 1)
  })
}

function regressionSlopes(name: string, predictions: RegressionPredictions): Float64Array | undefined {
  const metric = regressionMetrics.get(name)
  switch (metric?.kind) {
    case undefined:
    case 'maximum':
      return undefined
    case 'mean':
      return meanSlopes(regressionLosses(metric, predictions), predictions.weights)
    case 'weighed':
    case 'median':
      return weighedOf(metric, predictions).slopes()
  }
}
