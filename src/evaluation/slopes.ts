import { weighedArea } from '../stats/area.ts'
import { slopesOf as slopesOfMargins } from '../stats/margins.ts'
import type { Ends } from '../stats/proportion.ts'
import { totalOf, weighedMean, weightedBy } from '../stats/weighed.ts'
import type { Predictions } from './any-predictions.ts'
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
import { anywhere, weighedOf } from './regression/draws.ts'
import { lossesOf as regressionLosses, regressionMetrics } from './regression/metrics.ts'
import type { RegressionPredictions } from './regression/predictions.ts'

/** How fast a figure grows with how much each row counts, and whether its changes are drawn class by class. */
export interface Slopes {
  slopes: Float64Array
  byClass: boolean
}

/** Of a figure that has a value; undefined where it has none to give, as a maximum. */
export function slopesOf(name: string, predictions: Predictions): Slopes | undefined {
  switch (predictions.task) {
    case 'binary-classification':
      return ofBinary(name, predictions)
    case 'multiclass-classification':
      return ofMulticlass(name, predictions)
    case 'regression':
      return ofRegression(name, predictions)
  }
}

function ofBinary(name: string, predictions: BinaryPredictions): Slopes | undefined {
  const metric = binaryMetrics.get(name)
  const { y, score, weights } = predictions
  switch (metric?.kind) {
    case 'ranking':
      return { slopes: weightedBy(weights, weighedArea(y, score)).slopes(), byClass: true }
    case 'counts':
      return { slopes: ofCounts(metric, predictions), byClass: true }
    case 'loss':
      return {
        slopes: weightedBy(weights, weighedMean(lossesOf(metric, predictions))).slopes(),
        byClass: true,
      }
    case 'weighed':
      return { slopes: weightedBy(weights, metric.weigh(predictions)).slopes(), byClass: metric.byClass }
    case undefined:
      return undefined
  }
}

const cells = ['tn', 'fp', 'fn', 'tp'] as const

/** Differences of the figure for a little more or less of each cell, in proportion to all that counts. */
function ofCounts(metric: Extract<Metric, { kind: 'counts' }>, predictions: BinaryPredictions): Float64Array {
  const confusion = confusionOf(predictions)
  const step = 1e-5 * cells.reduce((sum, cell) => sum + confusion[cell], 0)
  const at = (changed: Confusion): number => {
    const figure = metric.compute(changed)
    return 'value' in figure ? figure.value : Number.NaN
  }
  const slopes = cells.map((cell) => {
    const low = Math.max(0, confusion[cell] - step)
    const high = confusion[cell] + step
    const slope = (at({ ...confusion, [cell]: high }) - at({ ...confusion, [cell]: low })) / (high - low)
    return Number.isFinite(slope) ? slope : 0
  })
  const threshold = thresholdOf(predictions)
  const { y, score, weights } = predictions
  return score.map((value, row) => {
    const place = 2 * (y[row] as number) + (value >= threshold ? 1 : 0)
    return (slopes[place] as number) * (weights?.[row] ?? 1)
  })
}

function ofMulticlass(name: string, predictions: MulticlassPredictions): Slopes | undefined {
  const metric = multiclassMetrics.get(name)
  const { weights } = predictions
  const ofMean = (values: ArrayLike<number>): Slopes => ({
    slopes: weightedBy(weights, weighedMean(Float64Array.from(values))).slopes(),
    byClass: false,
  })
  switch (metric?.kind) {
    case 'share':
      return ofMean(metric.right(predictions))
    case 'loss':
      return ofMean(metric.losses(predictions))
    case 'area':
      return { slopes: areaOf(metric.area, predictions).slopes, byClass: true }
    case 'calibration':
      return { slopes: calibrationOf(predictions).weighed.slopes(), byClass: false }
    case 'margins': {
      const { y, labels } = predictions
      // As if each row weighed about one, since the differences have a step of their own.
      const scale = weights ? y.length / totalOf(weights) : 1
      const scaled = weights?.map((weight) => weight * scale)
      const { actual, given, right } = slopesOfMargins(
        metric.value,
        marginsOf({ ...predictions, ...(scaled && { weights: scaled }) }),
      )
      const slopes = Float64Array.from(y, (of, row) => {
        const label = labels[row] as number
        const hit = label === of ? (right[label] as number) : 0
        return ((actual[of] as number) + (given[label] as number) + hit) * (scaled?.[row] ?? 1)
      })
      return { slopes: slopes.map((slope) => (Number.isFinite(slope) ? slope : 0)), byClass: true }
    }
    case undefined:
      return undefined
  }
}

function ofRegression(name: string, predictions: RegressionPredictions): Slopes | undefined {
  const metric = regressionMetrics.get(name)
  if (metric === undefined || metric.kind === 'maximum') return undefined
  const weighed =
    metric.kind === 'mean'
      ? weightedBy(predictions.weights, weighedMean(regressionLosses(metric, predictions)))
      : weighedOf(metric, predictions)
  return { slopes: weighed.slopes(), byClass: false }
}

/** Where a figure can lie. */
export function rangeOf(task: Predictions['task'], name: string): Ends {
  if (task === 'regression') return regressionMetrics.get(name)?.range ?? anywhere
  const metric = task === 'binary-classification' ? binaryMetrics.get(name) : multiclassMetrics.get(name)
  const low = metric && 'least' in metric ? metric.least : 0
  return { low, high: metric?.kind === 'loss' ? Number.POSITIVE_INFINITY : 1 }
}
