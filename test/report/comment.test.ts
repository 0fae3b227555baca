import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../sandbox/pages/markdown.ts'
import type { RuleResult } from '../../src/data/validation.ts'
import { Check } from '../../src/gates/check.ts'
import type { Report } from '../../src/gates/report.ts'
import { renderHtml } from '../../src/report/html/check.ts'
import { renderComment, renderSummary, renderUnfinished } from '../../src/report/markdown/comment.ts'
import { gateName } from '../../src/report/markdown/gates.ts'
import { checkMarker } from '../../src/report/markdown/marker.ts'
import { renderCheckText } from '../../src/report/text/check.ts'
import { behaviour, check, checks, fairness, gates, report, validation } from './fixtures.ts'

const context = { changesWorkflows: false, run: 'https://github.test/acme/customers/actions/runs/1' }
const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/
const firstLine = (body: string) => body.split('\n')[1]

/** What a reader sees, without tags and without what has no width. */
const seen = (body: string) =>
  renderMarkdown(body)
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('\u200b', '')

describe('the comment on a pull request', () => {
  it('is made of checks that fit the contract', () => {
    for (const one of Object.values(checks)) expect(Check.parse(one)).toEqual(one)
  })

  it('starts with the hidden marker, then says verdict and reason in one line', () => {
    const lines = Object.values(checks).map((one) => renderComment([one], context))
    for (const body of lines) expect(body.startsWith(`${checkMarker}\n### `)).toBe(true)
    expect(lines.map(firstLine)).toMatchInlineSnapshot(`
      [
        "### ✅ Pass · churn: all 4 gates passed; roc\\_auc rose by 0.0066",
        "### ❌ Fail · churn: roc\\_auc fell by 0.031 (95 % interval 0.022 to 0.040), beyond the 0.01 allowed",
        "### ❓ Inconclusive · churn: recall fell by 0.007 (95 % interval from a fall of 0.029 to a rise of 0.016), too uncertain to hold against the 0.02 allowed: about 4,212 rows would decide, there are 1,409",
        "### ✅ Pass · churn: all 2 gates passed; there is no version in production yet",
        "### ➖ Unchanged · churn: the candidate is production's very bytes",
        "### ❌ Fail · churn: the data of customers breaks 3 rules, first of all: the column monthly\\_charges is missing",
        "### ⛔ Error · churn: training ended with exit code 1",
      ]
    `)
  })

  it('is one line when no model is touched', () => {
    expect(renderComment([], context)).toBe(
      `${checkMarker}\n➖ No model is touched by this change, so there is nothing to check.\n`,
    )
  })

  it('says in its first line that it is advice when the head changes .github/', () => {
    for (const list of [[checks.passing], [checks.failing], []])
      expect(firstLine(renderComment(list, { ...context, changesWorkflows: true }))).toContain('advice only')
    expect(firstLine(renderComment([checks.passing], context))).not.toContain('advice')
  })

  it('says the reason of a slice once, though the first line names more gates after it', () => {
    const sliced = { ...gates.aucDropped, slice: 'contract=two-year' }
    const reason = `contract=two-year: ${sliced.reason} (and 1 more gate: recall.min)`
    const failed = check({
      verdict: 'fail',
      reason,
      report: report({ verdict: 'fail', reason, gates: [sliced] }),
    })
    expect(seen(renderComment([failed], context)).split(sliced.reason)).toHaveLength(2)
  })

  it('shows failing gates first, with change, interval, limit and a picture', () => {
    const rows = renderComment([checks.failing], context)
      .split('\n')
      .filter((line) => line.startsWith('| ❌') || line.startsWith('| ✅') || line.startsWith('| ⚠️'))
    expect(rows[0]).toBe(
      '| ❌ | `roc_auc` | 0.8034 | 0.8346 | **−0.0312**<br><sub>−0.0402&nbsp;to&nbsp;−0.0221</sub> | drop&nbsp;≤&nbsp;0.01 | `·━━━━━●━━━━━·····┃·` |',
    )
    expect(rows[1]).toContain('| ⚠️ | `precision` (warn) |')
  })

  it('puts the slice of a gate below its name, after its level', () => {
    expect(gateName({ ...gates.precisionWarn, slice: 'contract=two-year' }).markdown).toBe(
      '`precision`<br>(warn) of `contract=two-year`',
    )
  })

  it('puts the better side to the right, whichever way the metric goes', () => {
    const loss =
      renderComment([checks.passing], context)
        .split('\n')
        .find((line) => line.includes('`log_loss`')) ?? ''
    expect(loss.indexOf('┃')).toBeLessThan(loss.indexOf('●'))
  })

  it('says what the data broke, with counts and shares', () => {
    const body = seen(renderComment([checks.invalid], context))
    expect(body).toContain('1,409 of 7,043 rows (20 %) are empty')
    expect(body).toContain('██········')
    expect(body).toContain('training and gates did not start')
  })

  it('says what was checked besides the figures, and in the fold’s title whether all of it holds', () => {
    const body = seen(renderComment([checks.passing], context))
    expect(body).toContain('What was checked besides the figures: 3 things, all hold')
    expect(body).toContain('✅ The candidate is another file than production 1.0.0')
    const doubtful = report({
      checked: [{ check: 'twins', verdict: 'warn', text: '200 of 1,409 holdout rows have the same values' }],
    })
    const warned = seen(renderComment([check({ report: doubtful })], context))
    expect(warned).toContain('What was checked besides the figures: 1 thing, 1 warned')
    expect(warned).toContain('⚠️ 200 of 1,409')
  })

  it('names what is compared with where that is not production', () => {
    const { production } = report()
    if (!production) throw new Error('no production')
    const { metrics, curves, digest } = production
    const of = (against: NonNullable<Report['against']>) =>
      renderComment([check({ report: report({ against }) })], context)
    const constant = of({ name: 'baseline', version: null, digest: null, metrics, curves: null })
    expect(constant).toContain('| candidate | baseline | change |')
    expect(constant).not.toContain('| production `1.0.0` |')
    expect(of({ name: 'version', version: '0.9.0', digest, metrics, curves })).toContain(
      '| candidate | version<br>`0.9.0` | change |',
    )
  })

  it('shows an edited policy as it was and as it would be, with the verdict it would give', () => {
    const { policy } = report()
    const changes = [
      { setting: 'data.dataset', before: 'customers', after: 'easier' },
      { setting: 'gates.recall.min', before: '0.5', after: null },
      { setting: 'gates.f1.min', before: null, after: '<img src=x>|@ada' },
    ]
    const own = { verdict: 'pass', reason: 'all 3 gates pass' } as const
    const edited = report({ verdict: 'fail', policy: { ...policy, changed: true, changes, own } })
    const body = renderComment([check({ report: edited })], context)
    expect(body).toContain('| `data.dataset` | `customers` | `easier` |')
    expect(body).toContain('| `gates.recall.min` | `0.5` | not set |')
    expect(seen(body)).toContain('Judged by its own gates it would be: ✅ Pass · all 3 gates pass')
    expect(renderMarkdown(body)).not.toContain('<img')
    expect(renderComment([checks.passing], context)).not.toContain('edits what decides')
  })

  it('never shows a gate that was not applied, or that only informs, as a verdict', () => {
    const first = renderComment([checks.first], context)
    expect(first).toContain('| ➖ | `roc_auc` |')
    expect(first).toContain('2 passed, 1 not applied')
    const informing = report({ gates: [gates.aucMin, { ...gates.aucDropped, level: 'info' }] })
    expect(renderComment([check({ report: informing })], context)).toContain('| ℹ️ | `roc_auc` (info) |')
  })

  it('folds gates that passed away when there are many', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ ...gates.aucMin, metric: `metric_${at}` }))
    const body = renderComment([check({ report: report({ gates: [gates.aucDropped, ...many] }) })], context)
    expect(body.indexOf('`roc_auc`')).toBeLessThan(body.indexOf('<summary>30 gates: 30 passed</summary>'))
    expect(body.indexOf('`metric_0`')).toBeGreaterThan(body.indexOf('<summary>30 gates: 30 passed</summary>'))
  })

  it('shows an undefined figure as undefined', () => {
    const body = seen(renderComment([check({ report: report({ gates: [gates.f1Undefined] }) })], context))
    expect(body).toContain('undefined')
    expect(body).toContain('contract=two-year')
  })

  it('lists several models worst first and says how many of each', () => {
    const body = renderComment([checks.passing, { ...checks.failing, model: 'fraud' }], context)
    expect(firstLine(body)).toContain('### ❌ Fail · 1 failed, 1 passed · fraud:')
    expect(body.indexOf('#### ❌ fraud')).toBeLessThan(body.indexOf('#### ✅ churn'))
  })

  it('keeps the log of a training that failed in a block of code', () => {
    const html = renderMarkdown(renderComment([checks.error], context))
    expect(html).toContain("Cannot find package 'ml-cart'")
    expect(html).toMatch(/<pre><code[^>]*>Error: [^<]*not the end of the block\n<\/code><\/pre>/)
  })

  it('says that a run did not finish, whatever it left', () => {
    const body = renderUnfinished([checks.passing], {
      ...context,
      why: 'the check did not finish (cancelled)',
    })
    expect(firstLine(body)).toContain('### ⛔ Error · the check did not finish (cancelled)')
    expect(renderUnfinished([], { ...context, why: '@ada' })).not.toContain('@ada')
  })

  it('is the same text for the same checks', () => {
    expect(renderComment([checks.failing], context)).toBe(
      renderComment([structuredClone(checks.failing)], context),
    )
  })
})

