import { describe, expect, it } from 'vitest'
import type { Attribute } from '../../src/evaluation/fairness/groups.ts'
import { fairnessFigures } from '../../src/gates/fairness-figures.ts'
import { judge } from '../../src/gates/judge.ts'
import { GateResult } from '../../src/gates/report.ts'
import { Fairness } from '../../src/gates/row-sections.ts'
import { seeded } from '../../src/stats/random.ts'
import { type BinaryScores, judgeWith, rule, scores } from './world.ts'

const rows = 1000
const random = seeded(1)
const y = Uint8Array.from({ length: rows }, () => (random.uniform() < 0.4 ? 1 : 0))
const sex = Array.from({ length: rows }, (_, row) =>
  row % 2 === 0 ? 'sex=f' : row < 980 ? 'sex=m' : 'sex=x',
)

function by(name: string, of: readonly string[]): Attribute {
  return {
    name,
    groups: [...new Set(of)].map((group) => ({
      name: group,
      rows: Uint32Array.from(of.flatMap((each, row) => (each === group ? [row] : []))),
    })),
  }
}

/** Scores that are right nine times in ten, and `more` higher for women. */
function model(more: number, seed = 2): BinaryScores {
  const noise = seeded(seed)
  return scores(
    Array.from(y, (label, row) => {
      const right = noise.uniform() < 0.9 ? label : 1 - label
      return Math.min(1, 0.2 + 0.4 * right + (row % 2 === 0 && noise.uniform() < more ? 0.4 : 0))
    }),
  )
}

const attributes = [
  by('sex', sex),
  by(
    'age',
    sex.map((_, row) => (row < 500 ? 'age=old' : 'age=young')),
  ),
]
const evaluate = { protected: ['sex', 'age'] }
const fair = (written: Record<string, unknown>, more: Partial<Parameters<typeof judgeWith>[0]> = {}) =>
  judgeWith({
    gates: { 'fairness.demographic_parity_difference': [rule(written)] },
    evaluate,
    attributes,
    y,
    candidate: model(0.5),
    production: { kind: 'scored', scores: model(0.5, 3) },
    ...more,
  })

describe('a gate between groups', () => {
  it('is judged for each protected attribute, and says between which groups and who takes no part', () => {
    const [bySex, byAge] = fair({ max: 0.1 })
    expect(bySex).toMatchObject({
      gate: 'fairness.demographic_parity_difference.max',
      metric: 'demographic_parity_difference',
      slice: 'sex',
      verdict: 'fail',
      reason: expect.stringMatching(
        /^demographic_parity_difference is 0\.\d+ \(95 % interval 0\.\d+ to 0\.\d+\), above the 0\.1 allowed; selection_rate is 0\.\d+ of sex=f and 0\.\d+ of sex=m; too small to take part: sex=x: 10 rows$/,
      ),
    })
    expect(byAge).toMatchObject({ slice: 'age', verdict: 'pass' })
    for (const result of [bySex, byAge]) GateResult.parse(result)
  })

  it('of level warn it warns', () => {
    expect(fair({ max: 0.1, level: 'warn' })[0]?.verdict).toBe('warn')
  })

  it('against production, a model that is no less fair passes and one that is much less fair fails', () => {
    expect(fair({ 'max-rise': 0.1 })[0]).toMatchObject({ verdict: 'pass', interval: { of: 'change' } })
    const worse = fair({ 'max-rise': 0.05 }, { production: { kind: 'scored', scores: model(0) } })
    expect(worse[0]).toMatchObject({
      verdict: 'fail',
      reason: expect.stringMatching(
        /^demographic_parity_difference rose by 0\.\d+ .*beyond the 0\.05 allowed; /,
      ),
    })
    expect(worse[0]?.bounds?.low).toBeGreaterThan(0.05)
  })

  it('with fewer than two groups that are large enough is inconclusive, never a pass', () => {
    const tiny = [
      by(
        'sex',
        sex.map((_, row) => (row < 20 ? 'sex=f' : 'sex=m')),
      ),
    ]
    for (const written of [{ max: 0.9 }, { 'max-rise': 0.9 }])
      expect(fair(written, { attributes: tiny })[0]).toMatchObject({
        verdict: 'inconclusive',
        candidate: null,
        reason: 'demographic_parity_difference: only one group has 30 rows (sex=f: 20 rows)',
      })
    const one = [
      by(
        'sex',
        sex.map(() => 'sex is missing'),
      ),
    ]
    expect(fair({ max: 0.9 }, { attributes: one })[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: 'demographic_parity_difference: there is only one group',
    })
  })

  it('min-rows says how many rows a group needs', () => {
    expect(fair({ max: 1, 'min-rows': 10 })[0]?.reason).not.toContain('too small')
    expect(fair({ max: 1, 'min-rows': 501 })[0]).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('no group has 501 rows'),
    })
  })

  it('a rate of 0 in every group has no ratio, which is inconclusive', () => {
    const none = scores(y.map(() => 0.1))
    const [result] = judgeWith({
      gates: { 'fairness.demographic_parity_ratio': [rule({ min: 0.8 })] },
      evaluate,
      attributes,
      y,
      candidate: none,
    })
    expect(result).toMatchObject({ verdict: 'inconclusive', candidate: null })
  })

  it('a candidate that could not be run is an error, and one that gives no scores fails where scores are needed', () => {
    expect(fair({ max: 1 }, { candidate: { unscored: 'it crashed' } })[0]?.verdict).toBe('error')
    const [result] = judgeWith({
      gates: { 'fairness.calibration_difference': [rule({ max: 1 })] },
      evaluate,
      attributes,
      y,
      candidate: scores(y, true),
    })
    expect(result).toMatchObject({ verdict: 'fail', reason: expect.stringContaining('labels and no scores') })
  })

  it('is not applied to a first version where it compares, and a production that could not be scored is no pass', () => {
    expect(fair({ 'max-rise': 0.1 }, { production: { kind: 'none' } })[0]).toMatchObject({ applied: false })
    expect(
      fair({ 'max-rise': 0.1 }, { production: { kind: 'unscored', reason: 'it is gone' } })[0]?.verdict,
    ).toBe('inconclusive')
  })

  it('metric gates are corrected for their own number only: a gate between groups shields none', () => {
    const metrics = { roc_auc: [rule({ 'max-drop': 0.01 })] }
    const given = {
      evaluate,
      attributes,
      y,
      candidate: model(0.5),
      production: { kind: 'scored' as const, scores: model(0, 2) },
    }
    const alone = judgeWith({ ...given, gates: metrics })[0]
    const beside = judgeWith({
      ...given,
      gates: { ...metrics, 'fairness.equalized_odds_difference': [rule({ 'max-rise': 0.5 })] },
    })[0]
    expect(beside).toEqual(alone)
  })
})

