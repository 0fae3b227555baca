import { describe, expect, it } from 'vitest'
import type { SliceFigures } from '../../src/gates/row-sections.ts'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { renderReportText } from '../../src/report/text/check.ts'
import { check, report } from './fixtures.ts'

const context = { changesWorkflows: false }

function slice(name: string, auc: number | null, more: Partial<SliceFigures> = {}): SliceFigures {
  return {
    by: 'contract',
    name,
    rows: 400,
    support: 90,
    metrics: [
      {
        metric: 'roc_auc',
        candidate: auc === null ? { undefined: 'no row is positive' } : { value: auc },
        interval: auc === null ? null : { low: auc - 0.03, high: auc + 0.03 },
        production: { value: 0.8 },
      },
    ],
    ...more,
  }
}

const hostile = 'contract=<img src=x onerror=alert(1)>|`@ada` [x](http://x)'
const slices = [slice('contract=two-year', 0.91), slice(hostile, 0.71), slice('contract=gone', null)]
const shown = report({ slices })

describe('slices', () => {
  it('stand worst first in the comment, with what they are compared with', () => {
    const comment = renderComment([check({ report: shown })], context)
    expect(comment).toContain('3 slices, worst first')
    expect(comment).toMatch(/0\.7100 \(0\.8000\)[\s\S]*0\.9100 \(0\.8000\)[\s\S]*– \(0\.8000\)/)
  })

  it('show names as text, whatever they hold', () => {
    const comment = renderComment([check({ report: shown })], context)
    // In a table's cell it stands in a code span, with backticks enough to hold its own.
    const line = comment.split('\n').find((one) => one.includes('onerror')) ?? ''
    const outside = line.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, '')
    expect(outside).not.toMatch(/<img|@ada|\[x\]/)
    expect(line.replaceAll('\\|', '').match(/\|/g)).toHaveLength(4)
    const page = renderHtml([check({ report: shown })], context)
    expect(page).not.toContain('<img')
    expect(page).toContain('3 slices, worst first')
  })

  it('are drawn and listed on the page, and listed in a terminal', () => {
    const page = renderHtml([check({ report: shown })], context)
    expect(page).toMatch(/aria-label="roc_auc of 3 slices; a table below has the figures."/)
    expect(page).toContain('0.7100 (0.8000)')
    expect(renderReportText(shown, { colour: false, width: 120 } as never)).toMatch(
      /slices, worst first[\s\S]*0\.7100 \(0\.8000\)/,
    )
  })

  it('leave nothing behind where there are none', () => {
    expect(renderHtml([check()], context)).not.toContain('slices, worst first')
    expect(renderComment([check()], context)).not.toContain('slice')
  })
})
