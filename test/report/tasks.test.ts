import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../sandbox/pages/markdown.ts'
import type { Report } from '../../src/gates/report.ts'
import type { Fit } from '../../src/gates/scored-section.ts'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { renderCheckText } from '../../src/report/text/check.ts'
import { check, gates, report } from './fixtures.ts'

const fitBy = (bias: number): Fit =>
  Array.from({ length: 12 }, (_, bin) => ({
    predicted: 120_000 + bin * 31_000,
    actual: 118_000 + bin * 32_000 + bias * Math.sin(bin),
    spread: 14_000 + 900 * bin,
    rows: 117,
  }))

const figures = (value: number) => ({ mean_absolute_error: { value }, r2: { value: 0.71 } })
const error = {
  ...gates.lossRise,
  metric: 'mean_absolute_error',
  gate: 'mean_absolute_error.max-rise',
  candidate: 18_204,
  production: 18_944,
  change: -740,
  interval: null,
  limit: { text: '500', value: 500 },
  reason: 'mean_absolute_error fell by 740',
}

function of(task: 'regression' | 'multiclass-classification'): Report {
  const base = report()
  const { positives: _, ...holdout } = base.data.holdout
  const curves = { metrics: figures(18_204), curves: null }
  return {
    ...base,
    task,
    reason: 'all 1 gates passed',
    gates: [error],
    candidate: { ...base.candidate, ...curves, ...(task === 'regression' && { fit: fitBy(9000) }) },
    production: base.production && {
      ...base.production,
      ...curves,
      ...(task === 'regression' && { fit: fitBy(22_000) }),
    },
    data: {
      ...base.data,
      holdout: {
        ...holdout,
        ...(task !== 'regression' && { classes: [{ name: 'setosa', rows: 1409 }] }),
      },
    },
    slices: [
      {
        by: 'city',
        name: 'city=Bonn',
        rows: 300,
        support: 300,
        metrics: [{ metric: 'mean_absolute_error', candidate: { value: 17_000 }, interval: null }],
      },
    ],
  }
}

function shown(task: 'regression' | 'multiclass-classification') {
  const one = check({ report: of(task) })
  return {
    comment: renderComment([one], { changesWorkflows: false }),
    page: renderHtml([one], { changesWorkflows: false }),
    text: renderCheckText([one]),
  }
}

describe('a regression', () => {
  it('has predicted against actual in the place of the curves of a classification', () => {
    const { comment, page } = shown('regression')
    expect(comment).toContain('title "Predicted and actual"')
    expect(comment).toContain('line [120000, 151000,')
    expect(page).toContain('<summary>Predicted and actual as a table</summary>')
    expect(page).toContain('Residual spread')
    expect(page).toContain('120,000')
  })

  it('has a Mermaid chart that can be drawn', () => {
    expect(renderMarkdown(shown('regression').comment)).toContain('Predicted and actual')
  })

  it('shows no chart where there were too few rows for points', () => {
    const bare = of('regression')
    const none = check({ report: { ...bare, candidate: { ...bare.candidate, fit: [] } } })
    expect(renderHtml([none], { changesWorkflows: false })).not.toContain('Predicted and actual')
    expect(renderComment([none], { changesWorkflows: false })).not.toContain('```mermaid')
  })
})

describe('a task without positives', () => {
  it.each(['regression', 'multiclass-classification'] as const)(
    'is told of in its own words, with no empty chart: %s',
    (task) => {
      for (const text of Object.values(shown(task))) {
        expect(text).not.toMatch(/\bpositive|ROC curve|Calibration/i)
        expect(text).not.toMatch(/NaN|undefined:/)
      }
    },
  )

  it('has no rarer class where there are no classes', () => {
    expect(shown('regression').page).not.toContain('rarer class')
    expect(shown('multiclass-classification').page).toContain('rarer class')
  })
})
