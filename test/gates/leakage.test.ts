import { describe, expect, it } from 'vitest'
import type { Leakage } from '../../src/data/leakage/leakage.ts'
import { type LeakageLimits, leakageChecks } from '../../src/gates/leakage.ts'
import type { Checked } from '../../src/gates/report.ts'
import type { SplitRule } from '../../src/project/schema/split.ts'

const clean: Leakage = {
  'both-sides': [{ columns: ['id'], values: 0 }],
  conflicts: 0,
  power: [
    { feature: 'status', auc: 0.8 },
    { feature: 'age', auc: 0.6 },
  ],
  time: null,
}
const byId: SplitRule = { by: 'id', holdout: 0.2, salt: 'pawl' }
const usual: LeakageLimits = { duplicates: 0.05, proxy: 0.99, known: [], level: 'warn' }

function checkOf(
  check: Checked['check'],
  {
    found = {},
    limits = {},
    twins = 0,
    split = byId,
  }: { found?: Partial<Leakage>; limits?: Partial<LeakageLimits>; twins?: number; split?: SplitRule },
): Checked {
  const all = leakageChecks({
    data: { twins, holdout: { rows: 1000 } },
    found: { ...clean, ...found },
    limits: { ...usual, ...limits },
    split,
  })
  const one = all.find((each) => each.check === check)
  if (!one) throw new Error(`no ${check}`)
  return one
}

describe('what training rows tell of held-out ones', () => {
  it('passes where they tell nothing, and says what was looked at', () => {
    for (const { verdict } of leakageChecks({
      data: { twins: 0, holdout: { rows: 1000 } },
      found: clean,
      limits: usual,
      split: byId,
    }))
      expect(verdict).toBe('pass')
    expect(checkOf('target-proxies', {}).text).toContain('the best, status, has an AUC of 0.800')
    expect(checkOf('one-side', {}).text).toBe('no id is both held out and trained on')
  })

  it('is an error for a key or a group on both sides, whatever the level', () => {
    const sides = [
      { columns: ['id'], values: 0 },
      { columns: ['household'], values: 12 },
    ]
    expect(checkOf('one-side', { found: { 'both-sides': sides } })).toEqual({
      check: 'one-side',
      verdict: 'error',
      text: '12 values of household are both held out and trained on, so the figures say nothing: split by household',
    })
    expect(checkOf('one-side', { found: { 'both-sides': [] } })).toMatchObject({
      verdict: 'pass',
      applied: false,
    })
  })

  it.each<[number, Partial<LeakageLimits>, Checked['verdict']]>([
    [50, {}, 'pass'],
    [51, {}, 'warn'],
    [51, { level: 'fail' }, 'fail'],
    [51, { duplicates: 0.1 }, 'pass'],
    [1, { duplicates: 0 }, 'warn'],
    [0, { duplicates: 0, level: 'fail' }, 'pass'],
  ])('%i rows that are a training row’s twin under %o: %s', (twins, limits, verdict) => {
    expect(checkOf('twins', { twins, limits }).verdict).toBe(verdict)
  })

  it('counts rows that differ in the target, and judges them where there is a limit', () => {
    const found = { conflicts: 30 }
    expect(checkOf('conflicting-targets', { found })).toMatchObject({ verdict: 'pass', applied: false })
    expect(checkOf('conflicting-targets', { found, limits: { conflicts: 0.02 } })).toMatchObject({
      verdict: 'warn',
      text: '30 of 1,000 holdout rows have the features of a training row and another target, more than the 2 % that is allowed',
    })
  })

  it('names features that give the target away, but for those that are known before it', () => {
    const power = [
      { feature: 'cancelled_on', auc: 1 },
      { feature: 'final_bill', auc: 0.995 },
      { feature: 'age', auc: 0.6 },
    ]
    expect(checkOf('target-proxies', { found: { power } })).toMatchObject({
      verdict: 'warn',
      text: 'cancelled_on (AUC 1.000), final_bill (AUC 0.995) alone tell the target nearly for certain, above 0.99: is it known before the target?',
    })
    const known = { known: ['cancelled_on', 'final_bill'] }
    expect(checkOf('target-proxies', { found: { power }, limits: known }).verdict).toBe('pass')
    expect(checkOf('target-proxies', { found: { power, 'no-power': 'few rows' } })).toMatchObject({
      applied: false,
    })
  })

  it('judges time where a limit says that the split is one in time', () => {
    const found = { time: { column: 'day', rows: 3 } }
    expect(checkOf('time-order', { found })).toMatchObject({ verdict: 'pass', applied: false })
    expect(checkOf('time-order', { found, limits: { time: 0, level: 'fail' } })).toMatchObject({
      verdict: 'fail',
      text: "3 of 1,000 holdout rows have a day that is no later than the newest training row's, more than the 0 % that is allowed",
    })
  })

  it('judges time without a limit where the split is one in time: no held-out row may be that early', () => {
    const found = { time: { column: 'paid_on', rows: 3 } }
    const split: SplitRule = { time: 'signed_up', from: '2026-01-01' }
    expect(checkOf('time-order', { found, split })).toMatchObject({ verdict: 'warn' })
    expect(checkOf('time-order', { found, split, limits: { time: 0.01 } })).toMatchObject({ verdict: 'pass' })
  })
})
