import { describe, expect, it } from 'vitest'
import { policyDigest, policyOf } from '../../src/project/policy.ts'
import { changed, load, refusal } from './memory-files.ts'

const path = 'models/churn/model.yaml'

function files(metrics: string, gate?: string) {
  const written = changed(path, '\ngates:', `\nmetrics:\n  ${metrics}\ngates:`)
  if (gate === undefined) return written
  return { ...written, [path]: (written[path] ?? '').replace('\ngates:', `\ngates:\n  ${gate}`) }
}

it('metrics of one’s own are a part of the policy', async () => {
  const digest = async (sql: string) => {
    const policy = policyOf(await load(files(`profit: {sql: ${sql}, better: higher}`)), 'churn')
    return policy && policyDigest(policy)
  }
  expect(await digest('target * 5')).not.toBe(await digest('target * 6'))
})

describe('gates use their names', () => {
  it.each([
    ['profit: {sql: target * 5, better: higher}', 'profit: {min: 1, min-gain: 0}'],
    ['profit: {sql: target * 5, of: sum, better: lower}', 'profit: {max-rise: 0}'],
    ['lift: {run: python lift.py, better: higher, timeout: 5m}', 'lift: {min: 1, max-drop: 2%}'],
    ['spend: {sql: prediction, better: none}', 'spend: {between: [0, 1]}'],
  ])('%s with %s', async (metrics, gate) => {
    await expect(load(files(metrics, gate))).resolves.toBeDefined()
  })

  it('of each slice too, where there is a value for each row', async () => {
    const sliced = (metrics: string) => {
      const text = files(metrics, 'slices.own: {min: 0}')
      return {
        ...text,
        [path]: (text[path] ?? '').replace('\nmetrics:', '\nevaluate: {slices: [contract]}\nmetrics:'),
      }
    }
    await expect(load(sliced('own: {sql: target, better: higher}'))).resolves.toBeDefined()
    const lines = await refusal(sliced('own: {run: ./own, better: higher}'))
    expect(lines.join('\n')).toContain('slices.own')
  })

  it.each([
    [
      'profit: {max-rise: 0}',
      'max-rise is for figures where lower is better, and higher is better for profit',
    ],
    ['profi: {min: 0}', 'did you mean profit'],
    ['profit: {}', 'profit has no limit'],
  ])('%s is an error', async (gate, said) => {
    const lines = await refusal(files('profit: {sql: target, better: higher}', gate))
    expect(lines.join('\n')).toContain(said)
    expect(lines[0]).toMatch(/^models\/churn\/model\.yaml:13:\d+: /)
  })
})

describe('metrics that cannot be are errors, with their place:', () => {
  it.each([
    ['neither sql nor run', 'own: {better: higher}', 'exactly one of sql and run'],
    ['both', 'own: {sql: target, run: x, better: higher}', 'exactly one of sql and run'],
    ['no direction', 'own: {sql: target}', 'better'],
    ['an unknown direction', 'own: {sql: target, better: more}', 'better'],
    ['an unknown figure of the rows', 'own: {sql: target, of: median, better: higher}', 'of'],
    ['of without sql', 'own: {run: x, of: sum, better: higher}', 'of is for sql'],
    ['a time-out of an expression', 'own: {sql: target, timeout: 5m, better: higher}', 'timeout is for run'],
    ['an unknown key', 'own: {sql: target, better: higher, weight: 2}', 'weight'],
    ['no text', 'own: {sql: "", better: higher}', 'sql'],
    [
      'a name of Pawl’s',
      'recall: {sql: target, better: higher}',
      "recall is a name of Pawl's own (call it something else, such as our-recall)",
    ],
    [
      'a name that Pawl has for another task',
      'mae: {sql: target, better: higher}',
      "mae is a name of Pawl's own",
    ],
    [
      'the name of a kind of figure',
      'slices: {sql: target, better: higher}',
      "slices is a name of Pawl's own",
    ],
    [
      'a name that gates use otherwise',
      'preset: {sql: target, better: higher}',
      "preset is a name of Pawl's own",
    ],
    ['a name that is none', '"a b": {sql: target, better: higher}', 'expected 1 to 64 lower-case letters'],
    ['a name with a dot', '"a.b": {sql: target, better: higher}', 'expected 1 to 64 lower-case letters'],
  ])('%s', async (_what, metrics, said) => {
    const lines = await refusal(files(metrics))
    expect(lines.join('\n')).toContain(said)
    expect(lines[0]).toMatch(/^models\/churn\/model\.yaml:11:\d+: /)
  })
})
