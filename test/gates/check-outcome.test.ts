import { describe, expect, it } from 'vitest'
import type { RuleResult, ValidationReport } from '../../src/data/validation.ts'
import { checkOutcome } from '../../src/gates/check-outcome.ts'
import type { Report } from '../../src/gates/report.ts'
import { digestOf } from '../../src/project/digest.ts'
import type { Outcome, Verdict } from '../../src/project/verdict.ts'

function broken(column: string, verdict: Verdict = 'fail', level: RuleResult['level'] = 'fail'): RuleResult {
  return {
    rule: `columns.${column}.min`,
    column,
    expected: `${column} is at least 0`,
    found: '37 of 5,000 rows (0.74 %) are below 0',
    rows: 5000,
    violations: 37,
    share: 0.0074,
    level,
    verdict,
  }
}

function validation(verdict: Verdict, results: RuleResult[] = []): ValidationReport {
  return {
    schema: 'pawl/validation@1',
    dataset: 'customers',
    verdict,
    reason: `it is ${verdict}`,
    version: digestOf('data'),
    rows: 5000,
    columns: 3,
    results,
  }
}

const training = { seconds: 2, rows: 4000 }
function report(verdict: Outcome): Report {
  return { verdict, reason: `the report says ${verdict}` } as Report
}

describe('the outcome of a check', () => {
  it.each<Outcome>(['pass', 'warn', 'inconclusive', 'fail', 'error', 'unchanged'])(
    'is that of the report when the data is sound: %s',
    (verdict) => {
      expect(checkOutcome({ validation: [validation('pass')], training, report: report(verdict) })).toEqual({
        stage: 'evaluation',
        verdict,
        reason: `the report says ${verdict}`,
      })
    },
  )

  it('stops at broken data, with the rules and counts', () => {
    const results = [broken('tenure'), broken('age', 'pass'), broken('note', 'fail', 'info')]
    expect(
      checkOutcome({ validation: [validation('fail', results)], training, report: report('pass') }),
    ).toEqual({
      stage: 'validation',
      verdict: 'fail',
      reason: 'customers: 1 rule broken: tenure is at least 0, but 37 of 5,000 rows (0.74 %) are below 0',
    })
  })

  it('names three rules and counts the rest', () => {
    const results = ['a', 'b', 'c', 'd', 'e'].map((column) => broken(column))
    const { reason } = checkOutcome({ validation: [validation('fail', results)] })
    expect(reason).toMatch(/^customers: 5 rules broken: a is .*; b is .*; c is .*; and 2 more rules$/)
  })

  it.each<Verdict>(['error', 'inconclusive'])('stops at data that is %s, with its own reason', (verdict) => {
    expect(
      checkOutcome({
        validation: [validation('pass'), validation(verdict)],
        training,
        report: report('pass'),
      }),
    ).toEqual({
      stage: 'validation',
      verdict,
      reason: `customers: it is ${verdict}`,
    })
  })

  it('is a warning where the data warns and the report passes', () => {
    const data = validation('warn', [broken('tenure', 'warn', 'warn')])
    expect(checkOutcome({ validation: [data], training, report: report('pass') })).toEqual({
      stage: 'evaluation',
      verdict: 'warn',
      reason:
        'customers: 1 rule broken at level warn: tenure is at least 0, but 37 of 5,000 rows (0.74 %) are below 0; the report says pass',
    })
    expect(checkOutcome({ validation: [data], training, report: report('fail') }).verdict).toBe('fail')
  })

  it('is an error when training failed', () => {
    const failed = { ...training, error: 'it left no model.onnx' }
    expect(
      checkOutcome({ validation: [validation('pass')], training: failed, report: report('pass') }),
    ).toEqual({
      stage: 'training',
      verdict: 'error',
      reason: 'training failed: it left no model.onnx',
    })
  })

  it.each([
    ['validation', { validation: [] }],
    ['training', { validation: [validation('pass')] }],
    ['evaluation', { validation: [validation('pass')], training }],
  ])('is an error where %s is missing', (stage, given) => {
    expect(checkOutcome(given)).toMatchObject({ stage, verdict: 'error' })
  })
})
