import { weighedArea } from '../stats/area.ts'
import { aucDifference } from '../stats/delong.ts'
import { ascending, asTheyCome, orderOf, rowsByClass } from '../stats/order.ts'
import { differenceOf, type Weighed, weightedBy } from '../stats/weighed.ts'
import { binaryMetrics, type Figure, lossesOf, type Metric } from './metrics.ts'
import { still } from './oriented.ts'
import {
  type Agreement,
  agreementOf,
  agreementWeights,
  classCounts,
  type Pair,
  rarerRows,
  rowsWords,
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
import type { Uncertainty } from './uncertainty.ts'

/** Fewer rows of the rarer class than this carry no interval: neither normal laws nor resampling hold there. */
export const leastRows = 10

/** A change of a figure from production to candidate with what is known about it, or why there is none. */
export type Change = { known: Uncertainty } | { undefined: string }

/**
 * How far candidate - production of one metric is known, on the same rows. Both figures must be defined and both classes
 * have `leastRows` rows. roc_auc: paired DeLong. All others: paired bootstrap, stratified by class but for ece. Of rows with
 * weights DeLong's formula does not hold: roc_auc has the normal law of the infinitesimal jackknife.
 */
export function changeOf(
  name: string,
  { pair, figures, sampling }: { pair: Pair; figures: Record<keyof Pair, Figure>; sampling: Sampling },
): Change {
  const metric = binaryMetrics.get(name)
  const { candidate, production } = figures
  if (metric === undefined) return { undefined: 'it is no metric of binary classification' }
  if ('undefined' in candidate) return { undefined: `of the candidate: ${candidate.undefined}` }
  if ('undefined' in production) return { undefined: `of production: ${production.undefined}` }
  const rarer = rarerRows(pair.candidate)
  if (rarer < leastRows)
    return {
      undefined: `fewer than ${rowsWords(leastRows, pair.candidate.weights, ' of the rarer class')}`,
    }
  if (sameScores(pair)) return { known: certain(0, 'both models give every row the same score') }
  const estimate = candidate.value - production.value
  return { known: { ...knownOf(metric, { pair, rarer, estimate, sampling }), estimate } }
}

function knownOf(
  metric: Metric,
  { pair, rarer, estimate, sampling }: { pair: Pair; rarer: number; estimate: number; sampling: Sampling },
): Resampled {
  switch (metric.kind) {
    case 'ranking':
      return pair.candidate.weights ? weightedRankingChange(pair, rarer) : rankingChange(pair, rarer)
    case 'counts':
      return countsChange(metric, pair, sampling)
    case 'loss':
      return lossChange(metric, pair, sampling)
    case 'weighed':
      return weighedChange(metric, { pair, rarer, estimate, sampling })
  }
}

function certain(estimate: number, method: string): Uncertainty {
  return { estimate, kind: 'normal', error: 0, method }
}

function rankingChange({ candidate, production }: Pair, rarer: number): Uncertainty {
  const { y } = candidate
  const change = aucDifference({ y, a: production.score, b: candidate.score })
  if (change === undefined) throw new Error('DeLong needs two rows of either class')
  const estimate = change.difference
  if (change.variance > 0)
    return { estimate, kind: 'normal', error: Math.sqrt(change.variance), method: 'paired DeLong' }
  if (sameOrder(production.score, candidate.score))
    return certain(estimate, 'both models put all rows in the same order')
  // Two models without one wrong pair, for example: rows that agree here do not promise that others do.
  return {
    estimate,
    kind: 'unmoved',
    rows: rarer,
    method: 'Clopper-Pearson on the rarer class, as DeLong has no variance',
  }
}

/** The same slopes that DeLong's placements are, each with its row's weight. */
function weightedRankingChange({ candidate, production }: Pair, rarer: number): Resampled {
  const { y, weights } = candidate
  const [after, before] = [candidate, production].map(({ score }) =>
    weightedBy(weights, weighedArea(y, score)),
  ) as [Weighed, Weighed]
  const { error } = slopesKnown(differenceOf(after, before), rowsByClass(y))
  if (error > leastError) return { kind: 'normal', error, method: jackknife }
  if (sameOrder(production.score, candidate.score))
    return certain(0, 'both models put all rows in the same order')
  return { kind: 'unmoved', rows: rarer, method: 'Clopper-Pearson on the effective rows of the rarer class' }
}

function weighedChange(
  metric: Extract<Metric, { kind: 'weighed' }>,
  { pair, rarer, estimate, sampling }: { pair: Pair; rarer: number; estimate: number; sampling: Sampling },
): Resampled {
  const { candidate, production } = pair
  const known = resampleWeighed({
    strata: strataOf(pair, metric),
    weighed: weightedBy(candidate.weights, differenceOf(metric.weigh(candidate), metric.weigh(production))),
    estimate,
    range: { low: -1, high: 1 },
    mirrored: metric.crossFit !== undefined,
    sampling,
  })
  if (candidate.weights ? !still(known, 1) : !isStill(known)) return known
  return { kind: 'unmoved', rows: rarer, method: 'Clopper-Pearson on the rarer class, as no draw moves' }
}

function isStill(known: Resampled): boolean {
  if (known.kind === 'normal') return known.error === 0
  return known.kind === 'draws' && known.sorted[0] === known.sorted.at(-1)
}

/** The rows from which each stratum is drawn. More rows than are drawn are not sorted first, which would cost more than all else. */
function strataOf(pair: Pair, { byClass }: { byClass: boolean }): readonly Uint32Array[] {
  const { y } = pair.candidate
  const isDrawn = y.length <= mostRowsToWeigh
  if (!byClass) return [isDrawn ? rowsByScores(pair) : asTheyCome(y.length)]
  if (!isDrawn) return rowsByClass(y)
  const rows = rowsByScores(pair)
  return [1, 0].map((side) => rows.filter((row) => y[row] === side))
}

/** In an order that neither the order of the rows nor swapping the two models changes, so that draws do not either. */
function rowsByScores({ candidate, production }: Pair): Uint32Array {
  const both = candidate.score.map((score, row) => score + (production.score[row] as number))
  const apart = candidate.score.map((score, row) => Math.abs(score - (production.score[row] as number)))
  return candidate.weights ? orderOf(both, apart, candidate.weights) : orderOf(both, apart)
}

function countsChange(
  metric: Extract<Metric, { kind: 'counts' }>,
  pair: Pair,
  sampling: Sampling,
): Resampled {
  const { positives, negatives } = agreementOf(pair)
  const cells = (of: Agreement) => [of.both, of.neither, of.candidateOnly, of.productionOnly]
  return resampleCounts({
    strata: [cells(positives), cells(negatives)],
    weights: pair.candidate.weights && agreementWeights(pair, pair.candidate.weights),
    range: { low: metric.least - 1, high: 1 - metric.least },
    sampling,
    // By index: to take them as a list costs more than all else.
    figure({
      0: bothTp = 0,
      1: bothFn = 0,
      2: candidateTp = 0,
      3: productionTp = 0,
      4: bothFp = 0,
      5: bothTn = 0,
      6: candidateFp = 0,
      7: productionFp = 0,
    }) {
      const candidate = metric.compute({
        tp: bothTp + candidateTp,
        fn: bothFn + productionTp,
        fp: bothFp + candidateFp,
        tn: bothTn + productionFp,
      })
      const production = metric.compute({
        tp: bothTp + productionTp,
        fn: bothFn + candidateTp,
        fp: bothFp + productionFp,
        tn: bothTn + candidateFp,
      })
      if ('undefined' in candidate) return candidate
      if ('undefined' in production) return production
      return { value: candidate.value - production.value }
    },
  })
}

function lossChange(metric: Extract<Metric, { kind: 'loss' }>, pair: Pair, sampling: Sampling): Resampled {
  const { candidate, production } = pair
  const { y, weights } = candidate
  if (!weights)
    return resampleMean({ strata: [1, 0].map((side) => lossChanges(metric, pair, side)), sampling })
  const before = lossesOf(metric, production)
  const changes = lossesOf(metric, candidate).map((loss, row) => loss - (before[row] as number))
  return resampleWeightedMean(changes, { weights, by: y, sampling })
}

/** The change of each row's loss, of one class. */
function lossChanges(
  metric: Extract<Metric, { kind: 'loss' }>,
  { candidate, production }: Pair,
  side: number,
): Float64Array {
  const { y } = candidate
  const { positives, negatives } = classCounts(y)
  const changes = new Float64Array(side === 1 ? positives : negatives)
  const [after, before] = [lossesOf(metric, candidate), lossesOf(metric, production)]
  let at = 0
  for (let row = 0; row < y.length; row++)
    if (y[row] === side) changes[at++] = (after[row] as number) - (before[row] as number)
  return changes
}

/** Equal labels say little, equal scores on every row say that the two compute the same. */
export function sameScores({ candidate, production }: Pair): boolean {
  return (
    !candidate.labelsOnly &&
    !production.labelsOnly &&
    candidate.threshold === production.threshold &&
    candidate.score.every((score, row) => score === production.score[row])
  )
}

function sameOrder(a: Float64Array, b: Float64Array): boolean {
  const rows = ascending(a)
  for (let index = 1; index < rows.length; index++) {
    const row = rows[index] as number
    const before = rows[index - 1] as number
    const tied = a[row] === a[before]
    if (tied ? b[row] !== b[before] : !((b[row] as number) > (b[before] as number))) return false
  }
  return true
}
