import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { slopesKnown } from '../../src/evaluation/resample.ts'
import { weighedArea } from '../../src/stats/area.ts'
import { drawAucDifferences } from '../../src/stats/bootstrap.ts'
import { aucDifference, rocAuc } from '../../src/stats/delong.ts'
import { normalSf } from '../../src/stats/normal.ts'
import { rowsByClass } from '../../src/stats/order.ts'
import { seeded } from '../../src/stats/random.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from '../stats/oracle.ts'

const random = seeded(3)

function twoModels(rows: number, { share = 0.3, likeness = 0.8, help = 1 } = {}) {
  const y = Uint8Array.from({ length: rows }, () => (random.uniform() < share ? 1 : 0))
  const noise = () => random.uniform() + random.uniform() + random.uniform() - 1.5
  const common = Float64Array.from(y, (label) => label * help + noise())
  const scores = () => common.map((value) => likeness * value + (1 - likeness) * noise())
  return { y, a: scores(), b: scores() }
}

describeShared('DeLong equals the oracle', (shared) => {
  type Inputs = { y: number[]; a: number[]; b: number[] }
  type Expected = {
    auc_a: number
    auc_b: number
    difference: number
    se_a: number
    se_b: number
    variance_of_difference: number
    p: number | { undefined: string }
  }
  it.each(oracle<Inputs, Expected | { undefined: string }>(shared, 'delong.jsonl'))(
    '$case',
    ({ inputs, expected }) => {
      const y = Uint8Array.from(inputs.y)
      const a = Float64Array.from(inputs.a)
      const b = Float64Array.from(inputs.b)
      const found = aucDifference({ y, a, b })
      if ('undefined' in expected) {
        expect(found).toBeUndefined()
        return
      }
      // As intervals have it: the slopes of an area are DeLong's placements.
      const of = (score: Float64Array) => ({
        auc: rocAuc(y, score),
        error: slopesKnown(weighedArea(y, score), rowsByClass(y)).error,
      })
      const [first, second] = [of(a), of(b)]
      for (const [value, wanted] of [
        [first.auc, expected.auc_a],
        [second.auc, expected.auc_b],
        [first.error, expected.se_a],
        [second.error, expected.se_b],
        [found?.difference, expected.difference],
        [found?.variance, expected.variance_of_difference],
      ] as const) {
        expectNear(value ?? Number.NaN, wanted, 1e-9)
      }
      if (typeof expected.p !== 'number') return expect(found?.variance).toBe(0)
      const z = Math.abs(expected.difference) / Math.sqrt(found?.variance ?? Number.NaN)
      expect((2 * normalSf(z)) / expected.p).toBeCloseTo(1, 6)
    },
  )
})

describe('the area under the ROC curve', () => {
  it('is the share of pairs in order, ties counting half', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 6 })), { minLength: 2, maxLength: 40 }),
        (rows) => {
          const positives = rows.filter(([label]) => label).map(([, score]) => score)
          const negatives = rows.filter(([label]) => !label).map(([, score]) => score)
          fc.pre(positives.length > 0 && negatives.length > 0)
          const pairs = positives.flatMap((p) => negatives.map((n) => (p > n ? 1 : p === n ? 0.5 : 0)))
          const expected = pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length
          const y = Uint8Array.from(rows, ([label]) => (label ? 1 : 0))
          expect(
            rocAuc(
              y,
              Float64Array.from(rows, ([, score]) => score),
            ),
          ).toBeCloseTo(expected, 12)
        },
      ),
    )
  })

  it('is NaN where a class is missing', () => {
    expect(rocAuc(Uint8Array.of(1, 1), Float64Array.of(0.1, 0.2))).toBeNaN()
    expect(rocAuc(new Uint8Array(0), new Float64Array(0))).toBeNaN()
  })
})

describe('the paired difference of two areas', () => {
  it('has the standard error of the paired bootstrap, which knows no formula', () => {
    const { y, a, b } = twoModels(1500)
    const draws = drawAucDifferences({ y, a, b, draws: 2000, random: seeded(5) })
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
    const error = Math.sqrt(draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / draws.length)
    const delong = aucDifference({ y, a, b })
    expect(Math.abs(mean - (delong?.difference ?? Number.NaN))).toBeLessThan(error / 5)
    expect(error / Math.sqrt(delong?.variance ?? Number.NaN)).toBeGreaterThan(0.93)
    expect(error / Math.sqrt(delong?.variance ?? Number.NaN)).toBeLessThan(1.07)
  })

  it('changes its sign and nothing else when the models are swapped', () => {
    const { y, a, b } = twoModels(200)
    const forth = aucDifference({ y, a, b })
    const back = aucDifference({ y, a: b, b: a })
    expect(back?.difference).toBe(-(forth?.difference ?? Number.NaN))
    expect(back?.variance).toBe(forth?.variance)
  })
})
