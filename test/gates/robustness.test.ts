import { describe, expect, it } from 'vitest'
import type { Table } from '../../src/data/table.ts'
import { type Perturbation, perturbations, perturbed } from '../../src/evaluation/perturb.ts'
import { agreements } from '../../src/evaluation/robustness.ts'
import { behaviourOf } from '../../src/gates/behaviour.ts'
import { Behaviour } from '../../src/gates/behaviour-section.ts'
import { evenRows, noiseAsked, type Robustness, type Tried } from '../../src/gates/trials.ts'
import { seeded } from '../../src/stats/random.ts'
import { numbers, table, texts } from '../model/table.ts'
import { judgeOne, rule, scores, world } from './world.ts'

const { y, candidate, production } = world(seeded(5), 2000)
const rows = evenRows(2000, 1000)
const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row] as number)
const unmoved = scores(of(candidate.score))
/** Every fifth row is said the other way round. */
const shaken = scores(unmoved.score.map((score, row) => (row % 5 === 0 ? 1 - score : score)))

function trials(tried: Tried): ReadonlyMap<Perturbation, Tried> {
  return new Map(perturbations.map((kind) => [kind, tried]))
}

function robust(
  name: string,
  written: Record<string, unknown>,
  { own = unmoved, other = scores(of(production.score)) }: { own?: Tried; other?: Tried } = {},
) {
  const robustness: Robustness = { rows, noise: 0.01, candidate: trials(own), production: trials(other) }
  return judgeOne(name, written, {
    y,
    candidate,
    production: { kind: 'scored', scores: production },
    robustness,
  })
}

describe('a gate on disturbed rows', () => {
  it('has the share of rows whose label stays, with its interval', () => {
    expect(robust('robustness.noise_agreement', { min: 0.95 })).toMatchObject({
      metric: 'robustness.noise_agreement',
      candidate: 1,
      production: 1,
      rows: 1000,
      verdict: 'pass',
      interval: { method: 'Wilson, 1000 rows' },
    })
    const moved = robust('robustness.noise_agreement', { min: 0.95 }, { own: shaken })
    expect(moved).toMatchObject({ verdict: 'fail' })
    expect(moved.candidate).toBeCloseTo(0.8, 6)
  })

  it('has the loss of the main metric, paired', () => {
    expect(robust('robustness.swap_drop', { max: 0.01 })).toMatchObject({ candidate: 0, verdict: 'pass' })
    const lost = robust('robustness.swap_drop', { max: 0.01 }, { own: shaken })
    expect(lost).toMatchObject({ verdict: 'fail', interval: { of: 'candidate', method: 'paired DeLong' } })
    expect(lost.candidate).toBeGreaterThan(0.05)
    expect(lost.interval?.low).toBeGreaterThan(0)
  })

  it('against production compares the same rows', () => {
    expect(robust('robustness.noise_agreement', { 'max-drop': 0.01 })).toMatchObject({ verdict: 'pass' })
    expect(robust('robustness.noise_agreement', { 'max-drop': 0.01 }, { own: shaken })).toMatchObject({
      verdict: 'fail',
      interval: { of: 'change' },
    })
  })

  it('never passes where a model cannot take such rows, and says why', () => {
    const own = { undefined: 'takes whole numbers only' }
    expect(robust('robustness.missing_agreement', { min: 0 }, { own })).toMatchObject({
      candidate: null,
      verdict: 'fail',
      reason: expect.stringContaining('takes whole numbers only'),
    })
    expect(robust('robustness.missing_agreement', { 'max-drop': 1 }, { other: own }).verdict).toBe(
      'inconclusive',
    )
    expect(judgeOne('robustness.noise_agreement', { min: 0 }).verdict).toBe('fail')
    const nan = scores(unmoved.score.map(() => Number.NaN))
    expect(robust('robustness.noise_agreement', { min: 0 }, { own: nan }).verdict).toBe('fail')
  })

  it('is what a policy disturbs rows for, or its word', () => {
    const model = {
      task: 'binary-classification',
      gates: { roc_auc: [rule({ min: 0.5 })] },
      evaluate: {},
    } as const
    const gates = { roc_auc: [rule({ min: 0.5 })] }
    expect(noiseAsked({ ...model, gates })).toBeUndefined()
    expect(noiseAsked({ ...model, gates, evaluate: { robustness: { noise: 0.2 } } })).toBe(0.2)
    expect(noiseAsked({ ...model, gates: { 'robustness.noise_agreement': [rule({ min: 0.9 })] } })).toBe(0.01)
  })

  it('every figure stands in the report', () => {
    const part = behaviourOf({
      model: { task: 'binary-classification', gates: {}, evaluate: { threshold: 0.5 } },
      truth: { task: 'binary-classification', y },
      candidate,
      production: { kind: 'none' },
      robustness: { rows, noise: 0.01, candidate: trials(shaken), production: undefined },
      evidence: 'interval',
      seed: 1,
      draws: 500,
    }).find(({ of }) => of === 'robustness')
    expect(part?.figures).toHaveLength(8)
    expect(part?.how).toBe('1,000 rows, noise of 0.01 standard deviations, losses of roc_auc')
    Behaviour.parse(part)
  })
})

