import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { curvesOf } from '../../src/evaluation/curves.ts'
import { confusionMatrix } from '../../src/evaluation/multiclass/multiclass.ts'
import { figureOf, onlyRows, type Predictions } from '../../src/evaluation/tasks.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { weighedArea } from '../../src/stats/area.ts'
import { weighedAveragePrecision } from '../../src/stats/average-precision.ts'
import { weighedCalibrationError } from '../../src/stats/calibration-error.ts'
import { areasOfClasses, type PairwiseArea, pairwiseAreas } from '../../src/stats/pairwise-auc.ts'
import { seeded } from '../../src/stats/random.ts'
import { weighedDetermination, weighedRootMeanSquare } from '../../src/stats/residuals.ts'
import { weighedSeparation } from '../../src/stats/separation.ts'
import { type Counts, effectiveRows, type Weighed, weighedMean } from '../../src/stats/weighed.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from '../stats/oracle.ts'
import { classesWorld, numbersWorld, scoresWorld, weightsOf } from './worlds.ts'

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

function figureNames(task: Predictions['task']): string[] {
  return [...metricsOf[task].keys()]
}

function figureValue(name: string, predictions: Predictions): number {
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
      expectNear(figureValue(name, predictions), wanted, 1e-9, name)
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

const worlds = {
  'binary-classification': scoresWorld,
  'multiclass-classification': classesWorld,
  regression: numbersWorld,
} as const
const tasks = Object.keys(worlds) as (keyof typeof worlds)[]
const smallWorld = (task: keyof typeof worlds, seed: number, rows: number): Predictions =>
  worlds[task](seeded(seed), rows).candidate

/** Whole weights from 1 to 4. */
const whole = fc.record({
  task: fc.constantFrom(...tasks),
  seed: fc.nat(10_000),
  weights: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 40 }),
})

function expectSameFigures(one: Predictions, other: Predictions): void {
  for (const name of metricsOf[one.task].keys()) {
    const [a, b] = [figureOf(name, one), figureOf(name, other)]
    if ('undefined' in a || 'undefined' in b) expect('undefined' in a, name).toBe('undefined' in b)
    else expect(Math.abs(a.value - b.value), name).toBeLessThan(1e-9 * Math.max(Math.abs(a.value), 1e-3))
  }
}

describe('weights', () => {
  it('of one change no figure', () => {
    fc.assert(
      fc.property(whole, ({ task, seed, weights }) => {
        const plain = smallWorld(task, seed, weights.length)
        expectSameFigures({ ...plain, weights: new Float64Array(weights.length).fill(1) }, plain)
      }),
      { numRuns: 40 },
    )
  })

  it('that are whole numbers are rows that are there as often', () => {
    fc.assert(
      fc.property(whole, ({ task, seed, weights }) => {
        const plain = smallWorld(task, seed, weights.length)
        const repeated = Uint32Array.from(weights.flatMap((times, row) => new Array<number>(times).fill(row)))
        expectSameFigures({ ...plain, weights: Float64Array.from(weights) }, onlyRows(plain, repeated))
      }),
      { numRuns: 60 },
    )
  })

  it('count by their proportions alone', () => {
    fc.assert(
      fc.property(whole, fc.constantFrom(1e-6, 2, 1e9), ({ task, seed, weights }, times) => {
        const plain = smallWorld(task, seed, weights.length)
        const scaled = Float64Array.from(weights, (weight) => times * weight)
        expectSameFigures({ ...plain, weights: Float64Array.from(weights) }, { ...plain, weights: scaled })
      }),
      { numRuns: 40 },
    )
  })

  it('of some rows go with them', () => {
    const plain = { ...smallWorld('regression', 1, 6), weights: Float64Array.of(1, 2, 3, 4, 5, 6) }
    expect(onlyRows(plain, Uint32Array.of(4, 1)).weights).toEqual(Float64Array.of(5, 2))
  })

  it('say as much as fewer rows of equal weight do', () => {
    expect(effectiveRows(Float64Array.of(3, 3, 3))).toBeCloseTo(3, 12)
    expect(effectiveRows(Float64Array.of(1e200, 1e-200))).toBe(1)
    expect(effectiveRows(Float64Array.of(1, 3))).toBeCloseTo(1.6, 12)
    expect(effectiveRows(new Float64Array())).toBe(0)
  })
})

describe('the slopes of a figure are what moving the weight of one row does to it', () => {
  const rows = 40
  const random = seeded(5)
  const weights = weightsOf(random, rows)
  const { y, score } = scoresWorld(random, rows).candidate
  const fitted = numbersWorld(random, rows).candidate
  const rounded = score.map((value) => Math.round(value * 10) / 10)
  const classes = classesWorld(random, rows).candidate
  const ofClasses = (area: PairwiseArea): Weighed => {
    const areaAt = (at: Counts | undefined) =>
      areasOfClasses({
        y: classes.y,
        classes: 3,
        scores: classes.probabilities ?? new Float64Array(),
        weights: at && Float64Array.from(at),
      })[area]
    return { value: (at) => areaAt(at).auc, slopes: (at) => areaAt(at).slopes }
  }
  it.each<[string, Weighed]>([
    ['area', weighedArea(y, score)],
    ['area with ties', weighedArea(y, rounded)],
    ['average precision', weighedAveragePrecision(y, score)],
    ['average precision with ties', weighedAveragePrecision(y, rounded)],
    ['separation', weighedSeparation(y, score)],
    ['calibration error', weighedCalibrationError(y, score)],
    ['mean', weighedMean(fitted.predicted)],
    ['root mean square', weighedRootMeanSquare(fitted)],
    ['r2', weighedDetermination(fitted, false)],
    ['explained variance', weighedDetermination(fitted, true)],
    ...pairwiseAreas.map((area): [string, Weighed] => [area, ofClasses(area)]),
  ])('%s', (_, weighed) => {
    const slopes = weighed.slopes(weights)
    for (const row of weights.keys()) {
      const at = (step: number) => weighed.value(weights.with(row, (weights[row] as number) + step))
      const step = 1e-5 * (weights[row] as number)
      expect(slopes[row]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 6)
    }
  })
})

describeShared('the oracle’s cases with weights', (shared) => {
  const named: Record<string, string> = { mcc: 'matthews_corrcoef', roc_auc_ovr_macro: 'roc_auc_ovr' }
  it.each(['binary', 'multiclass', 'regression'])('%s', (file) => {
    type Given = { y: (string | number)[]; classes?: (string | number)[]; weights?: number[] } & Pick<
      Case,
      'score' | 'probabilities' | 'predicted'
    >
    const found = oracle<Given, Record<string, unknown>>(shared, `${file}.jsonl`)
    let compared = 0
    for (const { inputs, expected } of found) {
      if (!inputs.weights) continue
      const task = tasks.find((one) => one.startsWith(file)) as Predictions['task']
      const y = inputs.y.map((label) => inputs.classes?.indexOf(label) ?? Number(label))
      const all = predictionsOf({ ...inputs, case: file, task, y, weights: inputs.weights })
      // Rows of weight 0 take no part, as rows that are left out when they are read.
      const kept = Uint32Array.from(all.weights.keys()).filter((row) => (all.weights[row] as number) > 0)
      for (const [name, wanted] of Object.entries(expected)) {
        if (typeof wanted !== 'number' || !figureNames(task).includes(named[name] ?? name)) continue
        compared++
        expectNear(figureValue(named[name] ?? name, onlyRows<Predictions>(all, kept)), wanted, 1e-9, name)
      }
    }
    expect(compared).toBeGreaterThan(4)
  })
})
