import { describe, expect, it } from 'vitest'
import type { Attribute } from '../../src/evaluation/fairness/groups.ts'
import type { Scores } from '../../src/evaluation/tasks.ts'
import type { Judging } from '../../src/gates/bench.ts'
import { fairnessFigures } from '../../src/gates/fairness-figures.ts'
import { judge } from '../../src/gates/judge.ts'
import { GateResult } from '../../src/gates/report.ts'
import { Fairness } from '../../src/gates/row-sections.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { seeded } from '../../src/stats/random.ts'
import { check, report } from '../report/fixtures.ts'
import { judgeWith, rule, scores } from './world.ts'

type Multiclass = Extract<Scores, { task: 'multiclass-classification' }>

const classes = ['basic', '__proto__ <b>', 'rare']
const rows = 1200
const random = seeded(8)
const y = Int32Array.from({ length: rows }, (_, row) =>
  row % 200 === 0 ? 2 : random.uniform() < 0.5 ? 0 : 1,
)
const isWoman = (row: number) => row % 2 === 0
const sex: Attribute = {
  name: 'sex',
  groups: [true, false].map((woman) => ({
    name: woman ? 'sex=f' : 'sex=m',
    rows: Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => isWoman(row) === woman),
  })),
}

/** Right but for women of the second class, of whom so many are taken for the first. */
function model(lost: number, seed = 3): Multiclass {
  const noise = seeded(seed)
  const labels = y.map((label, row) =>
    label === 1 && isWoman(row) && noise.uniform() < lost
      ? 0
      : noise.uniform() < 0.05
        ? 1 - (label % 2)
        : label,
  )
  return { task: 'multiclass-classification', labels, probabilities: undefined }
}

const judging = (
  gates: Record<string, Record<string, unknown>>,
  candidate: Multiclass,
  production?: Multiclass,
) =>
  ({
    model: {
      task: 'multiclass-classification' as const,
      gates: Object.fromEntries(Object.entries(gates).map(([name, written]) => [name, [rule(written)]])),
      evaluate: { threshold: 0.5, protected: ['sex'] },
    },
    truth: { task: 'multiclass-classification' as const, y, classes },
    attributes: [sex],
    candidate,
    production: production ? { kind: 'scored' as const, scores: production } : { kind: 'none' as const },
    evidence: 'interval' as const,
    seed: 1,
    draws: 500,
  }) satisfies Judging
const judged = (...of: Parameters<typeof judging>) => judge(judging(...of))
/** The selection rates of the rare class, which has rows enough: shares are of all rows. */
function rareShares({ labels }: Multiclass, name: string): number {
  const [women = 0, men = 0] = sex.groups.map(
    ({ rows: own }) => own.filter((row) => labels[row] === 2).length / own.length,
  )
  const [low, high] = [Math.min(women, men), Math.max(women, men)]
  return name.endsWith('ratio') ? low / high : high - low
}
const opportunity = 'fairness.equal_opportunity_difference'

