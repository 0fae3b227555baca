import { weighedArea } from '../stats/area.ts'
import { type CrossFit, crossFitted, crossFolds } from '../stats/cross-fit.ts'
import { ascending, asTheyCome, orderOf, rowsByClass } from '../stats/order.ts'
import {
  clopperPearson,
  type Ends,
  type WeightedProportion,
  weightedWilson,
  wilson,
} from '../stats/proportion.ts'
import { freedomOf } from '../stats/student.ts'
import { once, type Weighed, weightedBy } from '../stats/weighed.ts'
import { figureOf } from './binary.ts'
import { leastRows } from './comparison.ts'
import { binaryMetrics, lossesOf, type Metric } from './metrics.ts'
import {
  classCounts,
  confusionOf,
  confusionWeights,
  type Predictions,
  rarerRows,
  rowsThatCount,
} from './predictions.ts'
import {
  jackknife,
  leastError,
  mostRowsToWeigh,
  type Resampled,
  resampleCounts,
  resampleMean,
  resampleWeighed,
  resampleWeightedMean,
  type Sampling,
  slopesKnown,
} from './resample.ts'
import { endsOf } from './uncertainty.ts'

/** A two-sided interval and how it was found. */
export interface Interval extends Ends {
  level: number
  method: string
}

/**
 * The 95 % interval of one model's figure; null where the figure is undefined or too few rows carry it.
 * Shares of rows: Wilson. roc_auc: DeLong, on logits. ks and ece: cross-fitted. All others: bootstrap, not stratified, because
 * these figures move with the share of positives, which is itself a sample. Of rows with weights a share has Wilson's interval for
 * its effective number of rows, and roc_auc the infinitesimal jackknife. All but shares have the ends of Student's law, for
 * as many degrees of freedom as the rows that carry the error leave.
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
  if (metric.kind === 'weighed' && metric.crossFit)
    return crossFittedInterval(
      { weighed: metric.weigh(predictions), crossFit: metric.crossFit(predictions) },
      { predictions, estimate: figure.value, byClass: metric.byClass, seed: sampling.seed, level },
    )
  const known = knownOf(metric, { predictions, sampling })
  const ends = endsOf({ ...known, estimate: figure.value }, level)
  if (metric.kind === 'loss') return { ...ends, level, method: known.method }
  const least = metric.kind === 'counts' ? metric.least : 0
  return { low: Math.max(least, ends.low), high: Math.min(1, ends.high), level, method: known.method }
}

function knownOf(
  metric: Exclude<Metric, { kind: 'ranking' }>,
  { predictions, sampling }: { predictions: Predictions; sampling: Sampling },
): Resampled {
  if (metric.kind === 'counts')
    return { ...resampledCounts(metric, predictions, sampling), freedom: rarerRows(predictions) - 1 }
  const { y, score, weights } = predictions
  if (metric.kind === 'loss') {
    const losses = lossesOf(metric, predictions)
    return weights
      ? resampleWeightedMean(losses, { weights, sampling })
      : resampleMean({ strata: [losses], sampling })
  }
  const rows =
    y.length > mostRowsToWeigh
      ? asTheyCome(y.length)
      : orderOf(score, Float64Array.from(y), ...(weights ? [weights] : []))
  const weighed = weightedBy(weights, metric.weigh(predictions))
  const known = resampleWeighed({
    strata: [rows],
    weighed,
    estimate: 0,
    range: { low: 0, high: 1 },
    mirrored: false,
    sampling,
  })
  return { ...known, freedom: freedomOf(weighed.slopes()) }
}

/** What an interval needs to know of rows. */
type Rows = Pick<Predictions, 'y' | 'score' | 'weights'>

/**
 * The interval of a figure that is the largest of many, which lies above the truth more often than not: from the cross-fitted
 * figure, which lies below it, to the figure itself, with a margin for chance on either side.
 */