describe('a regression', () => {
  it('says the same where its value moves by no more than a hundredth of the target’s spread', () => {
    const target = Float64Array.from({ length: 100 }, (_, row) => (row % 2 === 0 ? -10 : 10))
    const clean = { task: 'regression', y: target, predicted: target } as const
    const moved = (by: number) => ({ ...clean, predicted: target.map((value) => value + by) })
    expect(new Set(agreements({ clean, disturbed: moved(0.0999) }))).toEqual(new Set([1]))
    expect(new Set(agreements({ clean, disturbed: moved(0.1001) }))).toEqual(new Set([0]))
  })
})

describe('rows are disturbed', () => {
  const clean = table(
    numbers('a', ...Array.from({ length: 500 }, (_, row) => row)),
    numbers('gaps', ...Array.from({ length: 500 }, (_, row) => (row % 2 === 0 ? Number.NaN : row))),
    texts(
      'plan',
      ...Array.from({ length: 500 }, (_, row) => (['x', 'y', 'z', null] as const)[row % 4] ?? null),
    ),
  )
  const done = (kind: Perturbation, of: Table = clean): Table => {
    const found = perturbed(kind, of, { noise: 0.01, seed: 1 })
    if ('undefined' in found) throw new Error(found.undefined)
    return found
  }
  const values = ({ columns }: Table, at: number) => {
    const column = columns[at]
    return Array.from(column?.kind === 'number' ? column.values : (column?.codes ?? []))
  }

  it('by noise of a hundredth of the deviation of each number, and missing values stay missing', () => {
    const noisy = done('noise')
    const moves = values(noisy, 0).map((value, row) => value - row)
    const deviation = Math.sqrt(moves.reduce((sum, move) => sum + move ** 2, 0) / 500)
    expect(deviation / (500 / Math.sqrt(12))).toBeGreaterThan(0.009)
    expect(deviation / (500 / Math.sqrt(12))).toBeLessThan(0.011)
    expect(values(noisy, 1).map(Number.isNaN)).toEqual(values(clean, 1).map(Number.isNaN))
    expect(values(noisy, 2)).toEqual(values(clean, 2))
  })

  it('by one missing feature in each row', () => {
    const missing = done('missing')
    for (let row = 0; row < 500; row++) {
      const gone = [0, 1, 2].filter((at) => !Object.is(values(missing, at)[row], values(clean, at)[row]))
      expect(gone.length).toBeLessThanOrEqual(1)
    }
    expect(values(missing, 0).filter(Number.isNaN).length).toBeGreaterThan(100)
  })

  it('by another category that occurs, and by the least or greatest number that does', () => {
    const swapped = values(done('swap'), 2)
    for (const [row, code] of swapped.entries()) {
      expect(code).not.toBe(values(clean, 2)[row])
      expect([0, 1, 2]).toContain(code)
    }
    const pushed = done('boundary')
    const ends = values(pushed, 0).filter((value, row) => value !== row)
    expect(new Set(ends)).toEqual(new Set([0, 499]))
    expect(values(pushed, 1).map(Number.isNaN)).toEqual(values(clean, 1).map(Number.isNaN))
  })

  it('the same way for the same seed, and the rows themselves stay as they are', () => {
    const before = structuredClone(clean)
    for (const kind of perturbations) expect(done(kind)).toEqual(done(kind))
    expect(clean).toEqual(before)
  })

  it('not at all where there is no feature for it, and says so', () => {
    const words = table(texts('plan', 'x', 'x'))
    for (const kind of ['noise', 'boundary', 'swap'] as const)
      expect(perturbed(kind, words, { noise: 0.01, seed: 1 })).toEqual({ undefined: expect.any(String) })
    const blank = table(numbers('a', Number.NaN, Number.NaN))
    expect(perturbed('boundary', blank, { noise: 0.01, seed: 1 })).toEqual({ undefined: expect.any(String) })
  })
})
