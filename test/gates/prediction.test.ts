import { describe, expect, it } from 'vitest'
import { behaviourOf } from '../../src/gates/behaviour.ts'
import { Behaviour } from '../../src/gates/behaviour-section.ts'
import type { Judging } from '../../src/gates/bench.ts'
import { GateResult } from '../../src/gates/report.ts'
import { seeded } from '../../src/stats/random.ts'
import { judgeOne, rule, scores, world } from './world.ts'

const random = seeded(4)
const { y, candidate } = world(random, 1000)
const half = scores(candidate.score.map((score) => score / 2))

describe('a gate on what is predicted on the whole', () => {
  it('holds the share of positives between two limits, with its interval', () => {
    const positives = candidate.score.filter((score) => score >= 0.5).length
    const inside = judgeOne('prediction.positive_rate', { between: [0.05, 0.9] }, { y, candidate })
    expect(inside).toMatchObject({
      metric: 'prediction.positive_rate',
      gate: 'prediction.positive_rate.between',
      candidate: positives / 1000,
      verdict: 'pass',
      interval: { method: 'Wilson, 1000 rows' },
    })
    const none = judgeOne('prediction.positive_rate', { min: 0.05 }, { y, candidate: half })
    expect(none).toMatchObject({
      candidate: 0,
      verdict: 'fail',
      reason: expect.stringContaining('below the 0.05'),
    })
    GateResult.parse(inside)
  })

  it('moves with the threshold', () => {
    const low = judgeOne('prediction.positive_rate', { min: 0.99 }, { y, candidate, threshold: 0 })
    expect(low).toMatchObject({ candidate: 1, verdict: 'pass' })
  })

  it('tells how far the scores are from production’s: nothing of the same, much of others', () => {
    const production = { kind: 'scored', scores: candidate } as const
    for (const figure of ['prediction.psi', 'prediction.ks']) {
      const same = judgeOne(figure, { max: 0.1 }, { y, candidate, production })
      expect(same).toMatchObject({ candidate: 0, verdict: 'pass', interval: null })
      expect(same).not.toHaveProperty('production')
      const other = judgeOne(figure, { max: 0.1 }, { y, candidate: half, production })
      expect(other).toMatchObject({
        verdict: 'fail',
        reason: expect.stringContaining('above the 0.1 allowed'),
      })
    }
  })

  it('the distances of a first version are not applied, and those from a production that cannot be scored are nobody’s to pass', () => {
    const first = judgeOne('prediction.psi', { max: 0.1 }, { y, candidate, production: { kind: 'none' } })
    expect(first).toMatchObject({
      applied: false,
      verdict: 'pass',
      reason: expect.stringContaining('not applied'),
    })
    const production = { kind: 'unscored', reason: 'it is gone' } as const
    const unscored = judgeOne('prediction.psi', { max: 0.1 }, { y, candidate, production })
    expect(unscored).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('it is gone') })
    const rate = judgeOne('prediction.mean', { max: 1 }, { y, candidate, production })
    expect(rate).toMatchObject({ verdict: 'pass', production: null })
  })

  it('is in error for a candidate without scores', () => {
    const broken = judgeOne('prediction.mean', { max: 1 }, { y, candidate: { unscored: 'it crashed' } })
    expect(broken).toMatchObject({ verdict: 'error', candidate: null })
  })
})

describe('a gate on the size of the file', () => {
  const sizes = { candidate: 2_000_000, production: 1_000_000 }

  it('has megabytes of a million bytes', () => {
    expect(judgeOne('artifact.megabytes', { max: 500 }, { sizes })).toMatchObject({
      candidate: 2,
      production: 1,
      verdict: 'pass',
    })
    expect(judgeOne('artifact.megabytes', { max: 1.9 }, { sizes }).verdict).toBe('fail')
  })

  it('against production needs no interval, and says none', () => {
    const twice = judgeOne('artifact.megabytes', { 'max-rise': '50%' }, { sizes })
    expect(twice).toMatchObject({
      verdict: 'fail',
      interval: null,
      reason: 'artifact.megabytes rose by 1.000, beyond the 50% (0.500) allowed',
    })
    expect(judgeOne('artifact.megabytes', { 'max-rise': '100%' }, { sizes }).verdict).toBe('pass')
    const baseline = { candidate: 1, production: undefined }
    expect(judgeOne('artifact.megabytes', { 'max-rise': 1 }, { sizes: baseline }).verdict).toBe(
      'inconclusive',
    )
  })

  it('whose size nobody told fails', () => {
    expect(judgeOne('artifact.megabytes', { max: 500 }).verdict).toBe('fail')
  })
})

describe('the section of the report', () => {
  const judging: Omit<Judging, 'production'> = {
    model: {
      task: 'binary-classification',
      gates: { roc_auc: [rule({ min: 0.5 })] },
      evaluate: { threshold: 0.5 },
    },
    truth: { task: 'binary-classification', y },
    candidate: half,
    evidence: 'interval',
    seed: 1,
    draws: 500,
    sizes: { candidate: 1, production: undefined },
  }

  it('has every figure of both models', () => {
    const [predicted] = behaviourOf({ ...judging, production: { kind: 'scored', scores: candidate } })
    expect(predicted?.figures.map(({ figure }) => figure)).toEqual([
      ...['prediction.positive_rate', 'prediction.mean', 'prediction.min', 'prediction.max'],
      ...['prediction.psi', 'prediction.ks'],
    ])
    expect(predicted?.figures[0]).toMatchObject({
      candidate: { value: 0 },
      production: { value: expect.any(Number) },
    })
    Behaviour.parse(predicted)
  })

  it('leaves out of a first version what compares', () => {
    const [predicted] = behaviourOf({ ...judging, production: { kind: 'none' } })
    expect(predicted?.figures.map(({ figure }) => figure)).not.toContain('prediction.psi')
    expect(predicted?.figures[0]).not.toHaveProperty('production')
  })
})
