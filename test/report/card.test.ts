import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../sandbox/pages/markdown.ts'
import { digestOf } from '../../src/project/digest.ts'
import { type CardSubject, renderCard } from '../../src/report/markdown/card.ts'
import { fairness, gates, report } from './fixtures.ts'

const card: CardSubject = {
  model: 'churn',
  version: '1.1.0',
  parent: '1.0.0',
  description: 'Whom to call before the contract ends.\n\nNot for prices.',
  owners: ['ada', 'acme/ml-leads'],
  target: { column: 'churned', positive: true },
  features: ['tenure', 'contract'],
  split: { by: 'customer_id', holdout: 0.2, salt: 'pawl' },
  rows: { train: 5634, holdout: 1409 },
  dataParent: digestOf('data'),
  params: '{"depth":4}',
  seed: 42,
  training: { node: 'v24.11.0', platform: 'linux-x64', seconds: 12.4 },
  started: '2026-03-02T09:00:00Z',
  report: report({ task: 'binary-classification' }),
}

/** As a reader sees it: without the signs that keep text from being markdown. */
const shown = (of: CardSubject) => renderCard(of).replace(/\\(?=\W|_)|\u200b/g, '')
const limitsOf = (text: string) => text.slice(text.indexOf('## Limits'), text.indexOf('## Lineage'))

