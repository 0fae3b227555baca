import { aucWithError } from '../stats/delong.ts'
import { orderOf } from '../stats/order.ts'
import { clopperPearson, type Ends, wilson } from '../stats/proportion.ts'
import { figureOf } from './binary.ts'
import { leastRows } from './comparison.ts'
import { binaryMetrics, type Metric } from './metrics.ts'
import { classCounts, confusionOf, type Predictions } from './predictions.ts'
import { type Resampled, resampleCounts, resampleMean, resampleWeighed, type Sampling } from './resample.ts'
import { endsOf } from './uncertainty.ts'

/** A two-sided interval and how it was found. */
export interface Interval extends Ends {
  level: number
  method: string
}

/**
 * The 95 % interval of one model's figure; null where the figure is undefined or too few rows carry it.
 * Shares of rows: Wilson. roc_auc: DeLong. All others: bootstrap, not stratified, because these figures move with
 * the share of positives, which is itself a sample.
 */
export function intervalOf(
  name: string,
  predictions: Predictions,
  sampling: Sampling,
  level = 0.95,
): Interval | null {
  const metric = binaryMetrics.get(name)
  const figure = figureOf(name, predictions)
  if (metric === undefined || 'undefined' in figure) return null
  if (metric.kind === 'ranking') return rankingInterval(predictions, level)
  if (metric.kind === 'counts' && metric.share) {
    const share = metric.share(confusionOf(predictions))
    return { ...wilson({ ...share, level }), level, method: `Wilson, ${share.rows} rows` }
  }
  const { positives, negatives } = classCounts(predictions.y)
  if (Math.min(positives, negatives) < leastRows) return null
  const known = knownOf(metric, { predictions, estimate: figure.value, sampling })
  const ends = endsOf({ ...known, estimate: figure.value }, level)
  if (metric.kind === 'loss') return { ...ends, level, method: known.method }
  const least = metric.kind === 'counts' ? metric.least : 0
  return { low: Math.max(least, ends.low), high: Math.min(1, ends.high), level, method: known.method }
}

function knownOf(
  metric: Exclude<Metric, { kind: 'ranking' }>,
  { predictions, estimate, sampling }: { predictions: Predictions; estimate: number; sampling: Sampling },
): Resampled {
  if (metric.kind === 'counts') return resampledCounts(metric, predictions, sampling)
  if (metric.kind === 'loss') return resampleMean({ strata: [lossesOf(metric, predictions)], sampling })
  const { y, score } = predictions
  const rows = orderOf(score, Float64Array.from(y))
  return resampleWeighed({
    strata: [rows],
    weighed: metric.weigh(predictions),
    estimate,
    range: { low: 0, high: 1 },
    mirrored: metric.leansUp,
    sampling,
  })
}

function rankingInterval({ y, score }: Predictions, level: number): Interval | null {
  const { auc, error } = aucWithError(y, score)
  if (error === null) return null
  const estimate = { estimate: auc, kind: 'normal', error, method: 'DeLong' } as const
  if (error > 0) {
    const { low, high } = endsOf(estimate, level)
    return { low: Math.max(0, low), high: Math.min(1, high), level, method: 'DeLong' }
  }
  // No pair is out of order (or every one is): DeLong would claim certainty.
  const { positives, negatives } = classCounts(y)
  const rows = Math.min(positives, negatives)
  const ends = clopperPearson({ count: Math.round(auc * rows), rows, level })
  return { ...ends, level, method: 'Clopper-Pearson on the rarer class, as DeLong has no variance' }
}

function resampledCounts(
  metric: Extract<Metric, { kind: 'counts' }>,
  predictions: Predictions,
  sampling: Sampling,
) {
  const { tn, fp, fn, tp } = confusionOf(predictions)
  return resampleCounts({
    strata: [[tp, fn, fp, tn]],
    figure: ([drawnTp = 0, drawnFn = 0, drawnFp = 0, drawnTn = 0]) =>
      metric.compute({ tp: drawnTp, fn: drawnFn, fp: drawnFp, tn: drawnTn }),
    range: { low: metric.least, high: 1 },
    sampling,
  })
}

function lossesOf(metric: Extract<Metric, { kind: 'loss' }>, { y, score }: Predictions): Float64Array {
  return score.map((value, row) => metric.loss(y[row] as number, value))
}
