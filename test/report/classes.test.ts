import { expect, it } from 'vitest'
import type { ClassFigures } from '../../src/gates/row-sections.ts'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { check, report } from './fixtures.ts'

const hostile = '<img src=x>|`@ada`'
const classes: ClassFigures[] = ['month-to-month', hostile].map((name) => ({
  name,
  rows: 200,
  metrics: [
    { metric: 'recall', candidate: { value: 0.61 }, interval: null, production: { value: 0.63 } },
    { metric: 'roc_auc', candidate: { undefined: 'labels only' }, interval: null },
  ],
}))
const confusion = {
  classes: ['month-to-month', hostile],
  counts: [
    [180, 20],
    [70, 130],
  ],
}
const shown = check({
  report: report({ classes, candidate: { ...report().candidate, confusion } }),
})

it('the comment has each class and the confusion matrix, folded, with names as text', () => {
  const body = renderComment([shown], { changesWorkflows: false })
  expect(body).toContain('2 classes against the rest')
  expect(body).toContain('0.6100 (0.6300)')
  expect(body).toContain('**130**')
  expect(body).toContain('`` <img src=x>\\|`@ada` ``')
})

it('the page shades the confusion matrix by the share of each class', () => {
  const page = renderHtml([shown], { changesWorkflows: false })
  expect(page).not.toContain('<img')
  expect(page).toContain('--tone:var(--pass);--share:41%')
  expect(page).toContain('90 %')
})
