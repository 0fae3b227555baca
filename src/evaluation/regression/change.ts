import { orderOf } from '../../stats/order.ts'
import { differenceOf } from '../../stats/weighed.ts'
import { type Change, leastRows } from '../comparison.ts'
import type { Figure } from '../metrics.ts'
import { oriented, resampleRows, still } from '../oriented.ts'
import { rowsThatCount, rowsWords } from '../predictions.ts'
import { type Resampled, resampleWeighed, resampleWeightedMean, type Sampling } from '../resample.ts'
import { anywhere, weighedOf } from './draws.ts'
import { knownOf } from './interval.ts'
import { lossesOf, type RegressionMetric, regressionMetrics } from './metrics.ts'
import type { RegressionPair } from './predictions.ts'

/**
 * How far candidate - production of one metric is known, on the same rows: paired bootstrap, or its normal limit.
 * @throws Error where the two are not of the same rows
 */
export function changeOf(
  name: string,
  {
    pair,
    figures,
    sampling,
  }: { pair: RegressionPair; figures: Record<keyof RegressionPair, Figure>; sampling: Sampling },
): Change {
  const metric = regressionMetrics.get(name)
  const { candidate, production } = figures
  if (metric === undefined) return { undefined: 'it is no metric of regression' }
  if ('undefined' in candidate) return { undefined: `of the candidate: ${candidate.undefined}` }
  if ('undefined' in production) return { undefined: `of production: ${production.undefined}` }
  requireSameRows(pair)
  if (metric.kind === 'maximum') return { undefined: 'a maximum has no interval' }
  if (rowsThatCount(pair.candidate) < leastRows)
    return { undefined: `fewer than ${rowsWords(leastRows, pair.candidate.weights)}` }
  if (pair.candidate.predicted.every((value, row) => value === pair.production.predicted[row])) {
    const method = 'both models predict the same for every row'
    return { known: { estimate: 0, kind: 'normal', error: 0, method } }
  }
  const estimate = candidate.value - production.value
  const known = oriented(estimate, (swapped) =>
    changeKnown(metric, {
      pair: swapped ? { candidate: pair.production, production: pair.candidate } : pair,
      gain: Math.abs(estimate),
      sampling,
    }),
  )
  const size = Math.max(Math.abs(candidate.value), Math.abs(production.value))
  if (
    !still(known, size) ||
    bothStill(metric, { pair, figures: [candidate.value, production.value], sampling })
  )
    return { known: { ...known, estimate } }
  return { undefined: 'every row changes by the same amount, which says nothing of other rows' }
}

type Resampling = Exclude<RegressionMetric, { kind: 'maximum' }>

function changeKnown(
  metric: Resampling,
  { pair, gain, sampling }: { pair: RegressionPair; gain: number; sampling: Sampling },
): Resampled {
  const { candidate, production } = pair
  const { weights } = candidate
  if (metric.kind === 'mean') {
    const before = lossesOf(metric, production)
    const changes = lossesOf(metric, candidate).map((loss, row) => loss - (before[row] as number))
    return weights ? resampleWeightedMean(changes, { weights, sampling }) : resampleRows(changes, sampling)
  }
  return resampleWeighed({
    strata: [orderOf(candidate.y, candidate.predicted, production.predicted, ...(weights ? [weights] : []))],
    weighed: differenceOf(weighedOf(metric, candidate), weighedOf(metric, production)),
    estimate: gain,
    range: anywhere,
    mirrored: false,
    sampling,
  })
}

/** The middle of tied errors stands still by itself, with good reason: an interval of ranks says the same. */
function bothStill(
  metric: Resampling,
  {
    pair,
    figures,
    sampling,
  }: { pair: RegressionPair; figures: readonly [number, number]; sampling: Sampling },
): boolean {
  if (metric.kind !== 'median') return false
  return [pair.candidate, pair.production].every((predictions, index) => {
    const estimate = figures[index] as number
    return still(knownOf(metric, { predictions, estimate, sampling }), estimate)
  })
}

function requireSameRows({ candidate, production }: RegressionPair): void {
  const { y } = production
  if (candidate.y.length !== y.length || candidate.y.some((target, row) => target !== y[row]))
    throw new Error('the two models are of other rows')
}
