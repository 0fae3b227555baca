import type { Truth } from '../data/truth.ts'
import { clusterStretch, countClusters } from '../stats/clusters.ts'
import { remembered } from '../stats/remember.ts'
import type { Pair, Predictions } from './any-task.ts'
import type { Change } from './comparison.ts'
import type { Interval } from './interval.ts'
import { binaryMetrics } from './metrics.ts'
import { multiclassMetrics } from './multiclass/metrics.ts'
import { regressionMetrics } from './regression/metrics.ts'
import { slopesOf } from './slopes.ts'
import type { Uncertainty } from './uncertainty.ts'

/** Ten visits of one customer are not ten customers: where there is a cluster of several rows, the clusters of all. */
export function clustersOf({ clusters }: Pick<Truth, 'clusters'>): Uint32Array | undefined {
  return clusters && severalOf(clusters) ? clusters : undefined
}

const severalOf = remembered((clusters: Uint32Array) => countClusters(clusters) < clusters.length)

/**
 * How many clusters carry a figure: of a classification those of the class that is in the fewest, because many rows of one
 * class that are all of one cluster say nothing of others. Undefined where each row stands for itself.
 */
export function leastClusters(truth: Truth): number | undefined {
  const clusters = clustersOf(truth)
  if (clusters === undefined) return undefined
  if (truth.task === 'regression') return countClusters(clusters)
  const ofClass = new Map<number, Set<number>>()
  for (const [row, label] of truth.y.entries()) {
    const known = ofClass.get(label) ?? new Set()
    ofClass.set(label, known.add(clusters[row] as number))
  }
  return Math.min(...[...ofClass.values()].map(({ size }) => size))
}

/** A change of one metric, with an interval that is as much wider as its clusters make it. */
export function clusteredChange(
  name: string,
  { pair: { candidate, production }, change }: { pair: Pair; change: Change },
): Change {
  const clusters = clustersOf(candidate)
  if (clusters === undefined || 'undefined' in change) return change
  const after = slopesOf(name, candidate)
  const before = slopesOf(name, production)
  if (!after || !before) return change
  const slopes = after.map((slope, row) => slope - (before[row] as number))
  return { known: stretched(change.known, slopes, clusters) }
}

/** The interval of one model's figure, as much wider as its clusters make it. */
export function clusteredInterval(
  name: string,
  { predictions, interval, estimate }: { predictions: Predictions; interval: Interval; estimate: number },
): Interval | null {
  const clusters = clustersOf(predictions)
  const slopes = clusters && slopesOf(name, predictions)
  if (!clusters || !slopes) return interval
  return wider(interval, { estimate, slopes, clusters, range: rangeOf(name, predictions) })
}

/** An interval around an estimate, as much wider as clusters make it; null where they are too few to tell. */
export function wider(
  interval: Interval,
  {
    estimate,
    slopes,
    clusters,
    range,
  }: { estimate: number; slopes: Float64Array; clusters: Uint32Array; range: { low: number; high: number } },
): Interval | null {
  const times = clusterStretch(slopes, clusters)
  if (!Number.isFinite(times)) return null
  const { low, high, level, method } = interval
  return {
    low: Math.max(range.low, estimate - (estimate - low) * times),
    high: Math.min(range.high, estimate + (high - estimate) * times),
    level,
    method: inClusters(method, clusters),
  }
}

/** What is known of a figure whose rows come in clusters. */
export function stretched(known: Uncertainty, slopes: Float64Array, clusters: Uint32Array): Uncertainty {
  const times = clusterStretch(slopes, clusters)
  const method = inClusters(known.method, clusters)
  switch (known.kind) {
    case 'normal':
      return known.error === 0 ? known : { ...known, error: known.error * times, method }
    case 'unmoved':
      return { ...known, rows: known.rows / (times * times), method }
    case 'draws': {
      const { estimate, sorted, range } = known
      const moved = sorted.map((draw) =>
        Math.min(range.high, Math.max(range.low, estimate + (draw - estimate) * times)),
      )
      return { ...known, sorted: moved, method }
    }
  }
}

function inClusters(method: string, clusters: Uint32Array): string {
  return `${method}; wider for ${countClusters(clusters)} clusters of rows`
}

function rangeOf(name: string, { task }: Predictions): { low: number; high: number } {
  if (task === 'regression') return regressionMetrics.get(name)?.range ?? anywhere
  const metric = task === 'binary-classification' ? binaryMetrics.get(name) : multiclassMetrics.get(name)
  if (metric?.kind === 'loss') return { low: 0, high: Number.POSITIVE_INFINITY }
  return { low: metric && 'least' in metric ? metric.least : 0, high: 1 }
}

const anywhere = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
