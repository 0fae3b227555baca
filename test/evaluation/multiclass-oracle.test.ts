import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  confusionMatrix,
  figureOf,
  type MulticlassPredictions,
  oneVersusRest,
} from '../../src/evaluation/multiclass/multiclass.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from '../stats/oracle.ts'

interface Inputs {
  y: (string | number)[]
  probabilities: number[][]
  classes: (string | number)[]
  weights?: number[]
}

type Expected = Record<string, unknown>

/** The oracle's names where they are not ours. */
const oracleNames: Record<string, string> = {
  matthews_corrcoef: 'mcc',
  roc_auc_ovr: 'roc_auc_ovr_macro',
  roc_auc_ovo: 'roc_auc_ovo_macro',
  ece: 'ece_top_label',
}

/** The label is that of the first of the largest probabilities. */
function predictionsOf({ y, probabilities, classes }: Inputs): MulticlassPredictions {
  return {
    task: 'multiclass-classification',
    classes: classes.map(String),
    y: Int32Array.from(y, (actual) => classes.indexOf(actual)),
    labels: Int32Array.from(probabilities, (row) => row.indexOf(Math.max(...row))),
    probabilities: Float64Array.from(probabilities.flat()),
  }
}

function expectAsOracle(predictions: MulticlassPredictions, expected: Expected): void {
  let compared = 0
  for (const name of metricsOf['multiclass-classification'].keys()) {
    const wanted = expected[name] ?? expected[oracleNames[name] ?? name]
    if (wanted === undefined) continue
    compared++
    const figure = figureOf(name, predictions)
    if (typeof wanted === 'number') {
      if ('undefined' in figure) throw new Error(`${name} is undefined: ${figure.undefined}`)
      expectNear(figure.value, wanted, 1e-9, name)
    } else expect(figure, name).toHaveProperty('undefined')
  }
  expect(compared).toBeGreaterThan(17)
}

describeShared('the oracle of multiclass classification', (shared) => {
  const cases = oracle<Inputs, Expected>(shared, 'multiclass.jsonl')

  it.each(cases.filter(({ inputs }) => inputs.weights === undefined))('$case', ({ inputs, expected }) => {
    const predictions = predictionsOf(inputs)
    expectAsOracle(predictions, expected)
    expect(confusionMatrix(predictions)).toEqual(expected.confusion)
  })

  it.each(cases.filter(({ inputs }) => inputs.weights === undefined))(
    '$case: each class against the rest',
    ({ inputs, expected }) => {
      const predictions = predictionsOf(inputs)
      const perClass = expected.per_class as Record<string, { recall: number; support: number }>
      for (const [index, name] of predictions.classes.entries()) {
        const { y, predicted } = oneVersusRest(predictions, index)
        const wanted = perClass[name] as { recall: number; support: number }
        const rows = y.filter((label) => label === 1).length
        const found = y.filter((label, row) => label === 1 && predicted[row] === 1).length
        expect(rows).toBe(wanted.support)
        expectNear(rows === 0 ? 0 : found / rows, wanted.recall, 1e-12)
      }
    },
  )
})

/** Made by golden.py with scikit-learn: ties, classes without rows or labels, more classes, the names that the oracle lacks. */
describe('scikit-learn on smaller cases', () => {
  const file = join(import.meta.dirname, 'golden-multiclass.json')
  const cases = JSON.parse(readFileSync(file, 'utf8')) as {
    case: string
    inputs: Inputs
    expected: Expected
  }[]

  it.each(cases)('$case', ({ inputs, expected }) => expectAsOracle(predictionsOf(inputs), expected))
})
