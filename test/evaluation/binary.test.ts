import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Figures, figuresOf, undefinedFigures } from '../../src/evaluation/figures.ts'
import { binaryMetrics } from '../../src/evaluation/metrics.ts'
import type { Predictions } from '../../src/evaluation/predictions.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from '../stats/oracle.ts'
import { expectedOf, loadTelco, type Telco, type TelcoModel } from './telco.ts'

const metricNames = [...metricsOf['binary-classification'].keys()]
const evaluateBinary = (predictions: Predictions): Figures =>
  figuresOf({ task: 'binary-classification', ...predictions })

function predictions(y: number[], score: number[], more: Partial<Predictions> = {}): Predictions {
  return {
    y: Uint8Array.from(y),
    score: Float64Array.from(score),
    threshold: 0.5,
    labelsOnly: false,
    ...more,
  }
}

/** The oracles have it by its short name. */
function oracleName(metric: string): string {
  return metric === 'matthews_corrcoef' ? 'mcc' : metric
}

/** Another build of onnxruntime moves scores in the last digit of float32, and these figures with them. */
const meansOfScores = ['log_loss', 'brier', 'ece']

/** The oracle has one fbeta, and averages by rows for several classes only. */
const isInOracle = ([name]: [string, unknown]): boolean => name !== 'fbeta_0.5' && !name.endsWith('_weighted')

it('averages by rows are those of two classes, which scikit-learn vouches for', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.double({ min: 0, max: 1, noNaN: true }))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
      const y = rows.map(([label]) => label)
      const score = rows.map(([, value]) => value)
      const { metrics } = evaluateBinary(predictions(y, score))
      const two = figuresOf({
        task: 'multiclass-classification',
        classes: ['no', 'yes'],
        y: Int32Array.from(y),
        labels: Int32Array.from(score, (value) => (value >= 0.5 ? 1 : 0)),
        probabilities: undefined,
      }).metrics
      for (const name of ['precision_weighted', 'recall_weighted', 'f1_weighted'])
        expectNear(
          (metrics[name] as { value: number }).value,
          (two[name] as { value: number }).value,
          1e-12,
          name,
        )
    }),
  )
})

it('fbeta_0.5 weighs precision and recall by its definition', () => {
  const { metrics } = evaluateBinary(predictions([1, 1, 1, 1, 0, 0], [0.9, 0.1, 0.2, 0.3, 0.1, 0.8]))
  const [precision, recall] = [1 / 2, 1 / 4]
  expectNear(
    (metrics['fbeta_0.5'] as { value: number }).value,
    (1.25 * precision * recall) / (0.25 * precision + recall),
    1e-12,
  )
})

describeShared('every metric equals scikit-learn’s', (shared) => {
  type Inputs = { y: number[]; score: number[]; threshold: number; weights?: number[] }
  type Expected = Record<string, number | { undefined: string }>
  const cases = oracle<Inputs, Expected>(shared, 'binary.jsonl').filter(({ inputs }) => !inputs.weights)

  it.each(cases)('$case', ({ inputs: { y, score, threshold }, expected }) => {
    const { metrics } = evaluateBinary(predictions(y, score, { threshold }))
    expect(Object.keys(metrics)).toEqual(metricNames)
    for (const [name, figure] of Object.entries(metrics).filter(isInOracle)) {
      const wanted = expected[oracleName(name)]
      if (typeof wanted === 'number')
        expectNear('value' in figure ? figure.value : Number.NaN, wanted, 1e-9, name)
      else expect(figure, name).toEqual({ undefined: expect.stringMatching(/\w/) })
    }
  })

  describe('of the real models', () => {
    let telco: Telco
    beforeAll(async () => {
      telco = await loadTelco(shared)
    })
    it.each<TelcoModel>(['production', 'worse', 'better', 'copy'])('%s', (model) => {
      const wanted = expectedOf(shared, model).onnxruntime.metrics
      const { metrics } = evaluateBinary({
        y: telco.y,
        score: telco.score[model],
        threshold: 0.5,
        labelsOnly: false,
      })
      for (const [name, figure] of Object.entries(metrics).filter(isInOracle))
        expectNear(
          'value' in figure ? figure.value : Number.NaN,
          wanted[oracleName(name)] ?? Number.NaN,
          meansOfScores.includes(name) ? 1e-6 : 1e-9,
          `${model} ${name}`,
        )
    })
  })
})

