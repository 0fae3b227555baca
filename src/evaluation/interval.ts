import { weighedArea } from '../stats/area.ts'
import { aucWithError } from '../stats/delong.ts'
import { orderOf } from '../stats/order.ts'
import {
  clopperPearson,
  type Ends,
  type WeightedProportion,
  weightedWilson,
  wilson,
} from '../stats/proportion.ts'
import { weightedBy } from '../stats/weighed.ts'
import { figureOf } from './binary.ts'
import { leastRows } from './comparison.ts'
import { binaryMetrics, lossesOf, type Metric } from './metrics.ts'
import {
  classCounts,
  confusionOf,
  confusionWeights,
  type Predictions,
  rarerRows,
  rowsByClass,
} from './predictions.ts'
import {
  jackknife,
  leastError,
  type Resampled,
  resampleCounts,
  resampleMean,
  resampleWeighed,
  resampleWeightedMean,
  type Sampling,
  slopesError,
} from './resample.ts'
import { endsOf } from './uncertainty.ts'

/** A two-sided interval and how it was found. */
export interface Interval extends Ends {
  level: number
  method: string
}

/**
 * The 95 % interval of one model's figure; null where the figure is undefined or too few rows carry it.
 * Shares of rows: Wilson. roc_auc: DeLong. All others: bootstrap, not stratified, because these figures move with
 * the share of positives, which is itself a sample. Of rows with weights a share has Wilson's interval for its effective
 * number of rows, and roc_auc the normal law of the infinitesimal jackknife.
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
    const { weights } = predictions
    if (weights) {
      const squares = metric.share(
        confusionOf(
          predictions,
          weights.map((weight) => weight * weight),
        ),
      )
      return weightedShare({ ...share, squares }, level)
    }
    return { ...wilson({ ...share, level }), level, method: `Wilson, ${share.rows} rows` }
  }
  if (rarerRows(predictions) < leastRows) return null
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
  const { y, score, weights } = predictions
  if (metric.kind === 'loss') {
    const losses = lossesOf(metric, predictions)
    return weights
      ? resampleWeightedMean(losses, { weights, sampling })
      : resampleMean({ strata: [losses], sampling })
  }
  const rows = orderOf(score, Float64Array.from(y), ...(weights ? [weights] : []))
  return resampleWeighed({
    strata: [rows],
    weighed: weightedBy(weights, metric.weigh(predictions)),
    estimate,
    range: { low: 0, high: 1 },
    mirrored: metric.leansUp,
    sampling,
  })
}

/** Wilson's interval of a share of rows that have weights. */
export function weightedShare(share: WeightedProportion, level: number): Interval {
  const { effective, low, high } = weightedWilson(share, level)
  return { low, high, level, method: `Wilson, ${Number(effective.toFixed(1))} effective rows` }
}

/**
 * The interval of an area on the scale of its logarithm of odds, which is nearer to normal close to 1: effective rows are
 * few more often than rows are (Pepe 2003, "The Statistical Evaluation of Medical Tests", 5.2).
 */
export function onLogits(area: number, error: number, level: number): Ends {
  const centre = Math.log(area / (1 - area))
  const known = { estimate: centre, kind: 'normal', error: error / (area * (1 - area)), method: '' } as const
  const { low, high } = endsOf(known, level)
  return { low: 1 / (1 + Math.exp(-low)), high: 1 / (1 + Math.exp(-high)) }
}

function weightedRankingInterval(predictions: Predictions, level: number): Interval | null {
  const { y, score, weights = new Float64Array(y.length).fill(1) } = predictions
  const { positives, negatives } = classCounts(y)
  if (positives < 2 || negatives < 2) return null
  const area = weighedArea(y, score)
  const error = slopesError(weightedBy(weights, area), rowsByClass(y))
  const estimate = area.value(weights)
  if (error > leastError) {
    return { ...onLogits(estimate, error, level), level, method: `${jackknife}, on logits` }
  }
  const rows = rarerRows(predictions)
  const ends = clopperPearson({ count: Math.min(1, Math.max(0, estimate)) * rows, rows, level })
  return { ...ends, level, method: 'Clopper-Pearson on the effective rows of the rarer class' }
}

function rankingInterval(predictions: Predictions, level: number): Interval | null {
  if (predictions.weights) return weightedRankingInterval(predictions, level)
  const { y, score } = predictions
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
  const { weights, ...plain } = predictions
  const { tn, fp, fn, tp } = confusionOf(plain)
  return resampleCounts({
    strata: [[tp, fn, fp, tn]],
    weights: weights && [confusionWeights(predictions, weights)],
    figure: ({ 0: drawnTp = 0, 1: drawnFn = 0, 2: drawnFp = 0, 3: drawnTn = 0 }) =>
      metric.compute({ tp: drawnTp, fn: drawnFn, fp: drawnFp, tn: drawnTn }),
    range: { low: metric.least, high: 1 },
    sampling,
  })
}
