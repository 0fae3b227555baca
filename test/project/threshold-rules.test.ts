import { describe, expect, it } from 'vitest'
import { policyDigest, policyOf } from '../../src/project/policy.ts'
import { changed, load, refusal } from './memory-files.ts'

const path = 'models/churn/model.yaml'
const evaluating = (text: string) => changed(path, '\ngates:', `\nevaluate:\n  ${text}\ngates:`)

it('a threshold that is chosen and points are a part of the policy, and the usual share is a fifth', async () => {
  const policy = async (text: string) => {
    const found = policyOf(await load(evaluating(text)), 'churn')
    if (!found) throw new Error('there is no policy')
    return found
  }
  const chosen = await policy('threshold: {choose: {maximise: f1}}')
  expect(chosen.evaluate.threshold).toEqual({ choose: { maximise: 'f1' }, on: 0.2 })
  const pointed = await policy('points: {outreach: 0.3, review: {recall: 0.9}}')
  expect(pointed.evaluate).toMatchObject({
    threshold: 0.5,
    points: { outreach: 0.3, review: { recall: 0.9 } },
  })
  expect(policyDigest(chosen)).not.toBe(policyDigest(pointed))
})

it.each([
  'threshold: {choose: {precision: 0.8}, on: 30%}',
  'threshold: {choose: {recall: 1}}',
  'threshold: {choose: {cost: {false-positive: 1, false-negative: 5}}, on: 10%}',
  'points: {a: {maximise: youden_j}, b: 0, c: 1}',
])('%s is taken', async (text) => {
  await expect(load(evaluating(text))).resolves.toBeDefined()
})

describe('thresholds that cannot be chosen are errors, with their place:', () => {
  it.each([
    ['no rule', 'threshold: {choose: {}}', '11:23: evaluate.threshold'],
    ['two rules', 'threshold: {choose: {recall: 0.9, maximise: f1}}', 'expected exactly one of maximise'],
    ['an unknown figure', 'threshold: {choose: {maximise: roc_auc}}', '11:34: '],
    ['a recall of nothing', 'threshold: {choose: {recall: 0}}', 'expected a number above 0, at most 1'],
    [
      'a precision above one',
      'threshold: {choose: {precision: 1.1}}',
      'expected a number above 0, at most 1',
    ],
    ['a precision that is a percentage', 'threshold: {choose: {precision: 80%}}', '11:35: '],
    ['a cost without its other side', 'threshold: {choose: {cost: {false-positive: 1}}}', 'false-negative'],
    [
      'costs of nothing',
      'threshold: {choose: {cost: {false-positive: 0, false-negative: 0}}}',
      'every threshold costs the same',
    ],
    [
      'a cost below nothing',
      'threshold: {choose: {cost: {false-positive: -1, false-negative: 1}}}',
      'false-positive',
    ],
    ['no row to choose on', 'threshold: {choose: {recall: 0.9}, on: 0%}', 'above 0% and below 100%'],
    ['no row to judge', 'threshold: {choose: {recall: 0.9}, on: 100%}', 'above 0% and below 100%'],
    ['a share that is a number', 'threshold: {choose: {recall: 0.9}, on: 0.2}', '20%'],
    ['a threshold above one', 'threshold: 1.5', '11:14: evaluate.threshold'],
    ['a threshold of text', 'threshold: half', '11:14: evaluate.threshold'],
    ['a point of text', 'points: {a: high}', 'evaluate.points.a'],
    ['a point’s name that is none', 'points: {"../x": 0.3}', '11:12: '],
    ['no point', 'points: {}', 'expected at least one point'],
  ])('%s', async (_what, text, said) => {
    const lines = await refusal(evaluating(text))
    expect(lines.join('\n')).toContain(said)
    expect(lines[0]).toMatch(/^models\/churn\/model\.yaml:11:\d+: /)
  })
})

describe('gates on points', () => {
  const gates = (text: string) => {
    const files = evaluating('points: {outreach: 0.3}')
    return { ...files, [path]: (files[path] ?? '').replace('\ngates:', `\ngates:\n  ${text}`) }
  }

  it('name a point and a metric that moves with it', async () => {
    await expect(load(gates('points.outreach.recall: {min: 0.9, max-drop: 0.01}'))).resolves.toBeDefined()
  })

  it.each([
    ['a point that there is not', 'points.outrech.recall: {min: 0.9}', 'did you mean points.outreach.recall'],
    ['a metric that no threshold moves', 'points.outreach.roc_auc: {min: 0.9}', 'points.outreach.roc_auc'],
    ['a limit of the other direction', 'points.outreach.recall: {max-rise: 0.9}', 'use max-drop'],
  ])('%s is an error', async (_what, text, said) => {
    const lines = await refusal(gates(text))
    expect(lines.join('\n')).toContain(said)
    expect(lines[0]).toMatch(/^models\/churn\/model\.yaml:13:\d+: /)
  })
})

it('are for binary classification only', async () => {
  const text = 'threshold: {choose: {maximise: f1}}\n  points: {a: 0.5}'
  const written = evaluating(text)
  const files = {
    ...written,
    [path]: (written[path] ?? '').replace('task: binary-classification', 'task: regression'),
  }
  const lines = await refusal(files)
  expect(lines.filter((line) => /(chosen|points are) for binary-classification/.test(line))).toEqual([
    expect.stringContaining(`${path}:11:3: a threshold is chosen`),
    expect.stringContaining(`${path}:12:3: points are`),
  ])
})