describe('a metric', () => {
  it('has the golden value of the reference', () => {
    const { metrics } = evaluateBinary(
      predictions([0, 0, 1, 1, 1, 0, 1, 0], [0.1, 0.4, 0.35, 0.8, 0.7, 0.2, 0.4, 0.5]),
    )
    expect(metrics.roc_auc).toEqual({ value: 0.78125 })
    expectNear((metrics.log_loss as { value: number }).value, 0.5098010278654684, 1e-12)
  })

  it('counts a score at the threshold as positive', () => {
    const at = evaluateBinary(predictions([1, 0], [0.5, 0.4]))
    expect(at.metrics.recall).toEqual({ value: 1 })
  })

  it('is undefined without rows, whichever it is', () => {
    for (const figure of Object.values(evaluateBinary(predictions([], [])).metrics))
      expect(figure).toEqual({ undefined: expect.any(String) })
  })

  it.each([
    ['NaN', [0.1, Number.NaN]],
    ['infinity', [Number.POSITIVE_INFINITY, 0.2]],
    ['a missing score', [0.1]],
    ['a score too many', [0.1, 0.2, 0.3]],
  ])('is undefined for %s among the scores, whichever it is', (_, score) => {
    const { metrics, curves } = evaluateBinary(predictions([0, 1], score))
    for (const figure of Object.values(metrics)) expect(figure).toEqual({ undefined: expect.any(String) })
    expect(curves).toBeNull()
  })

  it('of scores outside 0 to 1 is defined, except where it needs probabilities', () => {
    const { metrics, curves } = evaluateBinary(predictions([0, 1], [-2, 3]))
    expect(metrics.roc_auc).toEqual({ value: 1 })
    expect(metrics.accuracy).toEqual({ value: 1 })
    for (const name of ['log_loss', 'brier', 'ece'])
      expect(metrics[name], name).toEqual({ undefined: '2 of 2 scores are outside 0 to 1' })
    expect(curves?.calibration).toEqual([])
  })

  it('takes what narrow floats add to 1 or take from 0 for a probability, as forests of singles do', () => {
    const { metrics, curves } = evaluateBinary(predictions([0, 0, 1, 1], [-1e-8, 0.2, 0.9, 1.0000001]))
    expect(metrics.brier).toEqual({ value: expect.closeTo((0.04 + 0.01) / 4, 6) })
    expect(metrics.ece).toEqual({ value: expect.closeTo((0.2 + 0.1) / 4, 6) })
    expect(metrics.log_loss).toEqual({ value: expect.closeTo((-Math.log(0.8) - Math.log(0.9)) / 4, 6) })
    expect(curves?.calibration.reduce((rows, bin) => rows + bin.rows, 0)).toBe(4)
  })

  it('of labels alone leaves out what needs scores, and ignores the threshold', () => {
    const labels = predictions([0, 1, 1], [0, 1, 0], { labelsOnly: true, threshold: 0 })
    const { metrics, curves } = evaluateBinary(labels)
    expect(metrics.accuracy).toEqual({ value: 2 / 3 })
    for (const name of ['roc_auc', 'average_precision', 'ks', 'log_loss', 'brier', 'ece'])
      expect(metrics[name], name).toEqual({ undefined: 'the model gives labels and no scores' })
    expect(curves).toBeNull()
  })

  it('of labels that are neither 0 nor 1 is undefined', () => {
    const { metrics } = evaluateBinary(predictions([0, 1], [0.3, 1], { labelsOnly: true }))
    expect(metrics.accuracy).toEqual({ undefined: '1 of its 2 labels are neither 0 nor 1' })
  })

  it('refuses a target that is neither 0 nor 1, because that is a bug', () => {
    expect(() => evaluateBinary(predictions([0, 2], [0.1, 0.2]))).toThrow('other than 0 and 1')
  })

  it('does not depend on the order of the rows', () => {
    const rows = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 1 }), fc.double({ min: 0, max: 1, noNaN: true })),
      {
        minLength: 1,
        maxLength: 30,
      },
    )
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (list, order) => {
        const shuffled = list
          .map((row) => ({ row, at: order.next().value as number }))
          .sort((p, q) => p.at - q.at)
          .map(({ row }) => row)
        const [one, other] = [list, shuffled].map(
          (given) =>
            evaluateBinary(
              predictions(
                given.map(([label]) => label),
                given.map(([, score]) => score),
              ),
            ).metrics,
        )
        for (const name of binaryMetrics.keys()) {
          const [a, b] = [one?.[name], other?.[name]]
          if (a && 'value' in a && b && 'value' in b) expect(a.value).toBeCloseTo(b.value, 12)
          else expect(a).toEqual(b)
        }
      }),
    )
  })
})

describe('the figures of a model that could not be scored', () => {
  it('are all undefined for the same reason', () => {
    const { metrics, curves } = undefinedFigures('binary-classification', 'its signature changed')
    expect(Object.values(metrics)).toEqual(metricNames.map(() => ({ undefined: 'its signature changed' })))
    expect(curves).toBeNull()
  })
})

describe('the curves', () => {
  it('go from corner to corner through every distinct score', () => {
    const { curves } = evaluateBinary(predictions([0, 1, 1, 0], [0.2, 0.2, 0.9, 0.1]))
    expect(curves?.roc).toEqual([
      [0, 0],
      [0, 0.5],
      [0.5, 1],
      [1, 1],
    ])
  })

  it('are thinned to at most 101 points that still rise, and keep the area', () => {
    const rows = 5000
    const y = Array.from({ length: rows }, (_, i) => ((i * 7919) % 3 === 0 ? 1 : 0))
    const score = y.map((label, i) => (((i * 104729) % rows) / rows) * 0.7 + label * 0.3)
    const { curves, metrics } = evaluateBinary(predictions(y, score))
    const points = curves?.roc ?? []
    expect(points.length).toBeLessThanOrEqual(101)
    expect(points.length).toBeGreaterThan(50)
    expect([points[0], points.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ])
    let area = 0
    for (const [index, [x, height]] of points.entries()) {
      const [before, low] = points[index - 1] ?? [0, 0]
      expect(x).toBeGreaterThanOrEqual(before)
      expect(height).toBeGreaterThanOrEqual(low)
      area += ((x - before) * (height + low)) / 2
    }
    expect(area).toBeCloseTo((metrics.roc_auc as { value: number }).value, 2)
  })

  it('count every row in one of ten calibration bins, the last one closed', () => {
    const { curves } = evaluateBinary(predictions([0, 1, 1, 0], [0, 0.95, 1, 0.1]))
    expect(curves?.calibration).toEqual([
      { predicted: 0, observed: 0, rows: 1 },
      { predicted: 0.1, observed: 0, rows: 1 },
      { predicted: 0.975, observed: 1, rows: 2 },
    ])
  })

  it('have no ROC points where a class is missing', () => {
    expect(evaluateBinary(predictions([1, 1], [0.2, 0.9])).curves?.roc).toEqual([])
  })
})
