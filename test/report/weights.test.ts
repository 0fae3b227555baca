import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../sandbox/pages/markdown.ts'
import type { Report } from '../../src/gates/report.ts'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderCard } from '../../src/report/markdown/card.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { promotionBody } from '../../src/report/markdown/promotion.ts'
import { renderReportText } from '../../src/report/text/check.ts'
import { check, promotion, report } from './fixtures.ts'

function weightedBy(column: string, more: Partial<Report> = {}): Report {
  const { data } = report()
  const holdout = { ...data.holdout, weights: { column, effective: 930.4, zero: 12 } }
  return report({ data: { ...data, holdout }, ...more })
}

function shown(of: Report) {
  const one = check({ report: of })
  const card = renderCard({
    model: 'churn',
    version: '1.1.0',
    parent: '1.0.0',
    description: 'Whom to call.',
    owners: ['ada'],
    target: { column: 'churned', positive: true },
    features: ['tenure'],
    split: { by: 'customer_id', holdout: 0.2, salt: 'pawl' },
    rows: { train: 5634, holdout: 1409 },
    dataParent: null,
    params: '{}',
    seed: 42,
    training: { node: 'v24.11.0', platform: 'linux-x64', seconds: 12.4 },
    started: '2026-03-02T09:00:00Z',
    report: of,
  })
  return {
    comment: renderMarkdown(renderComment([one], { changesWorkflows: false })),
    promotion: renderMarkdown(promotionBody({ ...promotion, report: of })),
    card: renderMarkdown(card),
    page: renderHtml([one], { changesWorkflows: false }),
    text: renderReportText(of),
  }
}

const words = '1,409 held-out rows, weighted by survey_weight: 930 effective rows'

describe('figures of rows with weights', () => {
  it('are told as such everywhere, with the column and the effective number of rows', () => {
    for (const [where, text] of Object.entries(shown(weightedBy('survey_weight'))))
      expect(text.replaceAll('\u200b', ''), where).toContain(words)
  })

  it('come with the rows of weight 0 that are left out', () => {
    const { page, card } = shown(weightedBy('survey_weight'))
    for (const text of [page, card.replaceAll('\u200b', '')])
      expect(text).toContain('12 of weight 0 left out')
  })

  it('are not spoken of where rows have none', () => {
    for (const text of Object.values(shown(report()))) expect(text).not.toMatch(/weighted by|effective rows/)
  })

  it('name a column as text only, whatever it is called', () => {
    const evil = '"><script>alert(1)</script>[x](https://evil.test)\n# Big @ada'
    for (const [where, text] of Object.entries(shown(weightedBy(evil)))) {
      expect(text, where).toContain('weighted by')
      if (where !== 'text') expect(text, where).not.toMatch(/<script|href="https:\/\/evil|<h1[^>]*>\s*Big/i)
    }
  })

  it('have a confusion matrix of weights', () => {
    const { candidate } = report()
    const confusion = {
      classes: ['a', 'b'],
      counts: [
        [12.5, 3],
        [0.25, 40],
      ],
    }
    const of = weightedBy('w', { task: 'multiclass-classification', candidate: { ...candidate, confusion } })
    const { page, comment } = shown(of)
    for (const text of [page, comment]) {
      expect(text).toContain('What held-out rows weigh, by what they are')
      expect(text).toContain('12.50')
      expect(text).toContain('0.2500')
    }
  })
})
