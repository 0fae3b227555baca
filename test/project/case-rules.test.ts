import { describe, expect, it } from 'vitest'
import { policyDigest, policyOf } from '../../src/project/policy.ts'
import { changed, load, refusal } from './memory-files.ts'

const path = 'models/churn/model.yaml'
const withCases = (text: string) => changed(path, '\ngates:', `\ncases:\n${text}\ngates:`)

it('cases decide, so they are a part of the policy', async () => {
  const digest = async (expected: string) => {
    const files = withCases(`  - { name: new, features: { tenure: 0 }, expect: { label: ${expected} } }`)
    const policy = policyOf(await load(files), 'churn')
    return policy && policyDigest(policy)
  }
  expect(await digest('true')).not.toBe(await digest('false'))
})

describe('cases that cannot be asked are errors, with their place:', () => {
  const one = (features: string, expect: string) =>
    `  - { name: new, features: {${features}}, expect: {${expect}} }`
  it.each([
    [
      'an unknown feature',
      one('tenur: 0', 'label: true'),
      '11:29: there is no feature "tenur" (did you mean tenure?)',
    ],
    [
      'a value of another type',
      one('tenure: many', 'label: true'),
      '11:37: tenure is of type integer, and "many" is not a whole number',
    ],
    [
      'a label of another type',
      one('tenure: 0', 'label: yes please'),
      '11:57: churned is of type boolean, and "yes please" is not true or false',
    ],
    [
      'nothing that is expected',
      one('tenure: 0', ''),
      '11:49: a case of a binary-classification expects exactly one label or score (found none)',
    ],
    [
      'more than one thing that is expected',
      one('tenure: 0', 'label: true, score: {min: 0.5}'),
      '11:49: a case of a binary-classification expects exactly one label or score (found label and score)',
    ],
    [
      'what a model of another task answers',
      one('tenure: 0', 'value: {min: 1}'),
      '11:49: a case of a binary-classification expects exactly one label or score (found value)',
    ],
    [
      'a range without an end',
      one('tenure: 0', 'score: {}'),
      '11:57: score has no limit (give min, max or between)',
    ],
    ['a range that is empty', one('tenure: 0', 'score: {min: 0.7, max: 0.6}'), '11:57: 0.6 is below 0.7'],
    [
      'two cases of one name',
      `${one('tenure: 0', 'label: true')}\n${one('tenure: 1', 'label: true')}`,
      '12:13: new is the name of another case too',
    ],
    [
      'a name that is none',
      one('tenure: 0', 'label: true').replace('new', '"../x"'),
      '11:13: cases[0].name: ',
    ],
  ])('%s', async (_what, text, said) => {
    const lines = await refusal(withCases(text))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`${path}:${said}`)
  })
})
