import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parityOf, rowsBeyond } from '../../src/evaluation/parity.ts'
import type { Scores } from '../../src/evaluation/tasks.ts'

const binary = (score: number[], labelsOnly = false): Scores => ({
  task: 'binary-classification',
  score: Float64Array.from(score),
  labelsOnly,
})
const values = (predicted: number[]): Scores => ({
  task: 'regression',
  predicted: Float64Array.from(predicted),
})
const classes = (labels: number[], probabilities?: number[][]): Scores => ({
  task: 'multiclass-classification',
  labels: Int32Array.from(labels),
  probabilities: probabilities && Float64Array.from(probabilities.flat()),
})
const value = (exported: Scores, own: Scores) => {
  const found = parityOf({ exported, own })
  return 'undefined' in found ? found.undefined : found.value
}

describe('parity', () => {
  it('of probabilities is the largest absolute difference, and rows beyond a limit are counted', () => {
    const found = parityOf({ exported: binary([0.5, 0.25, 1]), own: binary([0.5, 0.5, 0.875]) })
    expect(found).toMatchObject({ value: 0.25 })
    if ('undefined' in found) throw new Error('it is known')
    expect([0, 0.125, 0.2, 0.25].map((limit) => rowsBeyond(found, limit))).toEqual([2, 1, 1, 0])
  })

  it('of several classes is over all of them, not only that of the label', () => {
    const own = [
      [0.6, 0.3, 0.1],
      [0.5, 0.25, 0.25],
    ]
    const exported = [
      [0.6, 0.3, 0.1],
      [0.5, 0.375, 0.125],
    ]
    expect(value(classes([0, 0], exported), classes([0, 0], own))).toBe(0.125)
  })

  it('of several classes counts a label that is another one, however alike the probabilities are', () => {
    const probabilities = [[0.75, 0.25, 0]]
    expect(value(classes([2], probabilities), classes([0], probabilities))).toBe(0.75)
  })

  it('of several classes lets a tie fall either way', () => {
    expect(value(classes([1], [[0.5, 0.5]]), classes([0], [[0.5, 0.5]]))).toBe(0)
  })

  it('of labels alone is the share of rows with another label', () => {
    expect(value(binary([0, 1, 1, 0], true), binary([0, 1, 0, 0], true))).toBe(0.25)
    expect(value(classes([0, 1, 2, 2]), classes([0, 1, 1, 1]))).toBe(0.5)
  })

  it('of a regression does not depend on the unit', () => {
    const own = [1, -2, 3, 40]
    const exported = [1.1, -2, 3, 40]
    const small = value(values(exported), values(own))
    const large = value(values(exported.map((each) => each * 1e6)), values(own.map((each) => each * 1e6)))
    expect(small).toBeCloseTo(0.1 / 2, 12)
    expect(large).toBeCloseTo(small as number, 9)
  })

  it('of a regression does not hide a wrong prediction behind one huge one', () => {
    const own = [...Array.from({ length: 9 }, () => 10), 1e12]
    expect(value(values([20, ...own.slice(1)]), values(own))).toBe(1)
  })

  it('of a regression that predicts 0 alone has no scale, unless nothing differs', () => {
    expect(value(values([0, 0]), values([0, 0]))).toBe(0)
    expect(value(values([0, 1e-9]), values([0, 0]))).toContain('no scale')
  })

  it.each<[string, Scores, Scores]>([
    ['NaN', binary([0.5, Number.NaN]), binary([0.5, 0.5])],
    ['NaN of the framework', binary([0.5, 0.5]), binary([0.5, Number.NaN])],
    ['an infinity', binary([Number.POSITIVE_INFINITY]), binary([Number.POSITIVE_INFINITY])],
    ['NaN of one class', classes([0], [[1, Number.NaN, 0]]), classes([0], [[1, 0, 0]])],
    ['NaN of the last class', classes([0], [[1, 0, Number.NaN]]), classes([0], [[1, 0, 0]])],
    ['NaN of a regression', values([Number.NaN, 1]), values([1, 1])],
    ['a row too few', binary([0.5]), binary([0.5, 0.5])],
    ['a row too many', classes([0, 1]), classes([0])],
    ['no row', values([]), values([])],
    ['labels beside probabilities', binary([1, 0], true), binary([1, 0])],
    ['probabilities beside labels', classes([0], [[1, 0]]), classes([0])],
  ])('is not known with %s', (_, exported, own) => {
    expect(parityOf({ exported, own })).toEqual({ undefined: expect.any(String) })
  })

  it('is 0 with itself, and grows by what is added to any one row', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }),
        fc.nat(),
        fc.double({ min: 1e-9, max: 1, noNaN: true }),
        (scores, at, more) => {
          expect(value(binary(scores), binary(scores))).toBe(0)
          const moved = scores.map((score, row) => (row === at % scores.length ? score + more : score))
          expect(value(binary(moved), binary(scores))).toBeCloseTo(more, 12)
        },
      ),
    )
  })
})
