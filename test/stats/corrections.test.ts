import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { benjaminiHochberg, bonferroni, holm } from '../../src/stats/corrections.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from './oracle.ts'

const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })

describe('corrections for the number of tests', () => {
  it('give the golden figures of Benjamini and Hochberg', () => {
    expect(benjaminiHochberg([0.01, 0.02, 0.03, 0.5])).toEqual([0.04, 0.04, 0.04, 0.5])
  })

  it('leave one test as it is and have nothing to say of none', () => {
    for (const correct of [bonferroni, holm, benjaminiHochberg]) {
      expect(correct([0.03])).toEqual([0.03])
      expect(correct([])).toEqual([])
    }
  })

  it('refuse what is not a p-value', () => {
    for (const correct of [bonferroni, holm, benjaminiHochberg])
      for (const wrong of [Number.NaN, -0.1, 1.1])
        expect(() => correct([0.5, wrong])).toThrow('not a p-value')
  })

  it('order themselves: p, Benjamini-Hochberg, Holm, Bonferroni, 1', () => {
    fc.assert(
      fc.property(ps, (p) => {
        const [bh, step, plain] = [benjaminiHochberg(p), holm(p), bonferroni(p)]
        for (const [i, value] of p.entries()) {
          const chain = [value, bh[i], step[i], plain[i], 1] as number[]
          for (let k = 1; k < chain.length; k++)
            expect(chain[k]).toBeGreaterThanOrEqual((chain[k - 1] as number) * (1 - 1e-12))
        }
      }),
    )
  })

  it('do not depend on the order of the tests', () => {
    fc.assert(
      fc.property(ps, (p) => {
        for (const correct of [bonferroni, holm, benjaminiHochberg])
          expect(correct([...p].reverse()).reverse()).toEqual(correct(p))
      }),
    )
  })
})

type Expected = { holm: number[]; benjamini_hochberg: number[]; bonferroni: number[] }

describeShared('corrections agree with statsmodels', (shared) => {
  it.each(oracle<{ p: number[] }, Expected>(shared, 'adjusted_p.jsonl'))('$case', ({ inputs, expected }) => {
    const all = [
      [holm(inputs.p), expected.holm],
      [benjaminiHochberg(inputs.p), expected.benjamini_hochberg],
      [bonferroni(inputs.p), expected.bonferroni],
    ] as const
    for (const [actual, wanted] of all) {
      expect(actual).toHaveLength(wanted.length)
      for (const [i, value] of wanted.entries()) expectNear(actual[i] as number, value, 1e-9)
    }
  })
})