describe('the fairness section of a report', () => {
  const judging = {
    model: {
      task: 'binary-classification' as const,
      gates: {},
      evaluate: { threshold: 0.5, timeout: 1000, ...evaluate },
    },
    truth: { task: 'binary-classification' as const, y },
    attributes,
    candidate: model(0.5),
    production: { kind: 'scored' as const, scores: model(0) },
    evidence: 'interval' as const,
    seed: 1,
    draws: 300,
  }

  it('has each group of each attribute with its rows, and both models beside each other', () => {
    const [bySex] = fairnessFigures(judging)
    Fairness.parse(bySex)
    expect(bySex?.groups.map(({ name, rows }) => [name, rows])).toEqual([
      ['sex=f', 500],
      ['sex=m', 490],
      ['sex=x', 10],
    ])
    const [selection] = bySex?.groups[2]?.figures ?? []
    expect(selection).toMatchObject({ figure: 'selection_rate', candidate: { rows: 10, small: true } })
    expect(bySex?.measures).toHaveLength(7)
    expect(bySex?.measures[0]).toMatchObject({
      measure: 'demographic_parity_difference',
      candidate: { value: expect.any(Number) },
      production: { value: expect.any(Number) },
    })
  })

  it('says of a model that cannot be judged why, and nothing of its groups', () => {
    const [bySex] = fairnessFigures({ ...judging, candidate: { unscored: 'it crashed' } })
    Fairness.parse(bySex)
    expect(bySex?.groups[0]?.figures[0]).not.toHaveProperty('candidate')
    expect(bySex?.measures[0]?.candidate).toEqual({ undefined: 'the model could not be run: it crashed' })
  })

  it('judges as the gates do: the figure of a gate is the figure of the section', () => {
    const [result] = judge({
      ...judging,
      model: { ...judging.model, gates: { 'fairness.equalized_odds_ratio': [rule({ min: 0.8 })] } },
    })
    const measure = fairnessFigures(judging)[0]?.measures.find(
      (one) => one.measure === 'equalized_odds_ratio',
    )
    expect(measure?.candidate).toEqual({ value: result?.candidate })
    expect(measure?.interval).toEqual({ low: result?.interval?.low, high: result?.interval?.high })
  })
})
