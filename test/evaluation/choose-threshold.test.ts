import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseThreshold } from '../../src/evaluation/choose-threshold.ts'
import { type Confusion, confusionOf, type Predictions } from '../../src/evaluation/predictions.ts'
import { maximised, type ThresholdRule } from '../../src/project/schema/thresholds.ts'

function rows(y: readonly number[], score: readonly number[], labelsOnly = false) {
  return { y: Uint8Array.from(y), score: Float64Array.from(score), labelsOnly }
}

/** Few values, so that scores tie. */
const anyRows = fc
  .array(fc.record({ label: fc.integer({ min: 0, max: 1 }), score: fc.integer({ min: 0, max: 12 }) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((each) => each.some(({ label }) => label === 1) && each.some(({ label }) => label === 0))
  .map((each) =>
    rows(
      each.map(({ label }) => label),
      each.map(({ score }) => score / 12),
    ),
  )

/** All that can be chosen, with what it comes to, by counting row by row. */
function everyCut(of: Pick<Predictions, 'y' | 'score' | 'labelsOnly'>) {
  const thresholds = [...new Set([...of.score, ...(of.score.every((score) => score < 1) ? [1] : [])])]
  return thresholds.map((threshold) => ({ threshold, cells: confusionOf({ ...of, threshold }) }))
}

const figures: Record<(typeof maximised)[number], (cells: Confusion) => number> = {
  f1: ({ tp, fp, fn }) => (2 * tp) / (2 * tp + fp + fn),
  balanced_accuracy: ({ tp, fp, fn, tn }) => (tp / (tp + fn) + tn / (tn + fp)) / 2,
  matthews_corrcoef: ({ tp, fp, fn, tn }) =>
    (tp * tn - fp * fn) / Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn)),
  youden_j: ({ tp, fp, fn, tn }) => tp / (tp + fn) - fp / (tn + fp),
}

describe('a threshold that maximises', () => {
  it.each(maximised)('%s is the best of all, and of several equal ones the highest', (name) => {
    fc.assert(
      fc.property(anyRows, (of) => {
        const all = everyCut(of)
          .map(({ threshold, cells }) => ({ threshold, value: figures[name](cells) }))
          .filter(({ value }) => Number.isFinite(value))
        const most = Math.max(...all.map(({ value }) => value))
        const best = all.filter(({ value }) => value >= most - 1e-9).map(({ threshold }) => threshold)
        const found = chooseThreshold({ maximise: name }, of)
        if (all.length === 0) expect(found).toHaveProperty('undefined')
        else expect(found).toBe(Math.max(...best))
      }),
    )
  })
})

it('a precision is reached by the lowest threshold that has it', () => {
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 1, max: 20 }), (of, twentieths) => {
      const precision = twentieths / 20
      const meet = everyCut(of).filter(({ cells: { tp, fp } }) => tp + fp > 0 && tp / (tp + fp) >= precision)
      const found = chooseThreshold({ precision }, of)
      if (meet.length === 0)
        expect(found).toEqual({ undefined: `no threshold reaches a precision of ${precision}` })
      else expect(found).toBe(Math.min(...meet.map(({ threshold }) => threshold)))
    }),
  )
})

it('a recall is reached by the highest threshold that has it, and there always is one', () => {
  fc.assert(
    fc.property(anyRows, fc.integer({ min: 1, max: 20 }), (of, twentieths) => {
      const recall = twentieths / 20
      const meet = everyCut(of).filter(({ cells: { tp, fn } }) => tp / (tp + fn) >= recall)
      expect(chooseThreshold({ recall }, of)).toBe(Math.max(...meet.map(({ threshold }) => threshold)))
    }),
  )
})

it('a cost is the least of all, also where it is cheapest to call nothing positive', () => {
  fc.assert(
    fc.property(
      anyRows,
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      (of, positive, negative) => {
        const rule: ThresholdRule = { cost: { 'false-positive': positive, 'false-negative': negative } }
        const costs = everyCut(of).map(({ threshold, cells: { fp, fn } }) => ({
          threshold,
          cost: positive * fp + negative * fn,
        }))
        const least = Math.min(...costs.map(({ cost }) => cost))
        const best = costs.filter(({ cost }) => cost === least).map(({ threshold }) => threshold)
        expect(chooseThreshold(rule, of)).toBe(Math.max(...best))
      },
    ),
  )
  const dear = { 'false-positive': 100, 'false-negative': 1 }
  expect(chooseThreshold({ cost: dear }, rows([0, 1, 0], [0.9, 0.5, 0.2]))).toBe(1)
})

it('rows with weights choose what as many rows of weight one would', () => {
  const weights = fc.infiniteStream(fc.integer({ min: 1, max: 3 }))
  const rule = fc.constantFrom<ThresholdRule>(
    { maximise: 'f1' },
    { maximise: 'matthews_corrcoef' },
    { precision: 0.7 },
    { recall: 0.6 },
    { cost: { 'false-positive': 1, 'false-negative': 3 } },
  )
  fc.assert(
    fc.property(anyRows, weights, rule, (of, stream, rule) => {
      const times = Array.from(of.y, () => stream.next().value as number)
      const repeat = (list: ArrayLike<number>) =>
        Array.from(list).flatMap((value, row) => Array<number>(times[row] ?? 0).fill(value))
      expect(chooseThreshold(rule, { ...of, weights: Float64Array.from(times) })).toEqual(
        chooseThreshold(rule, rows(repeat(of.y), repeat(of.score))),
      )
    }),
  )
})

it('the order of the rows chooses nothing', () => {
  fc.assert(
    fc.property(
      anyRows,
      fc.constantFrom<ThresholdRule>({ maximise: 'f1' }, { precision: 0.7 }),
      (of, rule) => {
        const turned = rows([...of.y].reverse(), [...of.score].reverse())
        expect(chooseThreshold(rule, turned)).toEqual(chooseThreshold(rule, of))
      },
    ),
  )
})

it.each<[string, ThresholdRule, ReturnType<typeof rows>, string]>([
  ['labels', { maximise: 'f1' }, rows([0, 1], [0, 1], true), 'gives labels and no scores'],
  ['NaN among the scores', { recall: 0.5 }, rows([0, 1, 1], [0.1, Number.NaN, 0.8]), 'NaN or infinite'],
  ['no positive row', { recall: 0.5 }, rows([0, 0], [0.1, 0.8]), 'none is positive'],
  [
    'no negative row',
    { cost: { 'false-positive': 1, 'false-negative': 1 } },
    rows([1, 1], [0.1, 0.8]),
    'none is negative',
  ],
  ['no row', { maximise: 'f1' }, rows([], []), 'none is positive'],
  [
    'a precision out of reach',
    { precision: 0.9 },
    rows([1, 0, 0], [0.1, 0.5, 0.9]),
    'no threshold reaches a precision of 0.9',
  ],
  [
    'one score for all',
    { maximise: 'matthews_corrcoef' },
    rows([1, 0], [1, 1]),
    'no threshold has a matthews_corrcoef',
  ],
])('of %s no threshold is chosen, and it is said why', (_, rule, of, why) => {
  expect(chooseThreshold(rule, of)).toEqual({ undefined: expect.stringContaining(why) })
})
