import { describe, expect, it } from 'vitest'
import { gatesOf } from '../../src/gates/gate.ts'
import { policyDigest, policyOf } from '../../src/project/policy.ts'
import { gateIds } from '../../src/project/waiver-rules.ts'
import { changed, churn, load, refusal } from './memory-files.ts'

const path = 'models/churn/model.yaml'
const plain = {
  gate: 'roc_auc.max-drop',
  owner: 'grace',
  approver: 'ada',
  until: '2026-12-31',
  because: 'a known gap in the data',
}
const withWaivers = (...waivers: object[]) =>
  changed(
    path,
    '\ngates:',
    `\nwaivers:\n${waivers.map((one) => `  - ${JSON.stringify(one)}`).join('\n')}\ngates:`,
  )

/** The same with gates on slices and between groups. */
const sliced = (...waivers: object[]) =>
  changed(
    path,
    '\ngates:',
    `\nevaluate: { slices: [contract, { name: new, where: tenure < 6 }], protected: [{ column: tenure, bins: [12] }] }\nwaivers:\n${waivers.map((one) => `  - ${JSON.stringify(one)}`).join('\n')}\ngates:\n  slices.roc_auc: { min: 0.5 }\n  fairness.demographic_parity_difference: { max: 0.1 }`,
  )

it('a waiver decides, so it is a part of the policy that approvals name and verify proves', async () => {
  const digest = async (files: Record<string, string>) => {
    const policy = policyOf(await load(files), 'churn')
    return policy && policyDigest(policy)
  }
  const [none, one, longer] = await Promise.all([
    digest({ ...churn }),
    digest(withWaivers(plain)),
    digest(withWaivers({ ...plain, until: '2027-01-31' })),
  ])
  expect(new Set([none, one, longer]).size).toBe(3)
})

it('the gates that can be waived are those that are judged', async () => {
  const files = changed(path, '{ max-rise: 2% }', '[{ max-rise: 2%, min-fall: 0 }, { max-rise: 0.1 }]')
  const config = (await load(files)).models.get('churn')?.config as Parameters<typeof gatesOf>[0]
  expect(gateIds(config)).toEqual(gatesOf(config).map(({ id }) => id))
})

describe('a waiver that could not count is an error:', () => {
  it.each([
    [
      'of a gate that is not there',
      { gate: 'roc_auc.max-drp' },
      'there is no gate "roc_auc.max-drp" (did you mean roc_auc.max-drop?)',
    ],
    ['of a part of JavaScript objects', { gate: 'constructor' }, 'there is no gate "constructor"'],
    [
      'by somebody who may not approve',
      { approver: 'mallory' },
      'mallory is not one of approvals.from in pawl.yaml',
    ],
    ['of one’s own', { owner: 'Ada' }, 'ada cannot approve a waiver of their own'],
    ['without an end', { until: 'never' }, 'expected a date such as 2026-12-31'],
    ['until a day that is none', { until: '2026-02-30' }, 'expected a date such as 2026-12-31'],
    ['without a reason', { because: '' }, 'waivers[0].because: expected one line of text'],
    ['with a reason of blanks', { because: '  ' }, 'expected one line of text'],
    ['with a reason of several lines', { because: 'x\n\n# Approved' }, 'expected one line of text'],
    ['with a reason that runs backwards', { because: 'fine \u202e dessap' }, 'expected one line of text'],
    ['with a gate that is a path', { gate: '../../x' }, 'expected the id of a gate such as roc_auc.max-drop'],
  ])('%s', async (_what, given, said) => {
    const lines = await refusal(withWaivers({ ...plain, ...given }))
    expect(lines.join('\n')).toContain(said)
    expect(lines.every((line) => /^models\/churn\/model\.yaml:11:\d+: /.test(line))).toBe(true)
  })

  it.each([
    [
      'of a slice of all rows',
      { slice: 'contract=one-year' },
      'roc_auc.max-drop is of all rows and of no slice (leave slice out)',
    ],
    [
      'of a slice by nothing that slices',
      { gate: 'slices.roc_auc.min', slice: 'tenure=3' },
      'there is no slice "tenure=3" (there is contract=month-to-month, contract=one-year, contract=two-year, new)',
    ],
    [
      'of a slice by a value that the column cannot have',
      { gate: 'slices.roc_auc.min', slice: 'contract=two-yeer' },
      'there is no slice "contract=two-yeer" (did you mean contract=two-year?)',
    ],
    [
      'of a group of an attribute, where the figure is between all of its groups',
      { gate: 'fairness.demographic_parity_difference.max', slice: 'tenur' },
      'there is no protected attribute "tenur" (did you mean tenure?)',
    ],
  ])('%s', async (_what, given, said) => {
    expect(
      (await refusal(sliced({ ...plain, ...given }))).map((line) => line.replace(/^[^ ]+ /, '')),
    ).toEqual([said])
  })

  it('and one of a slice, of a slice of its own name and of an attribute are none', async () => {
    const gate = 'slices.roc_auc.min'
    const fair = 'fairness.demographic_parity_difference.max'
    await load(
      sliced(
        { ...plain, gate, slice: 'contract=two-year' },
        { ...plain, gate, slice: 'contract is missing' },
        { ...plain, gate, slice: 'new' },
        { ...plain, gate: fair, slice: 'tenure' },
      ),
    )
  })

  it('twice', async () => {
    expect((await refusal(withWaivers(plain, plain))).join()).toContain(
      '12:13: roc_auc.max-drop is waived twice',
    )
  })
})
