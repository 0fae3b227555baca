import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../sandbox/pages/markdown.ts'
import { digestOf } from '../../src/project/digest.ts'
import type { RefusedShown } from '../../src/promotion/texts.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { texts } from '../../src/report/markdown/texts.ts'
import { behaviour, check, fairness, promotion, report, rollback } from './fixtures.ts'

describe('the pull request of a promotion', () => {
  it('has a title that says what it does', () => {
    expect(texts.promotionTitle(promotion)).toBe('Promote churn 1.1.0 to production')
    expect(texts.rollbackTitle(rollback)).toBe('Roll back churn in production from 1.1.0 to 1.0.0')
  })

  it('never carries a mention or reference into the merge message by its title', () => {
    const title = texts.promotionTitle({ ...promotion, model: 'x\n@ada #12 https://evil.test' })
    expect(title).not.toMatch(/@a|#1|:\/\/|\n/)
  })

  it('has the line to approve with ready to copy, and says who may', () => {
    const body = texts.promotionBody(promotion)
    expect(body).toContain('```text\n/approve 1a2b3c4\n```')
    expect(body).toContain('1 approval is needed, from: `ada`, `grace`, `acme/ml-leads`.')
    expect(body).toContain('Not by those who wrote a commit after `9f8e7d6` up to `1a2b3c4`, nor `linus`')
  })

  it('asks for a reason where the evidence is inconclusive', () => {
    const body = texts.promotionBody({ ...promotion, verdict: 'inconclusive', needsReason: true })
    expect(body).toContain('```text\n/approve 1a2b3c4 because\n```')
    expect(body.startsWith('### ❓ churn ')).toBe(true)
  })

  it('says so where people may approve their own work', () => {
    const approvals = { ...promotion.approvals, self: 'allow' as const }
    expect(texts.promotionBody({ ...promotion, approvals })).toContain('approve their own work')
  })

  it('shows the gates and every digest that an approval counts for', () => {
    const body = texts.promotionBody(promotion)
    expect(body).toContain('| ✅ | `log_loss` |')
    for (const digest of [...Object.values(promotion.digests), promotion.change, promotion.head])
      expect(body).toContain(`\`${digest}\``)
  })

  it('has the same evidence as the comment of a check, folded: groups, segments, slices, behaviour, metrics', () => {
    const found = {
      name: 'tenure below 4',
      rows: 213,
      candidate: 0.71,
      elsewhere: 0.42,
      excess: { low: 0.1, high: 0.5 },
    }
    const figures = [{ metric: 'roc_auc', candidate: { value: 0.71 }, interval: null }]
    const full = report({
      slices: ['month-to-month', '<img src=x>|@ada'].map((name) => ({
        by: 'contract',
        name: `contract=${name}`,
        rows: 400,
        support: 90,
        metrics: figures,
      })),
      classes: [{ name: 'setosa', rows: 20, metrics: figures }],
      segments: { metric: 'log_loss', tried: 3, found: [found] },
      fairness: [fairness('gender')],
      behaviour: behaviour('prediction.mean'),
    })
    const folds = (body: string) =>
      [...body.matchAll(/<details><summary>(.*?)<\/summary>[\s\S]*?<\/details>/g)]
        .map(([whole, title]) => [title, whole])
        .filter(([title]) => !/^(Digests|Data)/.test(title ?? ''))
    const promoted = texts.promotionBody({ ...promotion, report: full })
    expect(folds(promoted)).toEqual(
      folds(renderComment([check({ report: full })], { changesWorkflows: false })),
    )
    expect(folds(promoted).map(([title]) => title)).toEqual([
      '1 weak segment',
      '1 class against the rest',
      'Fairness: gender',
      'Behaviour: prediction, artifact, importance',
      'What was checked besides the figures: 3 things, all hold',
      '2 slices, worst first',
      'All 6 metrics',
    ])
    expect(renderMarkdown(promoted)).not.toMatch(/<img|class="mention"/)
  })

  it('says of a first version that there was nothing to compare with', () => {
    const first = { ...promotion, replaces: null, report: report({ production: null }) }
    expect(texts.promotionBody(first)).toContain('becomes the first version in `production`')
  })
})

describe('the pull request of a rollback', () => {
  it('says who asked, why, and that integrity is checked all the same', () => {
    const body = texts.rollbackBody(rollback)
    expect(body).toContain('`grace` asked for it: complaints about cancelled contracts')
    expect(body).toContain('It skips no check of integrity')
  })

  it('has the line to approve with where a second person is needed', () => {
    expect(texts.rollbackBody({ ...rollback, secondPerson: true })).toContain(
      '```text\n/approve 1a2b3c4\n```',
    )
  })
})

describe('answers to commands', () => {
  const refusal: RefusedShown = {
    by: 'eve',
    command: '/approve deadbee',
    code: 'author',
    message: 'eve wrote a commit of this change.',
  }

  it('say what is wrong, which code it has and that nothing was changed', () => {
    expect(texts.refused(refusal)).toBe(
      '🚫 **Not done**: eve wrote a commit of this change\\.\n\n<sub>`/approve deadbee` by `eve`, refused with the code `author`. Nothing was changed.</sub>\n',
    )
  })

  it('never start a line with a command that they only quote', () => {
    const answer = texts.commandError({
      by: 'eve',
      line: '/approve',
      problem: 'no commit is named',
      usage: '/approve <sha>',
    })
    const outside = answer.replace(/```[\s\S]*?```/g, '')
    expect(outside).not.toMatch(/^\s*\/approve/m)
  })

  it('notify nobody and link nothing, whatever they quote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const hostile = `@ada #1 https://evil.test <img src=x> ${text}`
        const answers = [
          texts.refused({ by: hostile, command: hostile, code: hostile, message: hostile }),
          texts.accepted({
            by: hostile,
            because: hostile,
            model: hostile,
            version: hostile,
            stage: hostile,
            head: hostile,
            approvals: { have: 1, required: 2, by: [hostile] },
            notes: [hostile],
          }),
          texts.frozen({ by: hostile, because: hostile, model: hostile }),
          texts.waiverToAdd({
            by: hostile,
            model: hostile,
            gate: hostile,
            yaml: hostile,
            path: hostile,
            edit: hostile,
            hasWaivers: true,
            approvers: [hostile],
          }),
          texts.retrainingAsked({ by: hostile, model: hostile, reason: hostile, runs: hostile }),
          texts.rejected({ by: hostile, because: hostile, model: hostile, version: hostile }),
          texts.merged({
            kind: 'promotion',
            model: hostile,
            version: hostile,
            stage: hostile,
            replaces: hostile,
            commit: hostile,
            approvals: [{ by: hostile, because: hostile, comment: 1 }],
          }),
          texts.commandError({ by: hostile, line: hostile, problem: hostile, usage: hostile }),
          texts.rollbackBody({ ...rollback, actor: hostile, reason: hostile }),
          texts.promotionBody({
            ...promotion,
            model: hostile,
            reason: hostile,
            starter: hostile,
            approvals: { required: 1, from: [hostile], self: 'refuse' },
            change: digestOf(text),
          }),
        ]
        for (const answer of answers) {
          const page = renderMarkdown(answer)
          expect(page).not.toMatch(/<a |class="(mention|picture)"/)
          expect(page.replace(/<code[^>]*>[\s\S]*?<\/code>/g, '')).not.toMatch(/@ada|#1\b|:\/\/evil/)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('say how many approvals are missing', () => {
    const answer = texts.accepted({
      by: 'ada',
      because: null,
      model: 'churn',
      version: '1.1.0',
      stage: 'production',
      head: promotion.head,
      approvals: { have: 1, required: 2, by: ['ada'] },
      notes: [],
    })
    expect(answer).toContain('1 of 2 (`ada`). 1 more approval is needed.')
  })
})

describe('the answers about a freeze and a retraining', () => {
  it('say what holds from now on, on whose word, and how to end it', () => {
    const text = texts.frozen({ by: 'ada', model: 'churn', because: 'a bad week' })
    expect(text).toContain(
      '`churn` is neither promoted nor retrained from now on, as `ada` asked, because a bad week.',
    )
    expect(text).toContain('`/unfreeze churn`')
    expect(texts.unfrozen({ by: 'grace', model: 'churn', because: null })).toContain('as `grace` asked.')
  })

  it('lead to the workflow runs where their address is known', () => {
    const asked = { by: 'ada', model: 'churn', reason: 'it is *old*' }
    const runs = 'https://github.com/acme/models/actions?query=event%3Arepository_dispatch'
    expect(texts.retrainingAsked({ ...asked, runs })).toContain(`[workflow run](${runs.replace('_', '%5F')})`)
    expect(texts.retrainingAsked({ ...asked, runs: null })).toContain('because it is \\*old\\*.')
  })
})
