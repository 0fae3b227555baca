import { describe, expect, it } from 'vitest'
import type { Check } from '../../src/gates/check.ts'
import { weigh } from '../../src/gates/findings.ts'
import type { Plan } from '../../src/gates/plan.ts'

const head = 'a'.repeat(40)
const base = 'b'.repeat(40)
const plan = (...models: string[]): Plan => ({ schema: 'pawl/plan@1', head, base, models })
const check = (model: string, verdict: Check['verdict']): Check => ({
  schema: 'pawl/check@1',
  model,
  head,
  base,
  verdict,
  reason: '',
  stage: 'evaluation',
  validation: [],
})

describe('what a check left', () => {
  it('is the worst verdict when every planned model was checked', () => {
    const checks = [check('churn', 'pass'), check('fraud', 'fail')]
    expect(weigh({ conclusion: 'failure', plan: plan('churn', 'fraud'), checks })).toMatchObject({
      verdict: 'fail',
      unfinished: undefined,
    })
  })

  it('is a pass when the plan says that no model is touched', () => {
    expect(weigh({ conclusion: 'success', plan: plan(), checks: [] })).toMatchObject({
      verdict: 'pass',
      unfinished: undefined,
    })
  })

  it.each([
    ['nothing at all', 'success', undefined, [], 'the check left nothing to read'],
    ['a plan without its reports', 'success', plan('churn'), [], 'the check left no report of churn'],
    ['a run that stopped', 'cancelled', undefined, [], 'the check did not finish (cancelled)'],
    [
      'a run that stopped after the first of two',
      'cancelled',
      plan('churn', 'fraud'),
      [check('churn', 'pass')],
      'the check did not finish (cancelled): no report of fraud',
    ],
    [
      'a green report of a run that failed',
      'failure',
      plan('churn'),
      [check('churn', 'pass')],
      'the check did not finish (failure)',
    ],
    [
      'many missing',
      'success',
      plan('a', 'b', 'c', 'd', 'e'),
      [],
      'the check left no report of a, b, c and 2 more',
    ],
    [
      'no conclusion',
      null,
      plan('churn'),
      [],
      'the check did not finish (no conclusion): no report of churn',
    ],
  ])('is never green with %s', (_, conclusion, planned, checks, unfinished) => {
    expect(weigh({ conclusion, plan: planned, checks })).toMatchObject({ verdict: 'error', unfinished })
  })
})
