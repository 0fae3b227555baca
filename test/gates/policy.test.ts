import { describe, expect, it } from 'vitest'
import { changeLimit, type Gate, gatesOf as gatesOfModel } from '../../src/gates/gate.ts'
import { measureNames } from '../../src/project/measures.ts'
import { UserError } from '../../src/project/problem.ts'
import type { GateRule } from '../../src/project/schema/gates.ts'
import type { Model } from '../../src/project/schema/model.ts'
import { rule } from './world.ts'

const binary = { task: 'binary-classification', evaluate: {} } as const
const gatesOf = (gates: Model['gates']): Gate[] => gatesOfModel({ ...binary, gates })

describe('a policy', () => {
  it('is judged in the order it is written, with a name for each rule that stays', () => {
    const gates = gatesOf({
      roc_auc: [rule({ min: 0.8 }), rule({ 'max-drop': '2%' }), rule({ 'max-drop': 0.05, level: 'warn' })],
      log_loss: [rule({ 'max-rise': 0.02 })],
    })
    expect(gates.map(({ id, text, level }) => [id, text, level])).toEqual([
      ['roc_auc.min', '0.8', 'fail'],
      ['roc_auc.max-drop', '2%', 'fail'],
      ['roc_auc.max-drop.2', '0.05', 'warn'],
      ['log_loss.max-rise', '0.02', 'fail'],
    ])
  })

  it.each(measureNames(binary))('knows the metric %s', (metric) => {
    expect(gatesOf({ [metric]: [rule({ min: 0 })] })).toHaveLength(1)
  })

  const valid: GateRule = { min: 0.5, level: 'fail' }
  it.each<[string, string, GateRule]>([
    ['an unknown metric', 'slices.roc_auc', valid],
    ['a metric that is a property of every object', 'constructor', valid],
    ['no limit', 'roc_auc', { level: 'fail' }],
    ['two limits', 'roc_auc', { ...valid, max: 1 }],
    ['a limit that is NaN', 'roc_auc', { min: Number.NaN, level: 'fail' }],
    [
      'an infinite limit, which everything passes',
      'roc_auc',
      { min: Number.NEGATIVE_INFINITY, level: 'fail' },
    ],
    ['two ends in the wrong order', 'roc_auc', { between: [0.9, 0.1], level: 'fail' }],
    ['one end only', 'roc_auc', { between: [0.9], level: 'fail' }],
    ['an end that is NaN', 'roc_auc', { between: [Number.NaN, 1], level: 'fail' }],
    [
      'an infinite tolerance',
      'roc_auc',
      { equal: { to: 0, within: Number.POSITIVE_INFINITY }, level: 'fail' },
    ],
    ['a negative tolerance', 'roc_auc', { equal: { to: 0, within: -1 }, level: 'fail' }],
    ['a negative margin', 'roc_auc', { 'max-drop': { absolute: -0.01 }, level: 'fail' }],
    ['a negative relative margin', 'roc_auc', { 'max-drop': { relative: -0.01 }, level: 'fail' }],
    ['a margin that is NaN', 'roc_auc', { 'max-drop': { absolute: Number.NaN }, level: 'fail' }],
    ['an infinite margin', 'roc_auc', { 'max-drop': { absolute: Number.POSITIVE_INFINITY }, level: 'fail' }],
    ['max-rise where higher is better', 'roc_auc', { 'max-rise': { absolute: 0.01 }, level: 'fail' }],
    ['min-fall where higher is better', 'recall', { 'min-fall': { absolute: 0.01 }, level: 'fail' }],
    ['max-drop where lower is better', 'log_loss', { 'max-drop': { absolute: 0.01 }, level: 'fail' }],
    ['min-gain where lower is better', 'log_loss', { 'min-gain': { absolute: 0.01 }, level: 'fail' }],
  ])('with %s is refused, with the place and what to write instead', (_, metric, written) => {
    expect(() => gatesOf({ [metric]: [written] })).toThrow(UserError)
    expect(() => gatesOf({ [metric]: [written] })).toThrow(`gates.${metric}`)
  })

  it('says all that is wrong at once', () => {
    const wrong = { 'max-drop': { absolute: 0.01 }, level: 'fail' } as const
    expect.assertions(1)
    try {
      gatesOf({ log_loss: [wrong], gini: [wrong] })
    } catch (error) {
      expect((error as UserError).problems).toHaveLength(2)
    }
  })

  it('cannot hold a negative margin in the file either', () => {
    expect(() => rule({ 'max-drop': -0.01 })).toThrow()
    expect(() => rule({ 'max-drop': '-1%' })).toThrow()
  })
})

describe('a relative margin', () => {
  const test = (rule: 'max-drop' | 'max-rise' | 'min-gain' | 'min-fall') =>
    ({ of: 'change', better: 'higher', rule, margin: { relative: 0.1 } }) as const

  it('has the side of its rule, whatever the sign of the baseline', () => {
    for (const baseline of [0.5, -0.5])
      expect(
        (['max-drop', 'max-rise', 'min-gain', 'min-fall'] as const).map((name) =>
          changeLimit(test(name), baseline),
        ),
      ).toEqual([-0.05, 0.05, 0.05, -0.05])
  })

  it('of nothing allows no loss, and has no limit where a gain is asked for', () => {
    expect(changeLimit(test('max-drop'), 0)).toBe(0)
    expect(changeLimit(test('max-rise'), -0)).toBe(0)
    expect(changeLimit(test('min-gain'), -0)).toBeNull()
    expect(changeLimit(test('min-fall'), 0)).toBeNull()
  })
})
