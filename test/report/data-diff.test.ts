import { expect, it } from 'vitest'
import type { DataDiff } from '../../src/data/diff/data-diff.ts'
import { Check } from '../../src/gates/check.ts'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { renderCheckText } from '../../src/report/text/check.ts'
import { check as checkWith } from './fixtures.ts'

const side = { type: 'number' as const, nulls: 0, bad: 0, distinct: 9, mean: 1.5, stdev: 1 }
const column = (name: string, shift: number): DataDiff['profile'][number] => ({
  column: name,
  kind: 'numeric',
  before: side,
  after: { ...side, nulls: 10, mean: 2.5 },
  changed: 4,
  shift,
  shapes: { before: [0.5, 0.5], after: [0.1, 0.9] },
})
const diff: DataDiff = {
  schema: 'pawl/diff@1',
  dataset: 'customers',
  before: { name: 'commit 1a2b3c4d5e', version: `sha256:${'a'.repeat(64)}`, rows: 7043 },
  after: { name: 'this change', version: `sha256:${'b'.repeat(64)}`, rows: 7100 },
  columns: { added: ['</summary><b>@ada'], removed: [], retyped: [] },
  rows: {
    by: 'key',
    key: ['id'],
    added: 60,
    removed: 3,
    changed: 4,
    same: 7036,
    unclear: { before: 0, after: 0 },
  },
  profile: [column('tenure|<img>', 0.4), column('still', 0.1)],
}
const passing = checkWith()
const check = Check.parse(checkWith({ diff }))
const context = { changesWorkflows: false }

it('a change of the data is a folded section of the comment, with counts and small pictures', () => {
  const body = renderComment([check], context)
  expect(body).toContain(
    'Data customers changed: 7,043 → 7,100 rows (60 added, 3 removed, 4 changed, 7,036 the same)',
  )
  expect(body).toMatch(/<details><summary>Data customers changed[^\n]*<\/summary>/)
  expect(body).toContain('█')
  expect(body).toContain('1.5000 → 2.5000')
  expect(body).not.toContain('<b>')
  expect(body).toContain('`tenure\\|<img>`')
  expect(renderComment([passing], context)).not.toContain('changed:')
})

it('the page has a table and pictures, and the text a line', () => {
  const page = renderHtml([check], context)
  expect(page).toContain('Data customers changed: 7,043 → 7,100 rows')
  expect(page.match(/shift 0\.\d{3}/g)?.length).toBeGreaterThan(1)
  expect(page).not.toContain('<img>')
  expect(renderCheckText([check])).toContain('data changed: 7,043 → 7,100 rows')
})
