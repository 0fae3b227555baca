import { freedomOfMean } from '../stats/student.ts'
import { type Resampled, resampleMean, type Sampling } from './resample.ts'

/**
 * What is known of candidate - production, found on the side where it is a gain, so that swapping the two models turns the
 * interval round exactly. Of no change at all, each draw counts on both sides.
 */
export function oriented(estimate: number, known: (swapped: boolean) => Resampled): Resampled {
  const found = known(estimate < 0)
  if (found.kind !== 'draws' || estimate > 0) return found
  const turned = found.sorted.map((draw) => -draw).reverse()
  const range = { low: -found.range.high, high: -found.range.low }
  if (estimate < 0) return { ...found, sorted: turned, range }
  return {
    ...found,
    sorted: Float64Array.from([...found.sorted, ...turned]).sort(),
    undefinedDraws: 2 * found.undefinedDraws,
    range: { low: Math.min(found.range.low, range.low), high: Math.max(found.range.high, range.high) },
  }
}

/** What rounding may leave between draws of one and the same value. */
const rounding = 1e-12

/**
 * Whether no draw moves and no law has a width, beside the size of the figures: rows that only happen to agree would then
 * promise that others do.
 */
export function still(known: Resampled, size: number): boolean {
  if (known.kind === 'unmoved') return true
  const least = rounding * Math.abs(size)
  if (known.kind === 'normal') return known.error <= least
  const [first = 0, last = 0] = [known.sorted[0], known.sorted.at(-1)]
  return known.undefinedDraws === 0 && last - first <= least
}

/** Above this many rows the normal law and the draws of a mean differ by less than either tells. */
const mostRowsToDraw = 2_000

/** A mean over rows of one population: bootstrap, or its normal limit where there are many rows. */
export function resampleRows(values: Float64Array, sampling: Sampling): Resampled {
  const rows = values.length
  if (rows <= mostRowsToDraw) return resampleMean({ strata: [values], sampling })
  const mean = values.reduce((sum, value) => sum + value, 0) / rows
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const error = Math.sqrt(squares / (rows - 1) / rows)
  return { kind: 'normal', error, freedom: freedomOfMean(values), method: 'normal law of a mean' }
}
