import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binomial, seeded, xoshiro128 } from '../../src/stats/random.ts'

describe('the generator', () => {
  it('gives the numbers of the authors’ xoshiro128** in C, from the state 1, 2, 3, 4', () => {
    const random = xoshiro128([1, 2, 3, 4])
    expect(Array.from({ length: 10 }, () => random.bits())).toEqual([
      11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
    ])
  })

  it('keeps its numbers from release to release, because reports rest on them', () => {
    const random = seeded(42)
    expect(Array.from({ length: 4 }, () => random.bits())).toMatchInlineSnapshot(`
      [
        1580552567,
        3148757609,
        3570626032,
        2957818036,
      ]
    `)
  })

  it('gives unlike streams for near seeds and for seeds beyond 32 bits', () => {
    const firsts = [0, 1, 2, -1, 2 ** 32, 2 ** 32 + 1, 2 ** 40].map((seed) => seeded(seed).bits())
    expect(new Set(firsts).size).toBe(firsts.length)
  })

  it('refuses a seed that is no whole number', () => {
    expect(() => seeded(0.5)).toThrow(RangeError)
    expect(() => seeded(Number.NaN)).toThrow(RangeError)
  })

  it('refuses a state of zeros, which would never leave it', () => {
    expect(() => xoshiro128([0, 0, 0, 0])).toThrow(RangeError)
  })

  it('stays inside 0 to n - 1 and reaches both ends', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, n) => {
        const random = seeded(seed)
        const seen = new Set(Array.from({ length: 600 }, () => random.below(n)))
        expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      }),
      { numRuns: 50 },
    )
    expect(() => seeded(1).below(0)).toThrow(RangeError)
    expect(() => seeded(1).below(2 ** 22)).toThrow(RangeError)
  })

  it('adds up the values that one call after the other would take, and goes on from there', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 4 }),
        fc.nat(30),
        (seed, lengths, ahead) => {
          const [one, other] = [seeded(seed), seeded(seed)]
          for (let i = 0; i < ahead; i++) expect(one.bits()).toBe(other.bits())
          for (const length of lengths) {
            const values = Float64Array.from({ length }, (_, i) => Math.sin(i))
            let sum = 0.1
            for (let i = 0; i < length; i++) sum += values[one.below(length)] as number
            expect(other.addResampled(values, 0.1)).toBe(sum)
          }
          expect(other.bits()).toBe(one.bits())
        },
      ),
    )
    // So many values that some numbers are refused.
    const values = Float64Array.from({ length: 3 * 2 ** 19 }, (_, i) => i)
    const [one, other] = [seeded(5), seeded(5)]
    let sum = 0
    for (const _ of values) sum += values[one.below(values.length)] as number
    expect(other.addResampled(values, 0)).toBe(sum)
    expect(() => seeded(1).addResampled(new Float64Array(2 ** 21 + 1), 0)).toThrow(RangeError)
  })
})

describe('binomial draws', () => {
  it.each([
    { n: 20, p: 0.3, how: 'by search' },
    { n: 100, p: 0.3, how: 'by rejection' },
    { n: 60, p: 0.7, how: 'mirrored' },
    { n: 5000, p: 0.01, how: 'by rejection, far from the middle' },
  ])('follow the law for n = $n, p = $p, $how', ({ n, p }) => {
    const random = seeded(7)
    const draws = 40_000
    const counts = new Map<number, number>()
    for (let i = 0; i < draws; i++) {
      const k = binomial(random, n, p, 1 - p)
      counts.set(k, (counts.get(k) ?? 0) + 1)
    }
    // Chi-square against the exact probabilities, cells of fewer than 20 expected left out.
    let statistic = 0
    let cells = 0
    let probability = Math.exp(n * Math.log1p(-p))
    for (let k = 0; k <= n; k++) {
      const expected = probability * draws
      if (expected >= 20) {
        statistic += ((counts.get(k) ?? 0) - expected) ** 2 / expected
        cells++
      }
      probability *= ((n - k) / (k + 1)) * (p / (1 - p))
    }
    expect(cells).toBeGreaterThan(5)
    expect(statistic).toBeLessThan(cells + 4 * Math.sqrt(2 * cells))
  })

  it('swap to the rest when the odds are swapped', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 50 }),
        fc.integer({ min: 0, max: 50 }),
        (seed, n, a, b) => {
          fc.pre(a !== b)
          expect(binomial(seeded(seed), n, a, b)).toBe(n - binomial(seeded(seed), n, b, a))
        },
      ),
    )
  })

  it('are certain where one side has no weight', () => {
    expect(binomial(seeded(1), 9, 0, 1)).toBe(0)
    expect(binomial(seeded(1), 9, 1, 0)).toBe(9)
  })
})
