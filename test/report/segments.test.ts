import { expect, it } from 'vitest'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { renderCheckText } from '../../src/report/text/check.ts'
import { check, report } from './fixtures.ts'

const found = ['tenure below 4 and contract = month-to-month', 'note = <img src=x> @ada'].map((name) => ({
  name,
  rows: 213,
  candidate: 0.71,
  elsewhere: 0.42,
  excess: { low: 0.11, high: 0.47 },
}))
const shown = check({ report: report({ segments: { metric: 'log_loss', tried: 3, found } }) })

it('weak segments are told in words: folded in the comment, as a table on the page, as lines in a terminal', () => {
  const context = { changesWorkflows: false }
  const body = renderComment([shown], context)
  expect(body).toContain('2 weak segments')
  expect(body).toContain(
    'tenure below 4 and contract = month-to-month: log\\_loss 0.7100 against 0.4200 elsewhere, 213 rows',
  )
  const page = renderHtml([shown], context)
  expect(page).toContain('+0.2900')
  for (const text of [body, page]) expect(text).not.toContain('<img')
  expect(renderCheckText([shown])).toContain('weak segment: tenure below 4')
})
