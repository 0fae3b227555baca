import { describe, expect, it } from 'vitest'
import { DriftReport } from '../../src/drift/report.ts'
import { sparkline } from '../../src/report/histogram.ts'
import { renderDriftHtml } from '../../src/report/html/drift.ts'
import { driftTitle, renderDriftIssue, renderRecovery } from '../../src/report/markdown/drift.ts'
import { renderDecisionText } from '../../src/report/markdown/retraining.ts'
import { renderDriftText } from '../../src/report/text/drift.ts'
import { decision, drift } from './fixtures.ts'

const mark = '<!-- pawl:alert model=churn cause=drift window=2026-03 -->'

describe('the issue about drift', () => {
  it('has the same title from window to window', () => {
    expect(driftTitle('churn')).toBe('Drift: churn')
  })

  it('starts with the mark it was given, then the verdict and why', () => {
    expect(DriftReport.parse(drift)).toEqual(drift)
    const [first, second] = renderDriftIssue(mark, drift).split('\n')
    expect(first).toBe(mark)
    expect(second).toBe('### 📈 Drift · churn: 2 of 4 columns drifted: monthly\\_charges and contract')
  })

  it('shows drifted columns, the strongest first, and folds the others away', () => {
    const body = renderDriftIssue(mark, drift, { decision })
    const at = (text: string) => body.indexOf(text)
    expect(at('| `monthly_charges`')).toBeLessThan(at('| `contract`'))
    expect(at('| `contract`')).toBeLessThan(at('<summary>2 other columns</summary>'))
    expect(at('<summary>2 other columns</summary>')).toBeLessThan(at('| `tenure`'))
  })

  it('says what happens next', () => {
    expect(renderDriftIssue(mark, drift, { decision })).toContain('🔁 **Retraining** of `churn`')
    expect(renderDriftIssue(mark, drift)).toContain('`/retrain churn`')
  })

  it('shows shapes and counts, never a value of a cell', () => {
    for (const text of [renderDriftIssue(mark, drift), renderDriftHtml(drift), renderDriftText(drift)])
      expect(text).not.toMatch(/secret-plan|weekly/)
  })

  it('is closed by a comment that says why', () => {
    expect(renderRecovery(mark, { recovery: 'trained', version: '1.2.0' })).toContain(
      'version `1.2.0` is in production now',
    )
    expect(renderRecovery(mark, { recovery: 'stable', report: drift })).toMatch(
      /^<!-- .* -->\n✅ \*\*Recovered\*\*/,
    )
  })
})

describe('the shapes of a column', () => {
  it('are drawn on one scale', () => {
    expect(sparkline([0, 0.01, 0.5, 1], 1)).toBe('·▁▅█')
  })
})

describe('a decision about retraining', () => {
  it('says what was decided, who asked, and what each clause saw', () => {
    expect(renderDecisionText(decision)).toMatchInlineSnapshot(`
      "🔁 **Retraining** of \`churn\`: 2 columns drifted, which is the limit, and the last retraining was 9 days ago

      - asked for by drift in window \`2026-03\` of \`contract\`, \`monthly_charges\`
      - ✅ \`drift.columns\`: 2 columns drifted, 2 are enough
      - ✅ \`cool-down\`: the last retraining was 9 days ago, 1 day is enough

      <sub>Decision \`decision-5d41402abc4b\` at \`2026-03-31T04:17:00Z\` on commit \`1a2b3c4\`, recorded on \`pawl/state\`.</sub>
      "
    `)
  })
})
