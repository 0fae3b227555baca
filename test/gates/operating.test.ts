import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { marginsOf } from '../../src/evaluation/own-threshold.ts'
import { judge } from '../../src/gates/judge.ts'
import { onlyJudged } from '../../src/gates/only-judged.ts'
import { operatingOf, partedBy } from '../../src/gates/operating.ts'
import type { Answered } from '../../src/gates/scores.ts'
import { seeded } from '../../src/stats/random.ts'
import { type BinaryScores, judgeOne, judgeWith, rightY, rule, scores, world } from './world.ts'

const task = 'binary-classification'

function rowsOf(y: ArrayLike<number>, ranks?: ArrayLike<number>) {
  const own = Uint32Array.from({ length: y.length }, (_, row) => Math.imul(row + 1, 2654435761) >>> 0)
  return {
    truth: { task, y: Uint8Array.from(y) } as const,
    ranks: ranks ? Uint32Array.from(ranks) : own,
  }
}

const answered = (said: BinaryScores): Answered => ({ ok: true, runtime: '', scores: said, operators: [] })

const labels = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 60 })
const share = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100)
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 })

describe('the part that thresholds are chosen on', () => {
  it('and the judged rows are all rows, each once, and a class of two or more is on both sides', () => {
    fc.assert(
      fc.property(labels, share, seed, (y, share, seed) => {
        const { part, judged } = partedBy(rowsOf(y), { share, seed })
        expect([...part, ...judged].sort((a, b) => a - b)).toEqual([...y.keys()])
        for (const label of [0, 1]) {
          const rows = y.filter((each) => each === label).length
          const taken = part.filter((row) => y[row] === label).length
          const wanted = Math.min(rows - 1, Math.max(1, Math.round(share * rows)))
          expect(taken).toBe(rows === 0 ? 0 : wanted)
        }
      }),
    )
  })

  it('has the same rows in whatever order they come, and with a larger share these and more', () => {
    fc.assert(
      fc.property(labels, share, share, seed, (y, one, other, seed) => {
        const rows = rowsOf(y)
        const small = partedBy(rows, { share: Math.min(one, other), seed })
        const large = partedBy(rows, { share: Math.max(one, other), seed })
        expect([...small.part].every((row) => large.part.includes(row))).toBe(true)
        const turned = partedBy(rowsOf([...y].reverse(), [...rows.ranks].reverse()), { share: one, seed })
        const back = [...turned.part].map((row) => y.length - 1 - row).sort((a, b) => a - b)
        expect(back).toEqual([...partedBy(rows, { share: one, seed }).part])
      }),
    )
  })

  it('holds groups apart: no row that is judged has one of its own among those that are chosen on', () => {
    const y = Array.from({ length: 400 }, (_, row) => Number(row % 3 === 0))
    const ranks = y.map((_, row) => Math.imul(Math.floor(row / 4) + 1, 2654435761) >>> 0)
    const rows = rowsOf(y, ranks)
    const { part, judged, shared } = partedBy(rows, { share: 0.2, seed: 3 })
    const chosenOn = new Set([...part].map((row) => ranks[row]))
    expect([...judged].some((row) => chosenOn.has(ranks[row] as number))).toBe(false)
    expect(part.length).toBeGreaterThan(60)
    expect(part.length).toBeLessThanOrEqual(80)
    expect(shared).toBeUndefined()
  })

  it('is of rows where groups are too large to hold apart, and says so', () => {
    const y = Array.from({ length: 40 }, (_, row) => row % 2)
    const { part, shared } = partedBy(
      rowsOf(
        y,
        y.map((_, row) => Math.floor(row / 20)),
      ),
      { share: 0.2, seed: 3 },
    )
    expect([part.length, shared]).toEqual([8, true])
  })

  it('is drawn anew by another seed', () => {
    const rows = rowsOf(Array.from({ length: 400 }, (_, row) => row % 3 === 0).map(Number))
    const parts = [1, 2, 3].map((seed) => partedBy(rows, { share: 0.2, seed }).part.join())
    expect(new Set(parts).size).toBe(3)
  })
})

describe('thresholds of two models', () => {
  const { y, candidate, production } = world(seeded(3), 600)
  // The same order of rows at other scores: only a threshold of its own serves it.
  const shifted = scores(production.score.map((score) => score / 10))
  const holdout = rowsOf(y)
  const chosen = operatingOf(
    { threshold: { choose: { recall: 0.8 }, on: 0.5 }, points: { fixed: 0.3, all: { recall: 1 } } },
    { holdout, seed: 7, answered: { candidate: answered(candidate), production: answered(shifted) } },
  )

  it('are chosen on the part alone: what the judged rows hold moves none', () => {
    const judged = new Set(chosen.parted?.judged)
    const spoilt = scores(candidate.score.map((score, row) => (judged.has(row) ? 0.5 : score)))
    const again = operatingOf(
      { threshold: { choose: { recall: 0.8 }, on: 0.5 } },
      { holdout, seed: 7, answered: { candidate: answered(spoilt), production: null } },
    )
    expect(again.threshold.candidate).toBe(chosen.threshold.candidate)
    expect(again.threshold.production).toEqual({
      undefined: 'no threshold can be chosen: there is no model',
    })
  })

  it('are each its own, and both models are compared there', () => {
    expect(chosen.points.get('fixed')).toEqual({ candidate: 0.3, production: 0.3 })
    expect(chosen.threshold.production).toBeLessThan(0.1)
    const [recall, atFixed] = judge(
      onlyJudged(
        {
          model: {
            task,
            gates: {
              recall: [rule({ 'max-drop': 0.2 })],
              'points.fixed.recall': [rule({ 'max-drop': 0.2 })],
            },
            evaluate: { threshold: { choose: { recall: 0.8 }, on: 0.5 }, points: { fixed: 0.3 } },
          },
          truth: holdout.truth,
          candidate,
          production: { kind: 'scored', scores: shifted },
          thresholds: chosen.threshold,
          points: chosen.points,
          evidence: 'interval',
          seed: 7,
          draws: 500,
        },
        chosen.parted?.judged ?? new Uint32Array(),
      ),
    )
    expect(recall).toMatchObject({ rows: chosen.parted?.judged.length, gate: 'recall.max-drop' })
    // At 0.3 the shifted scores call nothing positive; at their own threshold they do as well as the others.
    expect(recall?.production).toBeGreaterThan(0.6)
    expect(atFixed).toMatchObject({ gate: 'points.fixed.recall.max-drop', production: 0, verdict: 'pass' })
  })
})