describe('the length of a comment', () => {
  const huge = (unit: string, models: number) =>
    Array.from({ length: models }, (_, at) =>
      check({
        model: `model-${at}-${unit.repeat(100)}`,
        reason: unit.repeat(3000),
        verdict: 'fail',
        validation: [
          validation({
            reason: unit.repeat(5000),
            results: Array.from({ length: 60 }, () => ({
              ...(validation().results[1] as RuleResult),
              verdict: 'fail' as const,
              found: unit.repeat(900),
            })),
          }),
        ],
        training: { seconds: 1, rows: 1, error: unit.repeat(90_000) },
        report: report({
          gates: Array.from({ length: 80 }, () => ({ ...gates.aucDropped, reason: unit.repeat(500) })),
          notes: Array.from({ length: 300 }, () => unit.repeat(999)),
        }),
      }),
    )

  it('stays under 60,000 UTF-16 units, with whole characters, and says what was left out', () => {
    for (const unit of ['x', '👩', '`', '<', '@a ', '\u202e'])
      for (const models of [1, 8]) {
        const body = renderComment(huge(unit, models), context)
        expect(body.length).toBeLessThan(60_000)
        expect(loneSurrogate.test(body)).toBe(false)
        if (models > 1) expect(body).toContain('✂️ Left out')
      }
  })

  it('cuts at whole sections: what opens is closed', () => {
    const body = renderComment(huge('x', 12), context)
    expect(body.match(/<details>/g)?.length ?? 0).toBe(body.match(/<\/details>/g)?.length ?? 0)
    expect((body.match(/^```/gm)?.length ?? 0) % 2).toBe(0)
  })

  it('cuts the details of models that passed before the verdict of any', () => {
    const list = [...huge('x', 12), check({ model: 'fine' })]
    const body = renderComment(list, context)
    expect(body).toContain('#### ❌ model-0-')
    expect(body).not.toContain('<summary>Digests and versions</summary>')
  })

  it('of a job summary stays under 900 KiB', () => {
    const summary = renderSummary(huge('👩', 40), context)
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(900 * 1024)
    expect(summary.startsWith('### ')).toBe(true)
  })

  it('holds for any text in any place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (hostile) => {
        const body = renderComment(
          [
            check({
              model: hostile,
              reason: hostile,
              report: report({
                model: hostile,
                reason: hostile,
                gates: [
                  {
                    ...gates.aucDropped,
                    metric: hostile,
                    slice: hostile,
                    reason: hostile,
                    limit: { text: hostile, value: 0 },
                  },
                ],
                checked: [{ check: 'twins', verdict: 'warn', text: hostile }],
                fairness: [fairness(hostile)],
                behaviour: behaviour(hostile),
                policy: {
                  ...report().policy,
                  changed: true,
                  changes: [{ setting: hostile, before: hostile, after: hostile }],
                  own: { verdict: 'fail', reason: hostile },
                },
                notes: [hostile],
              }),
              validation: [validation({ dataset: hostile, reason: hostile })],
            }),
          ],
          context,
        )
        const html = renderMarkdown(body)
        expect(html).not.toMatch(/class="mention"|<s>|<blockquote>/)
        expect(html.match(/<a /g)).toHaveLength(1)
        expect(html.match(/<details>/g)).toHaveLength(6)
        expect(html.match(/<table>/g)).toHaveLength(10)
      }),
      { numRuns: 30 },
    )
  })
})

describe('the table of gates', () => {
  const { report: passing } = checks.passing
  const [gate] = passing?.gates ?? []
  if (!passing || !gate) throw new Error('the fixture has gates')
  const { production: _, change: __, ...alone } = gate
  const parity = {
    ...alone,
    metric: 'parity',
    rule: 'max' as const,
    candidate: 0.000002,
    verdict: 'pass' as const,
  }

  it('has dashes where a figure has nothing to be compared with', () => {
    const of = check({ report: { ...passing, gates: [gate, parity] } })
    const row = renderComment([of], context)
      .split('\n')
      .find((line) => line.includes('`parity`'))
    expect(row).toMatch(/\| – \| – \| ≤/)
    expect(renderHtml([of], context)).not.toMatch(/parity[\s\S]{0,600}undefined/)
    expect(renderHtml([of], context).match(/<td class="number"[^>]*>–<\/td>/g)).toHaveLength(2)
    expect(renderCheckText([of])).toMatch(/parity .* – +– /)
  })

  it('names the methods of intervals where they are few, and leaves a long list to the page', () => {
    const methods = ['delong', 'wilson', 'bootstrap', 'normal law']
    const gates = methods.map((method) => ({
      ...gate,
      interval: { of: 'change' as const, level: 0.95, low: 0, high: 1, method },
    }))
    const shown = (some: typeof gates) => check({ report: { ...passing, gates: some } })
    expect(renderComment([shown(gates.slice(0, 2))], context)).toContain(
      'Intervals: 95 % delong; 95 % wilson',
    )
    expect(renderComment([shown(gates)], context)).toContain('the page of the report says how each was found')
    for (const method of methods) expect(renderHtml([shown(gates)], context)).toContain(`95 % ${method}`)
  })
})
