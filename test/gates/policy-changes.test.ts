import { expect, it } from 'vitest'
import { policyChanges } from '../../src/gates/policy-changes.ts'
import { policyFrom } from '../../src/project/policy.ts'
import { Model } from '../../src/project/schema/model.ts'
import { Settings } from '../../src/project/schema/settings.ts'

const written = {
  model: 'churn',
  task: 'binary-classification',
  owners: ['ada'],
  data: {
    dataset: 'customers',
    target: { column: 'churned', positive: true },
    features: ['a', 'b'],
    split: { by: 'id', holdout: '20%' },
  },
  train: { run: 'true' },
  gates: { roc_auc: { min: 0.8, 'max-drop': 0.01 } } as Record<string, unknown>,
}

function decisive(change: Record<string, unknown> = {}, self: 'allow' | 'refuse' = 'refuse') {
  const model = Model.parse({ ...written, ...change })
  const settings = Settings.parse({ pawl: 1, approvals: { from: ['ada'], self } })
  return { policy: policyFrom(settings, model), model }
}
const changed = (change: Record<string, unknown>) => policyChanges(decisive(), decisive(change))
const data = (change: Record<string, unknown>) => ({ data: { ...written.data, ...change } })

it('nothing is said of a change that edits nothing that decides', () => {
  expect(changed({})).toEqual([])
  expect(changed({ description: 'words', train: { run: 'other', seed: 7, params: { depth: 3 } } })).toEqual(
    [],
  )
})

it.each<[string, Record<string, unknown>, string, string | null, string | null]>([
  ['the dataset', data({ dataset: 'easier' }), 'data.dataset', 'customers', 'easier'],
  [
    'the target',
    data({ target: { column: 'churned', positive: false } }),
    'data.target',
    'churned = true',
    'churned = false',
  ],
  ['the features', data({ features: ['b', 'a'] }), 'data.features', 'a, b', 'b, a'],
  ['the split', data({ split: { by: 'id', holdout: '1%' } }), 'data.split', 'id, 20 %', 'id, 1 %'],
  [
    'a split in time',
    data({ split: { time: 'day', from: '2026-01-01', until: '2026-02-01', gap: '7d' } }),
    'data.split',
    'id, 20 %',
    'day from 2026-01-01 until 2026-02-01, after a gap of 7 days',
  ],
  ['what training sees', { train: { run: 'true', data: 'files' } }, 'train.data', 'rows', 'files'],
  ['the threshold', { evaluate: { threshold: 0.1 } }, 'evaluate.threshold', '0.5', '0.1'],
  ['the evidence', { compare: { evidence: 'estimate' } }, 'compare.evidence', 'interval', 'estimate'],
  ['a limit', { gates: { roc_auc: { min: 0.8, 'max-drop': '5%' } } }, 'gates.roc_auc.max-drop', '0.01', '5%'],
  ['a gate taken away', { gates: { roc_auc: { min: 0.8 } } }, 'gates.roc_auc.max-drop', '0.01', null],
  [
    'a level',
    { gates: { roc_auc: [{ min: 0.8, level: 'warn' }, { 'max-drop': 0.01 }] } },
    'gates.roc_auc.min',
    '0.8',
    '0.8, warn',
  ],
])('%s is told as it was and as it would be', (_, change, setting, before, after) => {
  expect(changed(change)).toEqual([{ setting, before, after }])
})

it('approvers who may approve themselves are told', () => {
  expect(policyChanges(decisive(), decisive({}, 'allow'))).toEqual([
    { setting: 'approvals.self', before: 'refuse', after: 'allow' },
  ])
})
