import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { figuresOf } from '../../src/evaluation/figures.ts'
import { fitOf } from '../../src/evaluation/regression/fit.ts'

const numbers = (list: readonly number[]) => Float64Array.from(list)

describe('predicted against actual', () => {
  it('of 20 rows in two halves has two points with the mean of each half', () => {
    const predicted = numbers(Array.from({ length: 20 }, (_, row) => row))
    const y = predicted.map((value, row) => value + (row % 2 === 0 ? 2 : 4))
    expect(fitOf({ y, predicted })).toEqual([
      { predicted: expect.closeTo(4.5), actual: expect.closeTo(7.5), spread: expect.closeTo(1), rows: 10 },
      { predicted: expect.closeTo(14.5), actual: expect.closeTo(17.5), spread: expect.closeTo(1), rows: 10 },
    ])
  })

  it('of a constant model is one point, since rows of one prediction cannot be told apart', () => {
    const y = numbers(Array.from({ length: 100 }, (_, row) => row))
    const [only, ...more] = fitOf({ y, predicted: y.map(() => 7) })
    expect(more).toEqual([])
    expect(only).toMatchObject({ predicted: expect.closeTo(7), actual: expect.closeTo(49.5), rows: 100 })
  })

  it('is empty where fewer than ten rows would show cells of the data', () => {
    expect(fitOf({ y: numbers([1, 2, 3]), predicted: numbers([1, 2, 3]) })).toEqual([])
  })

  it('holds every row once, in at most 20 points of at least 10 rows that rise, whatever the order of the rows', () => {
    const row = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.double({ min: -1e6, max: 1e6, noNaN: true }))
    fc.assert(
      fc.property(fc.array(row, { minLength: 10, maxLength: 400 }), (rows) => {
        const of = (list: typeof rows) =>
          fitOf({ predicted: numbers(list.map(([p]) => p)), y: numbers(list.map(([, y]) => y)) })
        const bins = of(rows)
        expect(bins.length).toBeLessThanOrEqual(20)
        expect(bins.reduce((sum, bin) => sum + bin.rows, 0)).toBe(rows.length)
        for (const [nth, bin] of bins.entries()) {
          expect(bin.rows).toBeGreaterThanOrEqual(10)
          expect(bin.predicted).toBeGreaterThan(bins[nth - 1]?.predicted ?? Number.NEGATIVE_INFINITY)
        }
        expect(of(rows.toReversed())).toEqual(bins)
      }),
      { numRuns: 200 },
    )
  })

  it('belongs to the figures of a regression and to no other', () => {
    const y = numbers(Array.from({ length: 40 }, (_, row) => row))
    expect(figuresOf({ task: 'regression', y, predicted: y }).fit).toHaveLength(4)
    const binary = {
      task: 'binary-classification' as const,
      y: Uint8Array.from([0, 1]),
      score: numbers([0.1, 0.9]),
      labelsOnly: false,
      threshold: 0.5,
    }
    expect(figuresOf(binary).fit).toBeUndefined()
  })
})
