import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { annotationsOf, statusOf } from '../../src/report/status.ts'
import { check, checks, gates, report, validation } from './fixtures.ts'

describe('the commit status', () => {
  it('is green only for pass, warn and unchanged, and for no model at all', () => {
    const states = Object.entries(checks).map(([name, one]) => [name, statusOf([one]).state])
    expect(Object.fromEntries(states)).toEqual({
      passing: 'success',
      failing: 'failure',
      inconclusive: 'failure',
      first: 'success',
      unchanged: 'success',
      invalid: 'failure',
      error: 'error',
    })
    expect(statusOf([])).toEqual({ state: 'success', description: 'No model is touched by this change.' })
  })

  it('says verdict, model and reason of the worst', () => {
    expect(statusOf([checks.unchanged, checks.passing, { ...checks.error, model: 'fraud' }])).toEqual({
      state: 'error',
      description: 'Error (1 in error, 1 passed, 1 unchanged) · fraud: training ended with exit code 1',
    })
  })

  it('fits into 140 units and one line, whatever it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (hostile) => {
        const { description } = statusOf([check({ model: hostile, reason: hostile })])
        expect(description.length).toBeLessThanOrEqual(140)
        expect(description).not.toMatch(
          /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
        )
        expect(description).not.toMatch(/\p{Cc}|[\u2028\u2029]/u)
      }),
    )
  })
})

describe('annotations', () => {
  it('name what did not pass, worst first', () => {
    expect(annotationsOf([checks.failing])).toEqual([
      {
        level: 'error',
        title: '❌ churn: roc_auc.max-drop',
        message: 'roc_auc fell by 0.031 (95 % interval 0.022 to 0.040), beyond the 0.01 allowed',
      },
      {
        level: 'warning',
        title: '⚠️ churn: precision.min',
        message: 'precision is 0.643 (95 % interval 0.593 to 0.690), below the 0.65 asked for',
      },
    ])
    expect(annotationsOf([checks.passing])).toEqual([])
  })

  it('are never missing where a check is not green', () => {
    expect(annotationsOf([checks.error])).toHaveLength(1)
    const silent = check({ verdict: 'inconclusive', reason: 'rows were altered' })
    expect(annotationsOf([silent])[0]?.message).toBe('rows were altered')
  })

  it('leave out what only informs', () => {
    const informing = report({ gates: [{ ...gates.aucDropped, level: 'info' }] })
    expect(annotationsOf([check({ report: informing })])).toEqual([])
  })

  it('are at most eight, and the last one says how many more there are', () => {
    const broken = validation().results.map((rule) => ({ ...rule, verdict: 'fail' as const }))
    const list = annotationsOf([check({ validation: [validation({ results: [...broken, ...broken] })] })])
    expect(list).toHaveLength(8)
    expect(list[7]?.message).toBe('5 more findings: see the job summary.')
  })
})
