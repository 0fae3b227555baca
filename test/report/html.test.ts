import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderDriftHtml } from '../../src/report/html/drift.ts'
import { html } from '../../src/report/html/escape.ts'
import { check, checks, decision, drift, gates, report, validation } from './fixtures.ts'

const context = { changesWorkflows: false }

/** Opening tags of a page by name, without those that only repeat with the content. */
const tags = (page: string) =>
  (page.match(/<[a-zA-Z][^\s>/]*/g) ?? []).join(' ').replace(/<text(?: <text)+/g, '<text')

describe('the page of a report', () => {
  it('is the same bytes for the same checks, however often it was drawn before', () => {
    const first = renderHtml([checks.failing], context)
    renderHtml([checks.passing], context)
    expect(renderHtml([checks.failing], context)).toBe(first)
  })

  it('needs nothing from anywhere and runs nothing', () => {
    for (const page of [
      ...Object.values(checks).map((one) => renderHtml([one], context)),
      renderDriftHtml(drift, { decision }),
    ]) {
      expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'`)
      expect(page).not.toMatch(/<script|<link|<img|<iframe|@import|url\((?!#)|href="|src="|\son[a-z]+=/i)
      expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:\/\//)
    }
  })

  it('is in the order of a reader who has a minute: verdict, gates, charts, what is folded, what to do', () => {
    const page = renderHtml([checks.failing], context)
    const places = ['<h1>', '<h3>Gates', '<h3>Charts', '<svg', '<h3>Details', '<h3>What next'].map((part) =>
      page.indexOf(part),
    )
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    const rows = [...page.slice(0, places[2]).matchAll(/<tr class="over">[\s\S]*?--tone:var\(--([a-z-]+)\)/g)]
    expect(rows.map(([, verdict]) => verdict)[0]).toBe('fail')
    expect(page).not.toContain('<details open')
    expect(page).toContain('<code>npx pawl check churn</code>')
  })

  it('has no empty chart and nothing to do where nothing is judged', () => {
    const page = renderHtml([checks.invalid], context)
    expect(page).not.toContain('<h3>Charts')
    expect(page).toContain('<code>data/customers/dataset.yaml</code>')
  })

  it('draws gates, ROC and calibration, with words for those who do not see them', () => {
    const page = renderHtml([checks.failing], context)
    // The charts of gates are drawn for wide and for narrow windows.
    expect(page.match(/<svg /g)).toHaveLength(6)
    expect(page.match(/<div role="img" aria-label="[^"]{20,}">/g)).toHaveLength(4)
    expect(page).toContain('roc_auc drop ≤ 0.01')
  })

  it('uses each name of a clip path in one chart only', () => {
    const ids = [...renderHtml([checks.failing, checks.passing], context).matchAll(/ id="([^"]+)"/g)].map(
      ([, id]) => id,
    )
    expect(ids.length).toBeGreaterThan(0)
    expect(new Set(ids).size).toBe(
      new Set(renderHtml([checks.failing, checks.passing], context).match(/url\(#[^)]+\)/g)).size,
    )
  })

  it('shows a share of broken rows as a bar with its figure', () => {
    expect(renderHtml([checks.invalid], context)).toContain('<b style="width:20%"></b></span>20 %')
  })

  it('says that it is advice when the head changes .github/', () => {
    expect(renderHtml([checks.passing], { changesWorkflows: true })).toContain('Advice only')
  })

  it('has the same elements whatever the values hold', () => {
    const page = (value: string) =>
      renderHtml(
        [
          check({
            model: value,
            reason: value,
            validation: [
              validation({
                dataset: value,
                reason: value,
                results: validation().results.map((rule) => ({ ...rule, expected: value, found: value })),
              }),
            ],
            report: report({
              model: value,
              reason: value,
              notes: [value],
              gates: [
                {
                  ...gates.aucDropped,
                  metric: value,
                  slice: value,
                  reason: value,
                  limit: { text: value, value: -0.01 },
                },
              ],
            }),
          }),
        ],
        context,
      )
    const plain = tags(page('x'))
    const nasty = fc.constantFrom(
      '<script>alert(1)</script>',
      '"><img src=x onerror=1>',
      "' onload='x",
      '</style>',
      '</svg>',
      '--></title>',
      '{a|b}',
      '&lt;',
      'a\u202eb',
      '`',
    )
    fc.assert(
      fc.property(
        fc.array(fc.oneof(nasty, fc.string({ unit: 'binary' })), { minLength: 1, maxLength: 4 }),
        (parts) => {
          expect(tags(page(`x${parts.join('')}`))).toBe(plain)
        },
      ),
      { numRuns: 15 },
    )
  })
})

describe('html', () => {
  it('escapes strings in text and in attributes, and nothing twice', () => {
    expect(html`<p title="${'"<&\'`'}">${html`<b>${'<i>'}</b>`}${[1, undefined, 'a&b']}</p>`.html).toBe(
      '<p title="&quot;&lt;&amp;&#39;&#96;"><b>&lt;i&gt;</b>1a&amp;b</p>',
    )
  })
})
