import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curvesOf } from '../../src/evaluation/curves.ts'
import { confusionMatrix } from '../../src/evaluation/multiclass/multiclass.ts'
import { figureOf, onlyRows, type Predictions } from '../../src/evaluation/tasks.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { seeded } from '../../src/stats/random.ts'
import { effectiveRows } from '../../src/stats/weighed.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from '../stats/oracle.ts'
import { classesWorld, numbersWorld, scoresWorld } from './worlds.ts'

interface Case {
  case: string
  task: Predictions['task']
  y: number[]
  score?: number[]
  probabilities?: number[][]
  predicted?: number[]
  weights: number[]
  roc?: [number[], number[]]
  confusion?: number[][]
  expected: Record<string, number>
}

function predictionsOf({
  task,
  y,
  score,
  probabilities = [],
  predicted = [],
  weights,
}: Omit<Case, 'expected'>) {
  const weighted = { weights: Float64Array.from(weights) }
  switch (task) {
    case 'binary-classification':
      return {
        task,
        y: Uint8Array.from(y),
        score: Float64Array.from(score ?? []),
        threshold: 0.5,
        labelsOnly: false,
        ...weighted,
      } satisfies Predictions
    case 'multiclass-classification':
      return {
        task,
        classes: (probabilities[0] ?? []).map((_, index) => `class ${index}`),
        y: Int32Array.from(y),
        labels: Int32Array.from(probabilities, (row) => row.indexOf(Math.max(...row))),
        probabilities: Float64Array.from(probabilities.flat()),
        ...weighted,
      } satisfies Predictions
    case 'regression':
      return {
        task,
        y: Float64Array.from(y),
        predicted: Float64Array.from(predicted),
        ...weighted,
      } satisfies Predictions
  }
}

function valueOf(name: string, predictions: Predictions): number {
  const figure = figureOf(name, predictions)
  if ('undefined' in figure) throw new Error(`${name} is undefined: ${figure.undefined}`)
  return figure.value
}

/** Made by golden_weights.py. */
const cases = JSON.parse(readFileSync(join(import.meta.dirname, 'golden-weights.json'), 'utf8')) as Case[]

describe('every metric of rows with weights equals that of scikit-learn with sample_weight', () => {
  it.each(cases)('$case, $task', ({ expected, ...inputs }) => {
    const predictions = predictionsOf(inputs)
    const left = [...metricsOf[inputs.task].keys()].filter((name) => !(name in expected))
    for (const name of left) expect(figureOf(name, predictions), name).toHaveProperty('undefined')
    for (const [name, wanted] of Object.entries(expected))
      expectNear(valueOf(name, predictions), wanted, 1e-9, name)
    expect(Object.keys(expected).length).toBeGreaterThan(12)
  })

  it.each(cases.filter(({ roc }) => roc))(
    '$case: the ROC curve too',
    ({ roc: [fpr, tpr] = [[], []], ...inputs }) => {
      const predictions = predictionsOf(inputs)
      if (predictions.task !== 'binary-classification') throw new Error('no curve')
      const points = curvesOf(predictions)?.roc ?? []
      expect(points).toHaveLength(fpr.length)
      for (const [index, [x, y]] of points.entries()) {
        expect(x).toBeCloseTo(fpr[index] as number, 12)
        expect(y).toBeCloseTo(tpr[index] as number, 12)
      }
    },
  )

  it.each(cases.filter(({ confusion }) => confusion))(
    '$case: the confusion matrix too',
    ({ confusion = [], ...inputs }) => {
      const predictions = predictionsOf(inputs)
      if (predictions.task !== 'multiclass-classification') throw new Error('no matrix')
      for (const [actual, counts] of confusionMatrix(predictions).entries())
        for (const [label, count] of counts.entries())
          expect(count).toBeCloseTo(confusion[actual]?.[label] as number, 9)
    },
  )
})
