import { crossFittedCalibrationError, weighedCalibrationError } from '../../stats/calibration-error.ts'
import { varianceByClass } from '../../stats/pairwise-auc.ts'
import { clopperPearson, proportionOf, wilson } from '../../stats/proportion.ts'
import { freedomOf } from '../../stats/student.ts'
import { leastRows } from '../comparison.ts'
import { crossFittedInterval, type Interval, onLogits, weightedShare } from '../interval.ts'
import { resampleRows, still } from '../oriented.ts'
import { rowsThatCount, rowsWords } from '../predictions.ts'
import { leastError, type Resampled, resampleWeightedMean, type Sampling } from '../resample.ts'
import { endsOf } from '../uncertainty.ts'
import { cellsOf, resampleCells } from './cells.ts'
import { areaOf, calibrationOf, figureOf } from './figure.ts'
import { type MulticlassMetric, multiclassMetrics } from './metrics.ts'
import { effectiveRowsOfClasses, type MulticlassPredictions } from './predictions.ts'

type Kind<K extends MulticlassMetric['kind']> = Extract<MulticlassMetric, { kind: K }>

/**
 * The interval of one model's figure; null where the figure is undefined or too few rows carry it. Shares of rows: Wilson.
 * Areas: a normal law by DeLong's placements. All others: bootstrap, not stratified, because these figures move with the
 * shares of the classes, which are themselves a sample. Of rows with weights a share has Wilson's interval for its effective
 * number of rows.
 */
export function intervalOf(
  name: string,
  predictions: MulticlassPredictions,
  sampling: Sampling,
  level = 0.95,
): Interval | null {
  const metric = multiclassMetrics.get(name)
  const figure = figureOf(name, predictions)
  if (metric === undefined || 'undefined' in figure) return null
  if (metric.kind === 'share') return shareInterval(metric, predictions, level)
  if (tooFew(metric, predictions) !== undefined) return null
  const estimate = figure.value
  if (metric.kind === 'area') return areaInterval(metric, { predictions, estimate, level })
  if (metric.kind === 'calibration') return calibrationInterval(predictions, { estimate, sampling, level })
  const known = knownOf(metric, { predictions, estimate, sampling })
  if (known === undefined) return null
  const { low, high } = endsOf({ ...known, estimate }, level)
  const range =
    metric.kind === 'margins' ? { low: metric.least, high: 1 } : { low: 0, high: Number.POSITIVE_INFINITY }
  return {
    low: Math.max(range.low, low),
    high: Math.min(range.high, high),
    level,
    method: known.method,
  }
}

/**
 * Why too few rows carry a figure. A mean over rows needs `leastRows` of them; a figure that gives each class a part needs
 * as many of the rarest class that has any.
 */
export function tooFew(metric: MulticlassMetric, predictions: MulticlassPredictions): string | undefined {
  const { weights } = predictions
  const few = (of = '') => `fewer than ${rowsWords(leastRows, weights, of)}`
  if (metric.kind !== 'margins' && metric.kind !== 'area')
    return rowsThatCount(predictions) < leastRows ? few() : undefined
  return rarest(predictions) < leastRows ? few(' of the rarest class') : undefined
}

/** Rows of the rarest class that has any; effective ones where rows have weights. */
export function rarest(predictions: MulticlassPredictions): number {
  return Math.min(...effectiveRowsOfClasses(predictions).filter((rows) => rows > 0))
}

function shareInterval(metric: Kind<'share'>, predictions: MulticlassPredictions, level: number): Interval {
  const right = metric.right(predictions)
  const { weights } = predictions
  if (weights) return weightedShare(proportionOf(right, weights), level)
  const count = right.reduce((sum, value) => sum + value, 0)
  const rows = right.length
  return { ...wilson({ count, rows, level }), level, method: `Wilson, ${rows} rows` }
}

function areaInterval(
  metric: Kind<'area'>,
  { predictions, estimate, level }: { predictions: MulticlassPredictions; estimate: number; level: number },
): Interval {
  const { slopes } = areaOf(metric.area, predictions)
  const error = Math.sqrt(varianceByClass(slopes, predictions.y, predictions.classes.length))
  if (error > leastError) {
    const ends = onLogits(estimate, { error, freedom: freedomOf(slopes) }, level)
    return { ...ends, level, method: "normal law by DeLong's placements, on logits" }
  }
  // No pair is out of order (or all are tied): the placements would claim certainty.
  const rows = rarest(predictions)
  const { low, high } = clopperPearson({
    count: predictions.weights ? estimate * rows : Math.round(estimate * rows),
    rows,
    level,
  })
  return {
    low: Math.min(low, estimate),
    high: Math.max(high, estimate),
    level,
    method: 'Clopper-Pearson on the rarest class, as the placements have no variance',
  }
}

function knownOf(
  metric: Kind<'margins' | 'loss'>,
  {
    predictions,
    estimate,
    sampling,
  }: { predictions: MulticlassPredictions; estimate: number; sampling: Sampling },
): Resampled | undefined {
  switch (metric.kind) {
    case 'margins':
      return {
        ...resampleCells({
          strata: cellsOf(predictions),
          classes: predictions.classes.length,
          figure: ([margins]) => (margins === undefined ? Number.NaN : metric.value(margins)),
          range: { low: metric.least, high: 1 },
          sampling,
        }),
        freedom: rarest(predictions) - 1,
      }
    case 'loss': {
      const { weights } = predictions
      const losses = metric.losses(predictions)
      const known = weights
        ? resampleWeightedMean(losses, { weights, sampling })
        : resampleRows(losses, sampling)
      return still(known, estimate) ? undefined : known
    }
  }
}

/** That of a calibration error, which is the largest over the sides that each bin may err to. */
function calibrationInterval(
  predictions: MulticlassPredictions,
  { estimate, sampling, level }: { estimate: number; sampling: Sampling; level: number },
): Interval | null {
  const { right, probability } = calibrationOf(predictions)
  const { weights } = predictions
  return crossFittedInterval(
    {
      weighed: weighedCalibrationError(right, probability),
      crossFit: crossFittedCalibrationError(right, probability),
    },
    {
      predictions: { y: right, score: probability, ...(weights && { weights }) },
      estimate,
      byClass: false,
      seed: sampling.seed,
      level,
    },
  )
}
