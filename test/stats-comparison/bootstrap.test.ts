import { describe, expect, it } from 'vitest'
import { drawAucDifferences, drawCells, drawMeans } from '../../src/stats/bootstrap.ts'
import { seeded } from '../../src/stats/random.ts'

describe('a multinomial draw', () => {
  it('spreads every row over the cells and over no others', () => {
    const random = seeded(1)
    const drawn = [-1, 0, 0, 0, 0, -1]
    for (let i = 0; i < 200; i++) {
      drawCells({ weights: [3, 0.5, 7, 0], total: 50, random }, drawn, 1)
      expect(drawn.slice(1, 5).reduce((sum, count) => sum + count, 0)).toBe(50)
      expect(drawn[4]).toBe(0)
      expect([drawn[0], drawn[5]]).toEqual([-1, -1])
    }
  })

  it('has the means of its weights', () => {
    const random = seeded(2)
    const sums = [0, 0, 0]
    const drawn = [0, 0, 0]
    for (let i = 0; i < 5000; i++) {
      drawCells({ weights: [1, 2, 5], total: 80, random }, drawn)
      for (const [cell, count] of drawn.entries()) sums[cell] = (sums[cell] ?? 0) + count
    }
    for (const [cell, expected] of [10, 20, 50].entries())
      expect(Math.abs((sums[cell] ?? 0) / 5000 - expected)).toBeLessThan(0.3)
  })
})

describe('draws of a mean', () => {
  it('keep the number of rows of each stratum, so that a mean of constants never moves', () => {
    const strata = [Float64Array.of(1, 1, 1), Float64Array.of(5)]
    expect(new Set(drawMeans({ strata, draws: 50, random: seeded(1) }))).toEqual(new Set([2]))
  })

  it('spread as far as the standard error of a mean', () => {
    const values = Float64Array.from({ length: 400 }, (_, i) => (i % 20) - 9.5)
    const means = drawMeans({ strata: [values], draws: 4000, random: seeded(3) })
    const error = Math.sqrt(means.reduce((sum, mean) => sum + mean * mean, 0) / means.length)
    const expected = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / 400 / 400)
    expect(error / expected).toBeGreaterThan(0.95)
    expect(error / expected).toBeLessThan(1.05)
  })
})

describe('draws of an area’s change', () => {
  const y = Uint8Array.of(0, 1, 0, 1, 1, 0)
  const score = Float64Array.of(0.1, 0.4, 0.4, 0.9, 0.3, 0.2)

  it('never move for a model compared with itself', () => {
    const draws = drawAucDifferences({ y, a: score, b: score, draws: 30, random: seeded(1) })
    expect(new Set(draws)).toEqual(new Set([0]))
  })

  it('need both classes', () => {
    const random = seeded(1)
    const ones = Uint8Array.of(1, 1)
    const scores = Float64Array.of(0.1, 0.2)
    expect(() => drawAucDifferences({ y: ones, a: scores, b: scores, draws: 1, random })).toThrow(RangeError)
  })
})
