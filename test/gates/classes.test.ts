import { describe, expect, it } from 'vitest'
import type { Scores } from '../../src/evaluation/tasks.ts'
import { figureOf } from '../../src/evaluation/tasks.ts'
import type { Judging } from '../../src/gates/bench.ts'
import { judge } from '../../src/gates/judge.ts'
import { classFigures } from '../../src/gates/slice-figures.ts'
import { seeded } from '../../src/stats/random.ts'
import { rule } from './world.ts'

const classes = ['two-year', '__proto__', '|<b>|']
const random = seeded(4)
const y = Int32Array.from({ length: 600 }, () =>
  random.uniform() < 0.5 ? 0 : random.uniform() < 0.9 ? 1 : 2,
)

/** Probabilities that favour the true class by so much, less where it is the second. */
function model(lift: number, second = lift, seed = 5): Scores {
  const noise = seeded(seed)
  const probabilities = new Float64Array(y.length * 3)
  const labels = y.map((label, row) => {
    const weights = [0, 1, 2].map(
      (index) => noise.uniform() + (index === label ? (index === 1 ? second : lift) : 0),
    )
    const sum = weights.reduce((a, b) => a + b)
    for (const [index, weight] of weights.entries()) probabilities[row * 3 + index] = weight / sum
    return weights.indexOf(Math.max(...weights))
  })
  return { task: 'multiclass-classification', labels, probabilities }
}

function judging(gates: Judging['model']['gates'], candidate: Scores, production: Scores): Judging {
  return {
    model: { task: 'multiclass-classification', gates, evaluate: { threshold: 0.5 } },
    truth: { task: 'multiclass-classification', y, classes },
    candidate,
    production: { kind: 'scored', scores: production },
    evidence: 'interval',
    seed: 1,
    draws: 500,
  }
}

describe('gates on each class against the rest', () => {
  it('fail for the class that got worse, and name it', () => {
    const results = judge(
      judging({ 'classes.recall': [rule({ 'max-drop': 0.1 })] }, model(0.6, 0), model(0.6)),
    )
    expect(results.map(({ slice, verdict }) => [slice, verdict])).toEqual([
      ['two-year', 'pass'],
      ['__proto__', 'fail'],
      ['|<b>|', expect.stringMatching(/^(warn|pass)$/)],
    ])
    expect(results[1]).toMatchObject({ gate: 'classes.recall.max-drop', metric: 'recall' })
  })

  it('warn for a class with too few rows', () => {
    const gates = { 'classes.f1': [rule({ min: 0.1, 'min-rows': 100 })] }
    const [, , rare] = judge(judging(gates, model(0.6), model(0.6)))
    expect(rare).toMatchObject({
      slice: '|<b>|',
      verdict: 'warn',
      reason: expect.stringMatching(/^f1: the rarer class has \d+ rows, min-rows asks for 100$/),
    })
  })

  it('a model that gives labels only has no ranking of a class, which never passes', () => {
    const { labels } = model(0.6) as Extract<Scores, { task: 'multiclass-classification' }>
    const only: Scores = { task: 'multiclass-classification', labels, probabilities: undefined }
    const results = judge(
      judging({ 'classes.roc_auc': [rule({ min: 0 })], 'classes.precision': [rule({ min: 0 })] }, only, only),
    )
    expect(results.map(({ verdict }) => verdict)).toEqual(['fail', 'fail', 'fail', 'pass', 'pass', 'pass'])
  })
})

describe('figures of each class', () => {
  const scores = model(0.5) as Extract<Scores, { task: 'multiclass-classification' }>
  const figures = classFigures(judging({}, scores, model(0.4, 0.4, 9)))
  const predictions = { ...scores, classes, y }

  it('have the rows of the class, of both models', () => {
    expect(figures.map(({ name }) => name)).toEqual(classes)
    expect(figures.reduce((sum, { rows }) => sum + rows, 0)).toBe(y.length)
    for (const { metrics } of figures)
      for (const { candidate, production, interval } of metrics) {
        expect(candidate).toHaveProperty('value')
        expect(production).toHaveProperty('value')
        if ('value' in candidate) {
          expect(interval?.low).toBeLessThanOrEqual(candidate.value)
          expect(interval?.high).toBeGreaterThanOrEqual(candidate.value)
        }
      }
  })

  it.each([
    ['recall', 'recall_macro'],
    ['precision', 'precision_macro'],
    ['f1', 'f1_macro'],
    ['roc_auc', 'roc_auc_ovr'],
  ])('%s of the classes has the mean that %s is', (metric, macro) => {
    const values = figures.map(({ metrics }) => {
      const found = metrics.find((one) => one.metric === metric)?.candidate
      return found && 'value' in found ? found.value : Number.NaN
    })
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(figureOf(macro, predictions)).toEqual({ value: expect.closeTo(mean, 12) })
  })
})
