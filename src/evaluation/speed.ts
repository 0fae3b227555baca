import type { Measurement } from '../model/measure.ts'
import { quantileDraws, quantileOf } from '../stats/quantile.ts'
import type { Interval } from './interval.ts'
import type { Figure } from './metrics.ts'
import type { Sampling } from './resample.ts'
import { endsOf, type Uncertainty } from './uncertainty.ts'

const level = 0.95
const megabyte = 1e6
/** Below so many times a quantile has no interval. */
const leastTimes = 6

/** Times whose quantile a figure is, and what is made of it. */
interface Quantile {
  times: readonly number[]
  share: number
  of(milliseconds: number): number
}

/** What a figure of speed is a quantile of; undefined for a mean, and for memory, which is the most there was. */
function quantile(name: string, { single, hundreds, batch, rows, load }: Measurement): Quantile | undefined {
  const plain = (times: readonly number[], share: number): Quantile => ({ times, share, of: (time) => time })
  const perSecond = (times: readonly number[], of: number): Quantile => ({
    times,
    share: 0.5,
    of: (time) => of / (time / 1000),
  })
  switch (name) {
    case 'latency.p50':
      return plain(single, 0.5)
    case 'latency.p95':
      return plain(single, 0.95)
    case 'latency.p99':
      return plain(single, 0.99)
    case 'load.milliseconds':
      return plain(load, 0.5)
    case 'throughput.rows_per_second_at_1':
      return perSecond(single, 1)
    case 'throughput.rows_per_second_at_100':
      return perSecond(hundreds, 100)
    case 'throughput.rows_per_second':
      return perSecond(batch, rows)
    default:
      return undefined
  }
}

/** How many runs a figure is of. */
export function runsOf(name: string, measurement: Measurement): number {
  return (quantile(name, measurement)?.times ?? measurement.single).length
}

/** A measured figure: `latency.p95` in milliseconds, `throughput.rows_per_second`, `load.milliseconds`, `memory.megabytes`. */
export function speedFigure(name: string, measurement: Measurement): Figure {
  if (name === 'memory.megabytes') return { value: measurement.memory / megabyte }
  if (name === meanLatency) return { value: meanOf(measurement.single) }
  const found = quantile(name, measurement)
  if (!found) throw new Error(`${name} is no figure that is measured`)
  if (found.times.length === 0) return { undefined: 'there are fewer than 100 rows to run' }
  const value = found.of(quantileOf(Float64Array.from(found.times).sort(), found.share))
  return Number.isFinite(value) ? { value } : { undefined: 'the clock is too coarse for it' }
}

/** Its 95 % interval, by order statistics, of a mean by the normal law; null for what is no figure of enough times. */
export function speedInterval(name: string, measurement: Measurement, sampling: Sampling): Interval | null {
  const figure = speedFigure(name, measurement)
  if ('undefined' in figure) return null
  const { value } = figure
  if (name === meanLatency) {
    const { single } = measurement
    if (single.length < leastTimes) return null
    const method = `normal law of the mean of ${single.length} runs`
    return {
      ...endsOf({ estimate: value, kind: 'normal', error: errorOf(single), method }, level),
      level,
      method,
    }
  }
  const sorted = drawsOf(name, measurement, sampling)
  if (!sorted) return null
  const method = `order statistics of ${quantile(name, measurement)?.times.length} runs`
  return { ...endsOf(drawn(value, sorted, method), level), level, method }
}

/** How far candidate - production is known. Peak memory is taken as it is; of too few times nothing is known. */
export function speedChange(
  name: string,
  { candidate, production }: { candidate: Measurement; production: Measurement },
  sampling: Sampling,
): { known: Uncertainty } | { undefined: string } {
  const [after, before] = [speedFigure(name, candidate), speedFigure(name, production)]
  if ('undefined' in after) return after
  if ('undefined' in before) return before
  const estimate = after.value - before.value
  if (name === 'memory.megabytes') return { known: { estimate, kind: 'normal', error: 0, method: 'exact' } }
  const few = { undefined: `fewer than ${leastTimes} runs` }
  if (name === meanLatency) {
    if (Math.min(candidate.single.length, production.single.length) < leastTimes) return few
    const error = Math.hypot(errorOf(candidate.single), errorOf(production.single))
    return { known: { estimate, kind: 'normal', error, method: 'normal law of both means' } }
  }
  const one = drawsOf(name, candidate, sampling)
  // Another seed, or both would always be drawn at the same rank.
  const other = drawsOf(name, production, { ...sampling, seed: sampling.seed + 1 })
  if (!one || !other) return few
  return {
    known: drawn(
      estimate,
      one.map((value, draw) => value - (other[draw] as number)),
      'order statistics of both',
    ),
  }
}

const meanLatency = 'latency.mean'

function meanOf(times: readonly number[]): number {
  return times.reduce((sum, time) => sum + time, 0) / times.length
}

/** The standard error of a mean. */
function errorOf(times: readonly number[]): number {
  const mean = meanOf(times)
  const squares = times.reduce((sum, time) => sum + (time - mean) ** 2, 0)
  return Math.sqrt(squares / (times.length - 1) / times.length)
}

function drawsOf(name: string, measurement: Measurement, sampling: Sampling): Float64Array | undefined {
  const found = quantile(name, measurement)
  if (!found || found.times.length < leastTimes) return undefined
  const sorted = Float64Array.from(found.times).sort()
  return quantileDraws(sorted, { share: found.share, ...sampling }).map(found.of)
}

function drawn(estimate: number, values: Float64Array, method: string): Uncertainty {
  const range = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }
  return { estimate, kind: 'draws', sorted: values.toSorted(), undefinedDraws: 0, range, method }
}
