import { orderOf } from './order.ts'
import { type Counts, effectiveRows, totalOf, type Weighed } from './weighed.ts'

/** What sums of weights that come to just half may miss it by. scikit-learn's bound knows no scale; the proportions alone must count. */
const rounding = 1e-12

/**
 * The median: the least value that at least half of all that counts does not exceed, and where that is just half the mean
 * of it and the next (scikit-learn's `_weighted_percentile` with `average`). NaN without rows.
 */
export function weighedMedian(values: Float64Array): Weighed {
  const order = orderOf(values)
  const sorted = Float64Array.from(order, (row) => values[row] as number)

  function value(taken: Counts): number {
    let all = 0
    for (let index = 0; index < order.length; index++) all += taken[order[index] as number] as number
    const half = all / 2
    let passed = 0
    let low = Number.NaN
    for (let index = 0; index < order.length; index++) {
      const times = taken[order[index] as number] as number
      if (times === 0) continue
      const here = sorted[index] as number
      if (!Number.isNaN(low)) return (low + here) / 2
      passed += times
      if (passed < half * (1 - rounding)) continue
      if (passed > half * (1 + rounding)) return here
      low = here
    }
    return low
  }

  /**
   * A row above the median pulls it up by half of what one row's share is wide there. That width comes from the quantiles
   * around the median, at the distance of Hall and Sheather (1988) for 95 % intervals; of rows with weights, for their
   * effective number. 0 for all rows where the middle of the values is one value.
   */
  function slopes(weights?: Float64Array): Float64Array {
    const rows = weights ? totalOf(weights) : values.length
    const quantile = weights ? weightedQuantiles(weights) : (share: number) => at(sorted, share)
    const median = quantile(0.5)
    const away = Math.min(0.5, 0.9714 / Math.cbrt(weights ? effectiveRows(weights) : rows))
    const width = (quantile(0.5 + away) - quantile(0.5 - away)) / (2 * away)
    return values.map((value) => (Math.sign(value - median) / 2) * (width / rows))
  }

  /** Quantiles between neighbours: each value stands at the middle of its own weight. */
  function weightedQuantiles(weights: Float64Array): (share: number) => number {
    const all = totalOf(weights)
    let passed = 0
    const places = Float64Array.from(order, (row) => {
      const weight = weights[row] as number
      passed += weight
      return (passed - weight / 2) / all
    })
    return (share) => {
      const next = places.findIndex((place) => place >= share)
      if (next === -1) return sorted.at(-1) as number
      if (next === 0) return sorted[0] as number
      const [from, to] = [places[next - 1] as number, places[next] as number]
      const [low, high] = [sorted[next - 1] as number, sorted[next] as number]
      return low + ((share - from) / (to - from)) * (high - low)
    }
  }

  return { value, slopes }
}

/** Quantile of sorted values, between neighbours by their distance (type 7). */
function at(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)] as number
  return low + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - low)
}
