import { designEffect } from '../stats/clusters.ts'
import { weighedMean, weightedBy } from '../stats/weighed.ts'
import { groupsOf, leastClusters, stretched, stretchedInterval } from './clustered.ts'
import type { Change } from './comparison.ts'
import { leastRows } from './comparison.ts'
import type { Interval } from './interval.ts'
import type { Figure } from './metrics.ts'
import { oriented, resampleRows, still } from './oriented.ts'
import { rowsThatCount } from './predictions.ts'
import { type Resampled, resampleWeightedMean, type Sampling } from './resample.ts'
import { endsOf, type Uncertainty } from './uncertainty.ts'

/** What a figure of each row's value is. */
export type Of = 'mean' | 'sum'

/** `weights`: how much each row counts, above 0; each counts once if undefined. */
interface How {
  of: Of
  weights?: Float64Array | undefined
  /** Which group each row belongs to, where rows do not each stand for themselves. */
  clusters?: Int32Array | undefined
}

/** The mean or sum of the values of some rows. */
export function rowFigure(values: Float64Array, { of, weights }: How): Figure {
  if (values.length === 0) return { undefined: 'no rows', untold: true }
  const value = figured(values, { of, weights })
  return Number.isFinite(value) ? { value } : { undefined: `it came out as ${value}`, untold: true }
}

/** Its 95 % interval, by bootstrap or the normal law of a mean; null for too few rows and where all have the same value. */
export function rowInterval(values: Float64Array, how: How, sampling: Sampling): Interval | null {
  const figure = rowFigure(values, how)
  if ('undefined' in figure || tooFew(values, how)) return null
  const known = resampled(values, how, sampling)
  if (still(known, figure.value)) return null
  const ends = endsOf({ ...known, estimate: figure.value }, 0.95)
  const interval = { ...ends, level: 0.95, method: known.method }
  const slopes = slopesOf(values, how)
  return stretchedInterval(interval, { predictions: together(values, how), estimate: figure.value, slopes })
}

/**
 * How far candidate - production is known, on the same rows. Where no row's value differs, that says nothing of rows that are
 * not here: the share of rows that would differ is bounded by Clopper and Pearson's zero of n, each by at most the width
 * of all values.
 */
export function rowChange(
  { candidate, production }: { candidate: Float64Array; production: Float64Array },
  how: How,
  sampling: Sampling,
): Change {
  const rows = candidate.length
  if (rows !== production.length) throw new Error('the two models are of other rows')
  if (tooFew(candidate, how)) return { undefined: `fewer than ${leastRows} rows` }
  const changes = candidate.map((value, row) => value - (production[row] as number))
  const estimate = figured(changes, how)
  if (!Number.isFinite(estimate)) return { undefined: `it came out as ${estimate}` }
  if (changes.every((change) => change === 0)) {
    const size = how.of === 'sum' ? (how.weights ? total(how.weights) : rows) : 1
    const width = widthOf([candidate, production]) * size
    if (width === 0) return { undefined: 'both models have one and the same value for every row' }
    const reach = 1 - 0.05 ** (1 / counting(candidate, how))
    const method = 'Clopper-Pearson, as no row moved'
    return clustered(changes, how, { estimate: 0, kind: 'normal', error: (width * reach) / oneSided, method })
  }
  const known = oriented(estimate, (swapped) =>
    resampled(swapped ? changes.map((change) => -change) : changes, how, sampling),
  )
  if (still(known, Math.abs(estimate)))
    return { undefined: 'every row changes by the same amount, which says nothing of other rows' }
  return clustered(changes, how, { ...known, estimate })
}

/** What is known of a change, where rows of one group stand or fall together. */
function clustered(changes: Float64Array, how: How, known: Uncertainty): Change {
  const { clusters } = how
  const groups = groupsOf(together(changes, how))
  if (clusters === undefined || groups === undefined) return { known }
  if (groups < leastClusters) return { undefined: `fewer than ${leastClusters} groups of rows` }
  const effect = designEffect(slopesOf(changes, how), { clusters })
  return { known: stretched(known, { clusters, groups, effect }) }
}

function together(values: Float64Array, { clusters }: How): { y: Float64Array; clusters?: Int32Array } {
  return { y: values, ...(clusters && { clusters }) }
}

/** What each row adds to the figure, but for a factor that is the same for all. */
function slopesOf(values: Float64Array, { of, weights }: How): Float64Array {
  if (!weights) return values
  if (of === 'sum') return values.map((value, row) => value * (weights[row] as number))
  return weightedBy(weights, weighedMean(values)).slopes()
}

/** The quantile of the normal law at 95 %. */
const oneSided = 1.6448536269514722

/**
 * A change between two figures of which only the intervals are known. Each lies above its lower end with 97.5 %, so the
 * change lies above the difference of the outer ends with 95 %, however the two hang together (Bonferroni).
 */
export function changeOfIntervals(
  candidate: { value: number; low: number; high: number },
  production: { value: number; low: number; high: number },
): Change {
  const estimate = candidate.value - production.value
  const half = Math.max(
    estimate - (candidate.low - production.high),
    candidate.high - production.low - estimate,
  )
  if (!(half > 0)) return { undefined: 'the two intervals have no width' }
  return {
    known: {
      estimate,
      kind: 'normal',
      error: half / oneSided,
      method: 'the two intervals that its program gave',
    },
  }
}

function figured(values: Float64Array, { of, weights }: How): number {
  const sum = weights ? total(values.map((value, row) => value * (weights[row] as number))) : total(values)
  return of === 'sum' ? sum : sum / (weights ? total(weights) : values.length)
}

function counting(values: Float64Array, { weights }: How): number {
  return rowsThatCount({ y: values, ...(weights && { weights }) })
}

function tooFew(values: Float64Array, how: How): boolean {
  return counting(values, how) < leastRows
}

/** A sum is the mean of what each row adds to it, as many times as there are rows. */
function resampled(values: Float64Array, { of, weights }: How, sampling: Sampling): Resampled {
  if (of === 'mean')
    return weights ? resampleWeightedMean(values, { weights, sampling }) : resampleRows(values, sampling)
  const added = weights ? values.map((value, row) => value * (weights[row] as number)) : values
  return times(resampleRows(added, sampling), values.length)
}

function total(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

function widthOf(sides: readonly Float64Array[]): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const values of sides)
    for (const value of values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  return high - low
}

function times(known: Resampled, rows: number): Resampled {
  if (known.kind === 'normal') return { ...known, error: known.error * rows }
  if (known.kind === 'draws') return { ...known, sorted: known.sorted.map((value) => value * rows) }
  throw new Error('a mean over rows was not resampled')
}
