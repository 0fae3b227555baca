import { orderOf } from './order.ts'
import type { Weighed } from './weighed.ts'

/** The median, of an even number of rows the mean of the two in the middle. NaN without rows. */
export function weighedMedian(values: Float64Array): Weighed {
  const order = orderOf(values)
  const sorted = Float64Array.from(order, (row) => values[row] as number)

  function value(taken: Uint32Array): number {
    let rows = 0
    for (const times of taken) rows += times
    const [first, second] = [Math.floor((rows - 1) / 2), Math.floor(rows / 2)]
    let passed = 0
    let low = Number.NaN
    for (let index = 0; index < order.length; index++) {
      passed += taken[order[index] as number] as number
      if (passed > first && Number.isNaN(low)) low = sorted[index] as number
      if (passed > second) return (low + (sorted[index] as number)) / 2
    }
    return Number.NaN
  }

  /**
   * A row above the median pulls it up by half of what one row's share is wide there. That width comes from the quantiles
   * around the median, at the distance of Hall and Sheather (1988) for 95 % intervals. 0 for all rows where the middle of
   * the values is one value.
   */
  function slopes(): Float64Array {
    const rows = values.length
    const median = at(sorted, 0.5)
    const away = Math.min(0.5, 0.9714 / Math.cbrt(rows))
    const width = (at(sorted, 0.5 + away) - at(sorted, 0.5 - away)) / (2 * away)
    return values.map((value) => (Math.sign(value - median) / 2) * (width / rows))
  }

  return { value, slopes }
}

/** Quantile of sorted values, between neighbours by their distance (type 7). */
function at(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1)
  const low = sorted[Math.floor(place)] as number
  return low + (place - Math.floor(place)) * ((sorted[Math.ceil(place)] as number) - low)
}
