import fc from 'fast-check'
import { expect, it } from 'vitest'
import { touchedModels } from '../../src/project/touched.ts'
import { churn, load } from './memory-files.ts'

const dataset = churn['data/customers/dataset.yaml'] as string
const model = churn['models/churn/model.yaml'] as string

/** Two models on customers, one on orders. */
const project = await load({
  ...churn,
  'data/orders/dataset.yaml': dataset.replace('dataset: customers', 'dataset: orders'),
  'models/upsell/model.yaml': model.replace('model: churn', 'model: upsell'),
  'models/fraud/model.yaml': model
    .replace('model: churn', 'model: fraud')
    .replace('dataset: customers', 'dataset: orders'),
})
const all = ['churn', 'fraud', 'upsell']

it.each([
  [['models/churn/train.ts'], ['churn']],
  [['models/churn/deep/er/x.py'], ['churn']],
  [['data/customers/2026-01.csv'], ['churn', 'upsell']],
  [['data/orders/dataset.yaml'], ['fraud']],
  [
    ['data/orders/a.csv', 'models/churn/model.yaml'],
    ['churn', 'fraud'],
  ],
  [['pawl.yaml'], all],
  [['package-lock.json'], all],
  [['src/features.py'], all],
  [['models/shared.py'], all],
  [['models/churning/x'], all],
  [['data/customers2/x.csv'], all],
  [['README.md', 'docs/x.png', 'LICENSE', '.github/workflows/ci.yml', 'models/churn/NOTES.md'], []],
  [['registry/churn/1.0.0/model.onnx', 'registry/churn/stages.json'], []],
  [[], []],
])('a change of %j touches %j', (changed, touched) => {
  expect(touchedModels(project, changed)).toEqual(touched)
})

it('more paths never touch fewer models', () => {
  const path = fc.constantFrom(
    'models/churn/a',
    'data/orders/a',
    'data/customers/a',
    'README.md',
    'setup.py',
    'registry/x',
  )
  fc.assert(
    fc.property(fc.array(path), fc.array(path), (some, more) => {
      const before = touchedModels(project, some)
      expect(touchedModels(project, [...some, ...more])).toEqual(expect.arrayContaining(before))
    }),
  )
})
