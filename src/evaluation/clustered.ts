import { countClusters, type DesignEffect, designEffect, mostDesignEffect } from '../stats/clusters.ts'
import { normalQuantile } from '../stats/normal.ts'
import { studentUpper } from '../stats/student.ts'
import type { Pair, Predictions } from './any-predictions.ts'
import type { Change } from './comparison.ts'
import type { Interval } from './interval.ts'
import { rangeOf, type Slopes, slopesOf } from './slopes.ts'
import type { Uncertainty } from './uncertainty.ts'

/** Fewer groups than this carry no interval, however many rows they have. */
export const leastClusters = 10

/** How many groups rows belong to that do not each stand for themselves; undefined where they do. */
export function groupsOf({ clusters, y }: Pick<Predictions, 'clusters' | 'y'>): number | undefined {
  const groups = clusters && countClusters(clusters)
  return groups === y.length ? undefined : groups
}

/** What is known of a change where rows belong together: the same, stretched as far as groups know less than so many rows. */
export function clusteredChange(name: string, change: Change, { candidate, production }: Pair): Change {
  const { clusters, y } = candidate
  const groups = groupsOf(candidate)
  if (clusters === undefined || groups === undefined || 'undefined' in change) return change
  if (isCertain(change.known)) return change
  if (groups < leastClusters) return { undefined: `fewer than ${leastClusters} groups of rows` }
  const [after, before] = [slopesOf(name, candidate), slopesOf(name, production)]
  const found = after && before && differing(after, before)
  const effect = found && designEffect(found.slopes, { clusters, strata: found.byClass ? y : undefined })
  return { known: stretched(change.known, { clusters, groups, effect }) }
}

function differing(after: Slopes, before: Slopes): Slopes {
  return {
    byClass: after.byClass,
    slopes: after.slopes.map((slope, row) => slope - (before.slopes[row] as number)),
  }
}

/** Two models that compute the same, on whatever rows. */
function isCertain(known: Uncertainty): boolean {
  return known.kind === 'normal' && known.error === 0
}

/** Rows that belong together, and how that stretches a figure of theirs; no effect where none of them moves it. */
export interface Grouped {
  clusters: Int32Array
  groups: number
  effect: DesignEffect | undefined
}

/** Rows of which none moves count as if those of a group were one. */
function effectOf({ clusters, groups, effect }: Grouped): DesignEffect {
  return effect ?? { effect: mostDesignEffect(clusters), freedom: groups - 1 }
}

/** What is known of a figure, of groups instead of rows. */
export function stretched(known: Uncertainty, { clusters, groups, effect }: Grouped): Uncertainty {
  const { effect: squared, freedom } = effectOf({ clusters, groups, effect })
  const times = Math.sqrt(squared)
  const method = `${known.method}, by ${groups} groups`
  switch (known.kind) {
    case 'normal':
      return { ...known, error: known.error * times, freedom, method }
    case 'unmoved':
      return { ...known, rows: known.rows / mostDesignEffect(clusters), method }
    case 'draws': {
      const { estimate, sorted } = known
      return { ...known, sorted: sorted.map((draw) => estimate + (draw - estimate) * times), freedom, method }
    }
  }
}

/** The interval of one model's figure where rows belong together; null where they are of too few groups. */
export function clusteredInterval(
  name: string,
  interval: Interval | null,
  { predictions, estimate }: { predictions: Predictions; estimate: number },
): Interval | null {
  const slopes = slopesOf(name, predictions)?.slopes
  const range = rangeOf(predictions.task, name)
  const found = stretchedInterval(interval, { predictions, estimate, slopes })
  return found && { ...found, low: Math.max(range.low, found.low), high: Math.min(range.high, found.high) }
}

/** The same of a figure whose slopes are known. */
export function stretchedInterval(
  interval: Interval | null,
  {
    predictions,
    estimate,
    slopes,
  }: {
    predictions: Pick<Predictions, 'clusters' | 'y'>
    estimate: number
    slopes: Float64Array | undefined
  },
): Interval | null {
  const { clusters } = predictions
  const groups = groupsOf(predictions)
  if (interval === null || clusters === undefined || groups === undefined) return interval
  if (groups < leastClusters) return null
  const effect = slopes && designEffect(slopes, { clusters })
  const of = effectOf({ clusters, groups, effect })
  const tail = (1 - interval.level) / 2
  const times = (Math.sqrt(of.effect) * studentUpper(tail, of.freedom)) / -normalQuantile(tail)
  return {
    ...interval,
    low: estimate - (estimate - interval.low) * times,
    high: estimate + (interval.high - estimate) * times,
    method: `${interval.method}, by ${groups} groups`,
  }
}
