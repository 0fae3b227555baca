import { remembered } from './remember.ts'
import { freedomOf } from './student.ts'

/** What rows that belong together make of a variance that takes each row by itself. */
export interface DesignEffect {
  /** The variance of sums over groups by that of as many single rows (Kish 1965); never taken below 1. */
  effect: number
  /** Degrees of freedom of that variance. */
  freedom: number
}

/**
 * The design effect of a figure, from how fast it grows with each row: rows of one group stand or fall together, so the variance is that of
 * the groups' sums. Of areas under ROC curves these are the placements, and the variance is that of Obuchowski (1997, "Nonparametric
 * analysis of clustered ROC curve data"); of any other figure it is the linearised one that resampling whole groups tends to
 * (Field and Welsh 2007). `strata`: the class of each row where classes are resampled each by itself.
 * @returns undefined where no slope moves, which says nothing
 */
export function designEffect(
  slopes: Float64Array,
  { clusters, strata }: { clusters: Int32Array; strata?: ArrayLike<number> | undefined },
): DesignEffect | undefined {
  const centred = centredBy(slopes, strata)
  const sums = sumsOf(centred, clusters)
  let [single, grouped] = [0, 0]
  for (const slope of centred) single += slope * slope
  for (const sum of sums) grouped += sum * sum
  if (!(single > 0)) return undefined
  const effect = ((grouped / single) * sums.length) / (sums.length - 1)
  return { effect: Math.max(1, effect), freedom: freedomOf(sums) }
}

/** How many groups some rows belong to: every figure of them asks. */
export const countClusters = remembered((clusters: Int32Array) => new Set(clusters).size)

/** The design effect where all rows of a group are alike: the mean size of a row's group. */
export function mostDesignEffect(clusters: Int32Array): number {
  const sizes = sumsOf(new Float64Array(clusters.length).fill(1), clusters)
  return sizes.reduce((sum, size) => sum + size * size, 0) / Math.max(1, clusters.length)
}

/** The sum over each group that has rows. */
function sumsOf(values: Float64Array, clusters: Int32Array): Float64Array {
  const places = new Map<number, number>()
  const sums = new Float64Array(clusters.length)
  for (let row = 0; row < clusters.length; row++) {
    const cluster = clusters[row] as number
    const place = places.get(cluster) ?? places.size
    places.set(cluster, place)
    sums[place] = (sums[place] as number) + (values[row] as number)
  }
  return sums.slice(0, places.size)
}

function centredBy(values: Float64Array, strata: ArrayLike<number> | undefined): Float64Array {
  const sums = new Map<number, { sum: number; rows: number }>()
  const of = (row: number) => strata?.[row] ?? 0
  for (let row = 0; row < values.length; row++) {
    const known = sums.get(of(row)) ?? { sum: 0, rows: 0 }
    known.sum += values[row] as number
    known.rows++
    sums.set(of(row), known)
  }
  return values.map((value, row) => {
    const { sum, rows } = sums.get(of(row)) as { sum: number; rows: number }
    return value - sum / rows
  })
}