describe('a gate between groups, of a model with several classes,', () => {
  it('judges the worst class against the rest, and names it', () => {
    const results = judged({ [opportunity]: { max: 0.1 } }, model(0.4))
    expect(results).toHaveLength(1)
    const [result] = results
    GateResult.parse(result)
    expect(result).toMatchObject({ slice: 'sex', class: '__proto__ <b>', verdict: 'fail' })
    expect(result?.reason).toMatch(/; of the class __proto__ <b>: tpr is 0\.\d+ of sex=m and 0\.\d+ of sex=f/)
  })

  it.each([
    ['equal_opportunity_difference', { max: 1 }, Math.max],
    ['demographic_parity_difference', { max: 1 }, Math.max],
    ['demographic_parity_ratio', { min: 0 }, Math.min],
    ['predictive_parity_difference', { max: 1 }, Math.max],
    ['equalized_odds_ratio', { min: 0 }, Math.min],
  ] as const)(
    'has the figure that the worst class and the rest have as two classes: %s',
    (name, asked, worst) => {
      const candidate = model(0.4)
      const alone = [0, 1].map((index) => {
        const is = (labels: Int32Array) => labels.map((label) => (label === index ? 1 : 0))
        const [result] = judgeWith({
          gates: { [`fairness.${name}`]: [rule(asked)] },
          evaluate: { protected: ['sex'] },
          attributes: [sex],
          y: Uint8Array.from(is(y)),
          candidate: scores(is(candidate.labels), true),
        })
        return result?.candidate ?? Number.NaN
      })
      const figures = name.startsWith('demographic') ? [...alone, rareShares(candidate, name)] : alone
      expect(judged({ [`fairness.${name}`]: asked }, candidate)[0]?.candidate).toBe(worst(...figures))
    },
  )

  it('is the difference that one counts by hand', () => {
    const candidate = model(0.4)
    const share = (woman: boolean) => {
      const own = [...y.keys()].filter((row) => isWoman(row) === woman && y[row] === 1)
      return own.filter((row) => candidate.labels[row] === 1).length / own.length
    }
    expect(judged({ [opportunity]: { max: 1 } }, candidate)[0]?.candidate).toBeCloseTo(
      share(false) - share(true),
      12,
    )
  })

  it('leaves out a class with too few rows, and names it', () => {
    const [result] = judged({ [opportunity]: { max: 0.9 } }, model(0.1))
    expect(result).toMatchObject({
      verdict: 'pass',
      reason: expect.stringMatching(/; too rare to judge: class rare$/),
    })
  })

  it('is inconclusive where every class has too few', () => {
    const [result] = judged({ [opportunity]: { max: 0.9, 'min-rows': 5000 } }, model(0.1))
    expect(result?.verdict).toBe('inconclusive')
  })

  it('against production fails for the class that became less fair, though the others did not', () => {
    const [worse] = judged({ [opportunity]: { 'max-rise': 0.05 } }, model(0.5), model(0, 9))
    expect(worse).toMatchObject({ verdict: 'fail', class: '__proto__ <b>', interval: { of: 'change' } })
    const [same] = judged({ [opportunity]: { 'max-rise': 0.2 } }, model(0.1), model(0.1, 9))
    expect(same?.verdict).toBe('pass')
  })

  it('is not applied to a first version where it compares, whatever the class', () => {
    const [result] = judged({ [opportunity]: { 'max-rise': 0.1 } }, model(0.4))
    expect(result).toMatchObject({ applied: false })
    expect(result).not.toHaveProperty('class')
  })

  it('needs probabilities for calibration, and the accuracy is of all classes at once', () => {
    const [calibration, accuracy] = judged(
      { 'fairness.calibration_difference': { max: 1 }, 'fairness.accuracy_difference': { max: 1 } },
      model(0.4),
    )
    expect(calibration).toMatchObject({
      verdict: 'fail',
      reason: expect.stringContaining('labels and no scores'),
    })
    expect(accuracy).not.toHaveProperty('class')
    expect(accuracy?.verdict).toBe('pass')
  })

  it('of a model that could not be run is an error', () => {
    const broken = {
      ...judging({ [opportunity]: { max: 1 } }, model(0)),
      candidate: { unscored: 'it crashed' },
    }
    expect(judge(broken)).toMatchObject([{ verdict: 'error' }])
    expect(fairnessFigures(broken)[0]?.measures[0]?.candidate).toHaveProperty('undefined')
  })
})

describe('the fairness section, of several classes,', () => {
  const [found] = fairnessFigures(judging({}, model(0.4), model(0)))

  it('has the worst class of each figure, and the share of each class in each group', () => {
    Fairness.parse(found)
    expect(found?.measures.find(({ measure }) => measure === 'equal_opportunity_difference')).toMatchObject({
      class: '__proto__ <b>',
      candidate: { value: expect.any(Number) },
      interval: { low: expect.any(Number) },
    })
    expect(found?.measures.find(({ measure }) => measure === 'accuracy_difference')).not.toHaveProperty(
      'class',
    )
    expect(found?.groups[0]?.figures.map(({ figure }) => figure)).toEqual([
      'accuracy',
      ...classes.map((name) => `selection_rate of ${name}`),
    ])
  })

  it('says the figure that a gate judges', () => {
    const [result] = judged({ [opportunity]: { max: 1 } }, model(0.4))
    const measure = found?.measures.find((one) => one.measure === 'equal_opportunity_difference')
    expect(measure?.candidate).toEqual({ value: result?.candidate })
  })

  it('shows names of classes as text', () => {
    const gates = judged({ [opportunity]: { max: 0.1 } }, model(0.4))
    const body = renderComment([check({ report: report({ fairness: found ? [found] : [], gates }) })], {
      changesWorkflows: false,
    })
    expect(body).toContain('`equal_opportunity_difference` of class `__proto__ <b>`')
    expect(body).toContain('`equal_opportunity_difference`<br>of `sex, class __proto__ <b>`')
    expect(body.replace(/`[^`]*`/g, '')).not.toContain('<b>')
  })
})
