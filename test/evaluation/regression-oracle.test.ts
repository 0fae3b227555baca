import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { figureOf } from '../../src/evaluation/regression/regression.ts'
import { metricsOf } from '../../src/project/metrics.ts'
import { describeShared } from '../shared.ts'
import { expectNear, oracle } from '../stats/oracle.ts'

interface Inputs {
  y: number[]
  predicted: number[]
  weights?: number[]
}

type Expected = Record<string, number | { undefined: string }>

function expectAsOracle({ y, predicted }: Inputs, expected: Expected): void {
  const predictions = {
    task: 'regression',
    y: Float64Array.from(y),
    predicted: Float64Array.from(predicted),
  } as const
  const constant = new Set(y).size === 1
  let compared = 0
  for (const name of metricsOf.regression.keys()) {
    const wanted = expected[name]
    if (wanted === undefined) continue
    compared++
    const figure = figureOf(name, predictions)
    // scikit-learn fills in 0 or 1 for a share of no variance at all. A gate must not see that.
    if (typeof wanted === 'number' && !(constant && name === 'explained_variance')) {
      if ('undefined' in figure) throw new Error(`${name} is undefined: ${figure.undefined}`)
      expectNear(figure.value, wanted, 1e-9, name)
    } else expect(figure, name).toHaveProperty('undefined')
  }
  expect(compared).toBeGreaterThan(10)
}

describeShared('the oracle of regression', (shared) => {
  const cases = oracle<Inputs, Expected>(shared, 'regression.jsonl')

  it.each(cases.filter(({ inputs }) => inputs.weights === undefined))('$case', ({ inputs, expected }) =>
    expectAsOracle(inputs, expected),
  )
})

/** Made by golden.py with scikit-learn: the pinball losses that the oracle lacks, ties, even and odd rows. */
describe('scikit-learn on smaller cases', () => {
  const file = join(import.meta.dirname, 'golden-regression.json')
  const cases = JSON.parse(readFileSync(file, 'utf8')) as {
    case: string
    inputs: Inputs
    expected: Expected
  }[]

  it.each(cases)('$case', ({ inputs, expected }) => expectAsOracle(inputs, expected))
})