describe('a threshold that cannot be chosen', () => {
  const why = { undefined: 'no threshold reaches a precision of 0.99' }
  const evaluate = { threshold: { choose: { precision: 0.99 }, on: 0.2 } }

  it.each(['recall', 'prediction.positive_rate'])('makes a gate on %s an error', (metric) => {
    const said = judgeOne(metric, { min: 0 }, { evaluate, thresholds: { candidate: why, production: 0.5 } })
    expect(said).toMatchObject({ verdict: 'error', candidate: null })
    expect(said.reason).toContain(why.undefined)
  })

  it('of production leaves a comparison to a person', () => {
    const said = judgeOne(
      'f1',
      { 'max-drop': 1 },
      { evaluate, thresholds: { candidate: 0.5, production: why } },
    )
    expect(said).toMatchObject({ verdict: 'inconclusive', production: null })
    expect(said.reason).toContain(why.undefined)
  })

  it('leaves a gate that needs none alone', () => {
    const said = judgeOne(
      'roc_auc',
      { min: 0.9 },
      { evaluate, thresholds: { candidate: why, production: why } },
    )
    expect(said.verdict).toBe('pass')
  })

  it('makes a gate between groups and one on disturbed rows an error too', () => {
    const group = (remainder: number) => ({
      name: `g=${remainder}`,
      rows: Uint32Array.from({ length: 12 }, (_, at) => 2 * at + remainder),
    })
    const attributes = [{ name: 'g', groups: [group(0), group(1)] }]
    const [said] = judgeWith({
      gates: { 'fairness.demographic_parity_difference': [rule({ max: 1, 'min-rows': 2 })] },
      evaluate: { ...evaluate, protected: ['g'] },
      attributes,
      thresholds: { candidate: why, production: 0.5 },
    })
    expect(said).toMatchObject({ verdict: 'error', candidate: null })
  })

  it('is never a half by mistake: a rule without a choice is one that could not be made', () => {
    expect(judgeOne('recall', { min: 0 }, { evaluate })).toMatchObject({ verdict: 'error' })
  })
})

it('labels have no points', () => {
  const said = scores(rightY, true)
  const { points } = operatingOf(
    { threshold: 0.5, points: { outreach: 0.3 } },
    { holdout: rowsOf(rightY), seed: 1, answered: { candidate: answered(said), production: null } },
  )
  const result = judgeOne(
    'points.outreach.recall',
    { min: 0 },
    { candidate: said, evaluate: { points: { outreach: 0.3 } }, points },
  )
  expect(result).toMatchObject({ verdict: 'error', candidate: null })
  expect(result.reason).toContain('labels and no scores')
})

describe('scores that are no probabilities', () => {
  const margins = Float64Array.from([-2, -0.1, 0.2, 3])
  const said = (labels: number[] | undefined) => {
    const own = marginsOf(margins, labels && Uint8Array.from(labels))?.own
    return operatingOf(
      { threshold: 0.5, points: { outreach: 0.3 } },
      {
        holdout: rowsOf([0, 0, 1, 1]),
        seed: 1,
        answered: {
          candidate: answered({ ...scores(margins), ...(own !== undefined && { own }) }),
          production: null,
        },
      },
    )
  }

  it('turn positive where the model itself says so, as with predict of a decision function', () => {
    expect(said([0, 0, 1, 1]).threshold.candidate).toBe(Number.MIN_VALUE)
    expect(said([0, 1, 1, 1]).threshold.candidate).toBe(-0.1)
    expect(said([0, 0, 0, 0]).threshold.candidate).toBeGreaterThan(3)
  })

  it('have no threshold where labels are missing or do not follow from them', () => {
    for (const labels of [undefined, [1, 0, 0, 1]])
      expect(said(labels).threshold.candidate).toEqual({
        undefined: expect.stringContaining('scores are outside 0 to 1'),
      })
  })

  it('have no point from 0 to 1, which is one of probabilities', () => {
    expect(said([0, 0, 1, 1]).points.get('outreach')?.candidate).toEqual({
      undefined: expect.stringContaining('0.3 is a threshold of probabilities'),
    })
  })

  it('that are probabilities keep the threshold of the policy, whatever the labels are', () => {
    expect(marginsOf(Float64Array.from([0, 1.0000001]), Uint8Array.from([1, 0]))).toBeUndefined()
  })

  it('are turned round where every label contradicts them, as skl2onnx writes a binary SVC', () => {
    const found = marginsOf(margins, Uint8Array.from([1, 1, 0, 0]))
    expect([...(found?.score ?? [])]).toEqual([2, 0.1, -0.2, -3])
    expect(found).toMatchObject({ own: Number.MIN_VALUE, turned: true })
  })
})
