import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/gates/report.ts'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { renderReportText } from '../../src/report/text/check.ts'
import { check, report } from './fixtures.ts'

const context = { changesWorkflows: false }
const hostile = '<img src=x onerror=alert(1)>|`@ada`'
const metric = (name: string, value: number | null) => ({
  metric: name,
  candidate: value === null ? { undefined: 'none' } : { value },
  interval: null,
  production: { value: 0.6 },
})
const operating: NonNullable<Report['operating']> = {
  chosenOn: 120,
  judged: { rows: 480, positives: 130 },
  points: [
    {
      name: null,
      rule: 'largest f1',
      candidate: { value: 0.31 },
      production: { value: 0.28 },
      metrics: [metric('recall', 0.7)],
    },
    {
      name: 'outreach',
      rule: 'lowest with precision of at least 0.99',
      candidate: { undefined: `no threshold ${hostile}` },
      production: { value: 0.9 },
      metrics: [metric('recall', null), metric('f1', 0.5)],
    },
  ],
}
const shown = report({ operating })

describe('thresholds and operating points', () => {
  const pages = {
    comment: () => renderComment([check({ report: shown })], context),
    page: () => renderHtml([check({ report: shown })], context),
    text: () => renderReportText(shown),
  }

  it.each(Object.entries(pages))(
    'stand in the %s with how they were chosen, on which rows, and both models',
    (_, render) => {
      const said = render()
      for (const part of [
        'largest f1',
        '0.3100 (0.2800)',
        'outreach',
        '0.7000 (0.6000)',
        '– (0.6000)',
        '120 held-out rows',
        '480',
      ])
        expect(said).toContain(part)
      expect(said).toMatch(/The point outreach of the candidate: no threshold/)
    },
  )

  it('show what is hostile as text', () => {
    expect(pages.comment()).not.toContain('<img')
    expect(pages.page()).not.toContain('<img')
  })

  it('are folded in the comment, which counts the rows that were judged', () => {
    expect(pages.comment()).toMatch(/<summary>Threshold and one operating point<\/summary>/)
    expect(pages.comment()).toContain('on 480 held-out rows')
  })

  it('stand nowhere where one number says it all', () => {
    expect(renderComment([check({ report: report({}) })], context)).not.toContain('Thresholds were chosen')
  })
})
