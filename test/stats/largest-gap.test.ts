import { describe, expect, it } from 'vitest'
import { ksTest } from '../../src/stats/ks.ts'
import { largestGaps } from '../../src/stats/largest-gap.ts'
import { seeded } from '../../src/stats/random.ts'

/** Samples large enough that they are counted in cells and not sorted at once. */
function draw(seed: number, rows: number, of: (uniform: number) => number): Float64Array {
  const random = seeded(seed)
  return Float64Array.from({ length: rows }, () => of(random.uniform()))
}

const largest = (x: Float64Array, y: Float64Array) => {
  const { up, down } = largestGaps(x, y)
  return Math.max(up, down)
}

describe('the largest gap of large samples is that of sorted ones', () => {
  const laws: [string, (u: number) => number, (u: number) => number][] = [
    ['of one uniform law', (u) => u, (u) => u],
    ['of a shifted law', (u) => u, (u) => u + 0.01],
    ['of heavy tails', (u) => Math.tan(Math.PI * (u - 0.5)), (u) => 1.1 * Math.tan(Math.PI * (u - 0.5))],
    ['over many powers of ten', (u) => 10 ** (600 * u - 300), (u) => 10 ** (598 * u - 300)],
    ['of few values', (u) => Math.floor(u * 5), (u) => Math.floor(u * 5.02)],
    ['of one value', () => 7, () => 7],
    ['of two constants', () => 7, () => 8],
    ['of one value and a smear', (u) => (u < 0.9 ? 0 : u), (u) => (u < 0.89 ? 0 : u)],
    [
      'of values so far apart that their distance overflows',
      (u) => (u - 0.5) * 2 * 1.7e308,
      (u) => (u - 0.5) * 2 * 1.6e308,
    ],
    [
      'of denormal values',
      (u) => Math.floor(u * 9) * Number.MIN_VALUE,
      (u) => Math.floor(u * 8) * Number.MIN_VALUE,
    ],
    ['of a cluster far from zero', (u) => 1e15 + Math.floor(u * 64), (u) => 1e15 + Math.floor(u * 60)],
  ]
  it.each(laws)('%s', (_, before, after) => {
    const [x, y] = [draw(1, 60_000, before), draw(2, 45_001, after)]
    const sorted = ksTest({ x, y }, { method: 'asymptotic' })
    expect(largest(x, y) / (x.length * y.length)).toBeCloseTo((sorted as { statistic: number }).statistic, 14)
  })

  it('on both sides: turned round, up is down', () => {
    const [x, y] = [draw(1, 60_000, (u) => u), draw(2, 45_000, (u) => 0.1 + 0.8 * u)]
    const { up, down } = largestGaps(x, y)
    expect(up / 27e8).toBeCloseTo(0.1, 2)
    expect(down / 27e8).toBeCloseTo(0.1, 2)
    expect(largestGaps(y, x)).toEqual({ up: down, down: up })
  })

  it('also where one side is inside a cell of the other', () => {
    const x = draw(1, 200_000, (u) => u)
    const y = draw(2, 200_000, (u) => 0.5 + 1e-9 * u)
    const sorted = ksTest({ x, y }, { method: 'asymptotic' })
    expect(largest(x, y) / 4e10).toBeCloseTo((sorted as { statistic: number }).statistic, 14)
  })
})
