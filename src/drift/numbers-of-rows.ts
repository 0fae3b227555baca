import type { Shapes } from '../data/shapes.ts'
import { ksAsymptoticP, ksExactP, largestExact } from '../stats/ks.ts'
import { largestGaps } from '../stats/largest-gap.ts'
import { momentsOf, type Pooled, pool } from '../stats/pooled.ts'
import { remembered } from '../stats/remember.ts'
import type { Sides } from './comparison.ts'
import type { Gap, NumberEvidence } from './evidence.ts'

/** Whether both sides hold one value is asked of them before a method asks for them. */
const momentsOnce = remembered(momentsOf)

/** Both samples themselves. What costs a sort is done once and only when asked for. */
export function numbersOfRows(x: Float64Array, y: Float64Array): NumberEvidence {
  const rows = { reference: x.length, current: y.length }
  let pooled: Pooled | undefined
  let test: Gap | undefined
  const inOrder = () => {
    pooled ??= pool({ x, y })
    return pooled
  }
  return {
    kind: 'numeric',
    rows,
    from: 'rows',
    ks: () => {
      test ??= ksOf(x, y, rows)
      return test
    },
    pooled: inOrder,
    moments: () => momentsOnce(inOrder()),
    shapes: () => shapesOfValues(x, y),
  }
}

function ksOf(x: Float64Array, y: Float64Array, { reference: n, current: m }: Sides): Gap {
  const gaps = largestGaps(x, y)
  const gap = Math.max(gaps.up, gaps.down)
  const statistic = gap / (n * m)
  const p =
    Math.max(n, m) > largestExact
      ? ksAsymptoticP({ n, m, statistic })
      : ksExactP({ n, m, steps: Math.round(gap / greatestCommonDivisor(n, m)) })
  return { statistic, p: p ?? 1, up: gaps.up / (n * m), down: gaps.down / (n * m) }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}

const buckets = 16
/** Rows that are enough for a picture. */
const mostShown = 20_000

/** Equal buckets between the reference's far quantiles, so that one outlier does not put all else into one bucket. */
function shapesOfValues(x: Float64Array, y: Float64Array): Shapes {
  const before = spaced(x).sort()
  const trim = Math.floor(before.length / 200)
  const range = { from: before[trim] as number, to: before[before.length - 1 - trim] as number }
  return { kind: 'numeric', reference: shares(before, range), current: shares(spaced(y), range), range }
}

function shares(values: Float64Array, { from, to }: { from: number; to: number }): number[] {
  const counts = new Array<number>(buckets).fill(0)
  const width = (to - from) / buckets
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number
    const at = value <= from ? 0 : value >= to ? buckets - 1 : Math.floor((value - from) / width)
    const bucket = Math.min(buckets - 1, at)
    counts[bucket] = (counts[bucket] as number) + 1
  }
  return counts.map((rows) => rows / values.length)
}

/** So many of the values at most, evenly spaced. */
function spaced(values: Float64Array): Float64Array {
  const step = Math.max(1, Math.ceil(values.length / mostShown))
  const picked = new Float64Array(Math.ceil(values.length / step))
  for (let index = 0; index < picked.length; index++) picked[index] = values[index * step] as number
  return picked
}