export function crossFittedInterval(
  { weighed, crossFit }: { weighed: Weighed; crossFit: CrossFit },
  {
    predictions,
    estimate,
    byClass,
    seed,
    level,
  }: { predictions: Rows; estimate: number; byClass: boolean; seed: number; level: number },
): Interval | null {
  const { y, score, weights } = predictions
  const { error, freedom } = slopesKnown(
    weightedBy(weights, weighed),
    byClass ? rowsByClass(y) : [asTheyCome(y.length)],
  )
  if (!(error > leastError)) return unmovedInterval(predictions, { estimate, level, byClass })
  // Of many rows ties may stand as they come: to sort them costs more than all else.
  const rows =
    y.length > mostRowsToWeigh
      ? ascending(score)
      : orderOf(score, Float64Array.from(y), ...(weights ? [weights] : []))
  const below = crossFitted(crossFit, { rows, at: weights ?? once(y.length), seed })
  const method = `cross-fitted by ${crossFolds} folds, normal law by the infinitesimal jackknife`
  const known = { kind: 'normal', error, freedom, method } as const
  return {
    low: Math.max(0, Math.min(estimate, endsOf({ ...known, estimate: below }, level).low)),
    high: Math.min(1, endsOf({ ...known, estimate }, level).high),
    level,
    method,
  }
}

/** Where all rows say the same, the share of others that would not is bounded exactly. */
function unmovedInterval(
  { y, weights }: Rows,
  { estimate, level, byClass }: { estimate: number; level: number; byClass: boolean },
): Interval {
  const rows = byClass
    ? rarerRows({ y, ...(weights && { weights }) })
    : rowsThatCount({ y, ...(weights && { weights }) })
  const of = byClass ? ' of the rarer class' : ''
  const { low, high } = endsOf({ kind: 'unmoved', estimate, rows, method: '' }, level)
  const method = `Clopper-Pearson on the ${weights ? 'effective ' : ''}rows${of}, as no row moves it`
  return { low: Math.max(0, low), high: Math.min(1, high), level, method }
}

/** Wilson's interval of a share of rows that have weights. */
export function weightedShare(share: WeightedProportion, level: number): Interval {
  const { effective, low, high } = weightedWilson(share, level)
  return { low, high, level, method: `Wilson, ${Number(effective.toFixed(1))} effective rows` }
}

/**
 * The interval of an area on the scale of its logarithm of odds, which is nearer to normal close to 1, and always within 0
 * and 1 (Pepe 2003, "The Statistical Evaluation of Medical Tests", 5.2).
 */
export function onLogits(
  area: number,
  { error, freedom }: { error: number; freedom: number },
  level: number,
): Ends {
  const centre = Math.log(area / (1 - area))
  const known = {
    estimate: centre,
    kind: 'normal',
    error: error / (area * (1 - area)),
    freedom,
    method: '',
  } as const
  const { low, high } = endsOf(known, level)
  return { low: 1 / (1 + Math.exp(-low)), high: 1 / (1 + Math.exp(-high)) }
}

function rankingInterval(predictions: Predictions, level: number): Interval | null {
  const { y, score, weights } = predictions
  const { positives, negatives } = classCounts(y)
  if (positives < 2 || negatives < 2) return null
  const area = weighedArea(y, score)
  const { error, freedom } = slopesKnown(weightedBy(weights, area), rowsByClass(y))
  const estimate = area.value(weights ?? once(y.length))
  if (error > leastError) {
    const method = `${weights ? jackknife : 'DeLong'}, on logits`
    return { ...onLogits(estimate, { error, freedom }, level), level, method }
  }
  // No pair is out of order (or every one is): DeLong would claim certainty.
  const rows = rarerRows(predictions)
  const count = weights ? Math.min(1, Math.max(0, estimate)) * rows : Math.round(estimate * rows)
  const of = weights
    ? 'on the effective rows of the rarer class'
    : 'on the rarer class, as DeLong has no variance'
  return { ...clopperPearson({ count, rows, level }), level, method: `Clopper-Pearson ${of}` }
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
