import { aucWithError } from '../stats/delong.ts'
import { clopperPearson, type Ends, wilson } from '../stats/proportion.ts'
import { figureOf } from './binary.ts'
import { leastRows } from './comparison.ts'
import { binaryMetrics, type Metric } from './metrics.ts'
import { classCounts, confusionOf, type Predictions } from './predictions.ts'
import { resampleCounts, resampleMean, type Sampling } from './resample.ts'
import { endsOf } from './uncertainty.ts'

/** A two-sided interval and how it was found. */
export interface Interval extends Ends {
  level: number
  method: string
}

/**
 * The 95 % interval of one model's figure; null where the figure is undefined or too few rows carry it.
 * Shares of rows: Wilson. roc_auc: DeLong. f1 and log_loss: bootstrap, not stratified, because these figures move with
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
  const known =
    metric.kind === 'counts'
      ? resampledCounts(metric, predictions, sampling)
      : resampleMean({ strata: [lossesOf(metric, predictions)], sampling })
  return { ...endsOf({ ...known, estimate: figure.value }, level), level, method: known.method }
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
    range: { low: 0, high: 1 },
    sampling,
  })
}

function lossesOf(metric: Extract<Metric, { kind: 'loss' }>, { y, score }: Predictions): Float64Array {
  return score.map((value, row) => metric.loss(y[row] as number, value))
}