describe('the card of a version', () => {
  it('has dashes for production where a figure is about both models', () => {
    const {
      production: _,
      change: __,
      ...both
    } = {
      ...gates.lossRise,
      gate: 'prediction.psi.max',
      metric: 'prediction.psi',
      rule: 'max' as const,
      interval: null,
    }
    const text = shown({ ...card, report: report({ gates: [both] }) })
    expect(text).toMatch(/\| `prediction.psi` \|.*\| – \| – \|/)
    expect(text).not.toMatch(/prediction.psi.*undefined/)
  })

  it('has its parts in one order, each once', () => {
    expect(shown(card).match(/^#+ .*/gm)).toEqual([
      '# churn 1.1.0',
      '## Intended use',
      '## Data',
      '## Figures',
      '### Gates: 4 passed',
      '### Metrics',
      '## Limits',
      '## Lineage',
    ])
  })

  it('says what the model is for, in whose words it is, and what it predicts from what', () => {
    const text = shown(card)
    expect(text).toContain('Whom to call before the contract ends.\n\nNot for prices.')
    expect(text).toContain('- owners: `ada`, `acme/ml-leads`')
    expect(text).toContain('- predicts: whether `churned` is `true`')
    expect(text).toContain('- from: 2 features: `tenure`, `contract`')
  })

  it('says so where nobody wrote down what the model is for', () => {
    expect(shown({ ...card, description: undefined })).toContain('Nobody has written down what it is for')
  })

  it('has the data with its version, rows, split and held-out rows', () => {
    const text = shown(card)
    expect(text).toContain(`- dataset: \`customers\`, version \`${digestOf('data')}\``)
    expect(text).toContain('- rows: 5,634 rows to train on, 1,409 rows held out')
    expect(text).toContain('- split: 20 % of the rows held out, by `customer_id`')
    expect(shown({ ...card, split: { time: 'day', from: '2026-01-01' } })).toContain(
      'rows held out whose `day` is from `2026-01-01` on',
    )
  })

  it("has every metric with production's, and every gate with its verdict", () => {
    const text = shown(card)
    for (const name of Object.keys(card.report.candidate.metrics)) expect(text).toContain(`| \`${name}\` |`)
    expect(text).toContain('| `roc_auc` | 0.8412 | 0.8346 | +0.0066 |')
    expect(text).toContain('drop ≤ 0.01')
    expect(text.match(/✅ Pass \|/g)).toHaveLength(4)
  })

  it('has the figures of slices and of the groups of protected attributes, unfolded', () => {
    const slices = [
      {
        by: 'contract',
        name: 'contract=two-year',
        rows: 340,
        support: 12,
        metrics: [
          {
            metric: 'roc_auc',
            candidate: { value: 0.7012 },
            interval: null,
            production: { value: 0.7133 },
          },
        ],
      },
    ]
    const text = shown({ ...card, report: report({ slices, fairness: [fairness('gender=x')] }) })
    expect(text).toContain('| `contract=two-year` | 340 | 0.7012 (0.7133) |')
    expect(text).toContain('### Fairness by protected attribute')
    expect(text).not.toContain('<details>')
  })

  it('tells what was not checked: gates not applied, doubts, what nobody asked for', () => {
    const text = shown({
      ...card,
      report: report({
        production: null,
        gates: [gates.aucMin, { ...gates.aucDrop, applied: false }],
        checked: [
          { check: 'same-rows', verdict: 'pass', applied: false, text: 'there is nothing to compare with' },
        ],
        notes: ['The change edits the policy.'],
      }),
    })
    const limits = limitsOf(text)
    expect(limits).toContain(
      '1 gate not applied, because there was nothing to compare with: roc_auc.max-drop',
    )
    expect(limits).toContain('Not checked: There is nothing to compare with.')
    expect(limits).toContain('No slices were asked for')
    expect(limits).toContain('No protected attribute was named')
    expect(limits).toContain('- The change edits the policy.')
    expect(text).toContain('There was no version to compare with.')
  })

  it('names what somebody agreed to, and the rows on which the model is known to be worse', () => {
    const waiver = { owner: 'ada', approver: 'grace', until: '2026-12-31', because: 'the campaign ends then' }
    const segments = {
      metric: 'log_loss',
      tried: 6,
      found: [
        {
          name: 'tenure below 4',
          rows: 213,
          candidate: 0.71,
          elsewhere: 0.42,
          excess: { low: 0.1, high: 0.4 },
        },
      ],
    }
    const waived = { ...gates.aucDropped, verdict: 'warn' as const, waiver }
    const limits = limitsOf(shown({ ...card, report: report({ gates: [waived], segments }) }))
    expect(limits).toContain(
      'roc_auc.max-drop failed, and grace agreed to that until 2026-12-31 (owner ada): the campaign ends then',
    )
    expect(limits).toContain('Worse on 213 rows with tenure below 4: log_loss 0.7100, 0.4200 elsewhere.')
  })

  it('names the groups that were too small to judge', () => {
    const limits = limitsOf(shown({ ...card, report: report({ fairness: [fairness('gender=x')] }) }))
    expect(limits).toMatch(
      /2 groups by gender=x with fewer than 30 rows, too small to judge: gender=x too, gender is missing\./,
    )
  })

  it('has the lineage: run, commit, data, policy, parent and environment', () => {
    const text = shown(card)
    const { candidate, policy } = card.report
    for (const value of [candidate.run, candidate.commit, candidate.digest, policy.digest, '1.0.0'])
      expect(text.slice(text.indexOf('## Lineage'))).toContain(`\`${value}\``)
    expect(text).toContain('- parameters: `{"depth":4}`')
    expect(text).toContain('ONNX Runtime 1.30.0')
  })

  it('is the same for the same input', () => {
    expect(renderCard(structuredClone(card))).toBe(renderCard(card))
  })

  it('is text only, whatever a value holds', () => {
    const evil =
      '"><script>alert(1)</script>\n\n# Big\n| a | b |\n[x](https://evil.test) @ada #1 ![p](x) </details>'
    const text = renderCard({
      ...card,
      description: evil,
      owners: [evil],
      target: { column: evil, positive: evil },
      features: [evil],
      split: { by: evil, holdout: 0.2, salt: evil },
      params: evil,
      training: { ...card.training, platform: evil },
      report: report({
        reason: evil,
        notes: [evil],
        gates: [{ ...gates.aucMin, slice: evil, applied: false }],
        fairness: [fairness(evil)],
      }),
    })
    const html = renderMarkdown(text)
    expect(html).not.toMatch(/<script|<img|evil\.test"|<h1[^>]*>\s*Big/i)
    expect(html).not.toContain('href=')
    const plain = renderMarkdown(renderCard({ ...card, report: report({ fairness: [fairness('g')] }) }))
    const headings = (page: string) => page.match(/<h[1-6]/g)?.length
    expect(headings(html)).toBe(headings(plain))
  })
})
