import { expect, it } from 'vitest'
import { policyDigest, policyOf, underPolicy } from '../../src/project/policy.ts'
import { changed, churn, load } from './memory-files.ts'

const model = 'models/churn/model.yaml'

async function digest(texts: Readonly<Record<string, string>>): Promise<string> {
  const policy = policyOf(await load(texts), 'churn')
  if (!policy) throw new Error('there is no policy')
  return policyDigest(policy)
}

it.each([
  ['the limit of a gate', model, 'min: 0.8', 'min: 0.81'],
  ['a margin', model, 'max-drop: 0.01', 'max-drop: 1%'],
  ['the level of a gate', model, '{ max-rise: 2% }', '{ max-rise: 2%, level: warn }'],
  ['the rows a gate needs', model, '{ max-rise: 2% }', '{ max-rise: 2%, min-rows: 5 }'],
  ['a gate less', model, '  log_loss: { max-rise: 2% }\n', ''],
  [
    'the target',
    model,
    'column: churned, positive: true }\n  features: [tenure, contract',
    'column: contract, positive: one-year }\n  features: [tenure',
  ],
  ['the positive value', model, 'positive: true', 'positive: false'],
  ['the column to split by', model, 'by: customer_id', 'by: tenure'],
  ['the share held out', model, '20%', '21%'],
  ['the salt', model, '20% }', '20%, salt: other }'],
  ['the column that says when a row came about', model, 'features:', 'time: signed_up\n  features:'],
  ['the threshold', model, 'gates:', 'evaluate: { threshold: 0.4 }\ngates:'],
  ['the time for scoring', model, 'gates:', 'evaluate: { timeout: 1m }\ngates:'],
  [
    'a gate of one stage',
    model,
    'gates:',
    'stages: { staging: { gates: { recall: { min: 0.5 } } } }\ngates:',
  ],
  ['how the framework predicts', model, 'gates:', 'parity: { run: p, artifact: m.joblib }\ngates:'],
  ['the evidence', model, 'gates:', 'compare: { evidence: estimate }\ngates:'],
  ['the number of approvals', 'pawl.yaml', 'required: 1', 'required: 2'],
  ['the approvers', 'pawl.yaml', '[ada, grace]', '[ada]'],
  ['approving oneself', 'pawl.yaml', '[ada, grace]', '[ada, grace]\n  self: allow'],
])('the digest of a policy changes with %s', async (_what, path, from, to) => {
  expect(await digest(changed(path, from, to))).not.toBe(await digest(churn))
})

it.each([
  ['a feature', model, '[tenure, contract,', '[contract,'],
  ['the command', model, 'node train.js', 'python train.py'],
  ['an owner', model, 'owners: [ada]', 'owners: [grace]'],
  ['a description', model, 'model: churn', 'model: churn\ndescription: Who leaves.'],
  ['the drift that is watched', model, 'gates:', 'drift: { p: 0.01 }\ngates:'],
  ['when it is trained again', model, 'gates:', 'retrain: { cool-down: 2d }\ngates:'],
  ['a rule on data', 'data/customers/dataset.yaml', 'max: 120', 'max: 121'],
  ['where models are kept', 'pawl.yaml', 'pawl: 1', 'pawl: 1\nstore: { folder: 1MB }'],
  [
    'the order of keys',
    'pawl.yaml',
    'required: 1\n  from: [ada, grace]',
    'from: [ada, grace]\n  required: 1',
  ],
  [
    'a default that is written out',
    model,
    'gates:',
    'compare: { with: production, evidence: interval }\ngates:',
  ],
  ['one rule written as a list', model, '{ max-rise: 2% }', '[{ max-rise: 2% }]'],
  [
    'two limits written as two rules',
    model,
    '{ min: 0.8, max-drop: 0.01 }',
    '[{ min: 0.8 }, { max-drop: 0.01 }]',
  ],
  ['a remark', model, 'gates:', '# see the handbook\ngates:'],
])('the digest of a policy does not change with %s', async (_what, path, from, to) => {
  expect(await digest(changed(path, from, to))).toBe(await digest(churn))
})

it('there is no policy for a model that the project does not know', async () => {
  const project = await load(churn)
  expect(policyOf(project, 'other')).toBeUndefined()
  expect(policyOf(project, 'constructor')).toBeUndefined()
})

it("a candidate is judged and split as the base's policy says, and trained as its own commit says", async () => {
  const head = await load({
    ...churn,
    [model]: (churn[model] as string)
      .replace('min: 0.8,', 'min: 0.1,')
      .replace('20%', '1%')
      .replace('positive: true', 'positive: false')
      .replace('[tenure, contract,', '[contract,')
      .replace('node train.js', 'node better.js'),
  })
  const policy = policyOf(await load(churn), 'churn')
  const wanted = head.models.get('churn')?.config
  if (!policy || !wanted) throw new Error('there is no model')
  expect(underPolicy(wanted, policy)).toMatchObject({
    data: { target: { positive: true }, split: { holdout: 0.2 }, features: ['contract', 'monthly_charges'] },
    train: { run: 'node better.js' },
    gates: { roc_auc: [{ min: 0.8 }, { 'max-drop': { absolute: 0.01 } }] },
  })
})

it('gates of stages are in a policy for every stage of the project, those of all stages below them', async () => {
  const written =
    'stages: { staging: { gates: { roc_auc: none, recall: { min: 0.5 } } }, production: { gates: { log_loss: { max: 1 } } } }\ngates:'
  const policy = policyOf(await load(changed(model, 'gates:', written)), 'churn')
  const named = Object.entries(policy?.stages ?? {}).map(([stage, { gates }]) => [stage, Object.keys(gates)])
  expect(named).toEqual([
    ['staging', ['log_loss', 'recall']],
    ['production', ['roc_auc', 'log_loss']],
  ])
  expect(policy?.stages?.production?.gates.log_loss).toEqual([{ max: 1, level: 'fail' }])
  expect(policyOf(await load(churn), 'churn')).not.toHaveProperty('stages')
})
