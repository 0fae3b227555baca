import { expect, it } from 'vitest'
import { renderHtml } from '../../src/report/html/check.ts'
import { gateChart } from '../../src/report/html/gate-chart.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { renderCheckText } from '../../src/report/text/check.ts'
import { check, checks } from './fixtures.ts'

const failing = checks.failing.report
if (!failing) throw new Error('the fixture has a report')
const report = {
  ...failing,
  stages: [
    { stage: 'staging', verdict: 'pass' as const, reason: 'all 2 gates pass: recall is 0.55', gates: [] },
    { stage: 'production', verdict: failing.verdict, reason: failing.reason },
  ],
}
const shown = check({ report })

it('stages with gates of their own stand in a table, and the one that the report is of is not told twice', () => {
  const comment = renderComment([shown], { changesWorkflows: false })
  expect(comment).toContain('| ✅ | `staging` | Pass | all 2 gates pass: recall is 0.55 |')
  expect(comment).toContain('| ❌ | `production` | Fail | the verdict of this report |')
  const html = renderHtml([shown], { changesWorkflows: false })
  expect(html).toContain('What the candidate comes to for each stage')
  expect(html).toContain('all 2 gates pass: recall is 0.55')
  const text = renderCheckText([shown])
  expect(text).toContain('✓ for staging: pass, all 2 gates pass: recall is 0.55')
  expect(text).toContain('✗ for production: fail, the verdict of this report')
})

it('without gates by stage there is no such table', () => {
  expect(renderComment([checks.failing], { changesWorkflows: false })).not.toContain('for the stage')
})

it('a reason in the terminal names the slice that it is of', () => {
  const [gate] = failing.gates
  if (!gate) throw new Error('the fixture has gates')
  const sliced = { ...gate, verdict: 'fail' as const, slice: 's1=a', reason: 'accuracy fell by 0.1' }
  expect(renderCheckText([check({ report: { ...failing, gates: [sliced] } })])).toContain(
    '✗ s1=a: accuracy fell by 0.1',
  )
})

it('names in the chart are broken into lines and never cut, as their ends may be all that tells them apart', () => {
  const [gate] = failing.gates
  if (!gate) throw new Error('the fixture has gates')
  const of = (slice: string) => ({ ...gate, metric: 'demographic_parity_difference', slice })
  const long = 'sex and age group and marital_status'
  const { wide, narrow } = gateChart([of(`${long}=a`), of(`${long}=b`)]) as { wide: string; narrow: string }
  for (const drawn of [wide, narrow]) {
    expect(drawn).not.toContain('…')
    expect(drawn).not.toContain('...')
    const texts = [...drawn.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
    expect(texts.join(' ')).toMatch(/status=a/)
    expect(texts.join(' ')).toMatch(/status=b/)
  }
  const height = (drawn: string) => Number(/viewBox="0 0 \d+ (\d+)"/.exec(drawn)?.[1])
  expect(height(wide)).toBeGreaterThan(height((gateChart([of('a'), of('b')]) as { wide: string }).wide))
})

it('a long metric in the chart leaves room for the slice that tells two gates on it apart', () => {
  const [gate] = failing.gates
  if (!gate) throw new Error('the fixture has gates')
  const of = (slice: string) => ({ ...gate, metric: 'demographic_parity_difference', slice })
  const drawn = JSON.stringify(gateChart([of('gender'), of('contract')]))
  expect(drawn).toContain('gender')
  expect(drawn).toContain('contract')
})
