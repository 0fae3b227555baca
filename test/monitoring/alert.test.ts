import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DriftReport } from '../../src/drift/report.ts'
import type { Issue, Person } from '../../src/forge/forge.ts'
import { alertLabel, decideAlert, type Finding } from '../../src/monitoring/alert.ts'
import { alertMark, readAlertMark, recoveryMark } from '../../src/monitoring/marker.ts'

const me: Person = { login: 'github-actions[bot]', type: 'Bot' }
const stranger: Person = { login: 'mallory', type: 'User' }
const [w1, w2] = ['1'.repeat(64), '2'.repeat(64)] as [string, string]

const judged = (verdict: DriftReport['verdict'], window = w2, model = 'churn'): Finding => ({
  finding: 'report',
  report: {
    schema: 'pawl/drift@1',
    model,
    reference: { version: '1.0.0', rows: 1000, from: 'profile' as const },
    window: { id: window, rows: 500, files: ['feb.csv'] },
    verdict,
    reason: '1 of 4 columns drifted',
    correction: 'benjamini-hochberg',
    columns: [],
  },
})

const issue = (change: Partial<Issue> & { model?: string; window?: string } = {}): Issue => {
  const { model = 'churn', window = w1, ...rest } = change
  return {
    number: 7,
    title: 'Drift',
    body: `${alertMark({ model, cause: 'drift', window })}\n### Drift`,
    state: 'open',
    author: me,
    labels: [alertLabel],
    isPull: false,
    url: 'https://example.org/7',
    ...rest,
  }
}

const decide = (finding: Finding, issues: readonly Issue[] = []) =>
  decideAlert({ model: 'churn', finding, issues, me })

describe('an alert about drift', () => {
  it('opens an issue when there is none', () => {
    expect(decide(judged('drift'))).toMatchObject({
      action: 'open',
      labels: [alertLabel],
      mark: `<!-- pawl:alert model=churn cause=drift window=${w2} -->`,
    })
  })

  it('updates the issue when another window drifts', () => {
    expect(decide(judged('drift'), [issue()])).toMatchObject({ action: 'update', issue: 7, duplicates: [] })
  })

  it('does nothing when the issue speaks of this window already', () => {
    expect(decide(judged('drift', w1), [issue()])).toMatchObject({ action: 'nothing' })
  })

  it('closes the issue with a comment when a window is stable', () => {
    expect(decide(judged('stable'), [issue()])).toMatchObject({
      action: 'close',
      issue: 7,
      mark: recoveryMark({ model: 'churn', cause: 'drift' }),
      because: { recovery: 'stable', report: { window: { id: w2 } } },
    })
  })

  it('closes the issue when production was trained on all the data there is', () => {
    expect(decide({ finding: 'nothing-new', version: '1.1.0' }, [issue()])).toMatchObject({
      action: 'close',
      issue: 7,
      because: { recovery: 'trained', version: '1.1.0' },
    })
  })

  it('does nothing where there is nothing to tell and no issue', () => {
    expect(decide(judged('stable')).action).toBe('nothing')
    expect(decide({ finding: 'nothing-new', version: '1.0.0' }).action).toBe('nothing')
  })

  it('neither opens nor closes for an inconclusive window', () => {
    expect(decide(judged('inconclusive')).action).toBe('nothing')
    expect(decide(judged('inconclusive'), [issue()]).action).toBe('nothing')
  })

  it('keeps to one issue: the oldest stays, the others are to be closed', () => {
    const issues = [issue({ number: 12 }), issue({ number: 7 }), issue({ number: 9 })]
    for (const finding of [judged('drift'), judged('stable'), judged('inconclusive')])
      expect(decide(finding, issues)).toMatchObject({ duplicates: [9, 12] })
    expect(decide(judged('drift'), issues)).toMatchObject({ action: 'update', issue: 7 })
  })

  it('is written from a report about the same model only', () => {
    expect(() => decide(judged('drift', w1, 'other'))).toThrow('other')
  })
})

describe('an issue is not ours', () => {
  it.each([
    ['written by somebody else', issue({ author: stranger })],
    ['written by a person with our name', issue({ author: { login: me.login, type: 'User' } })],
    ['about another model', issue({ model: 'fraud' })],
    ['about a model whose name starts alike', issue({ model: 'churn-2' })],
    ['a pull request', issue({ isPull: true })],
    ['closed', issue({ state: 'closed' })],
    ['with the mark below the first line', issue({ body: `\n${issue().body}` })],
    ['with text before the mark', issue({ body: `> ${issue().body}` })],
    ['with text behind the mark', issue({ body: issue().body.replace('\n', ' <b>\n') })],
    ['with a cause nobody knows', issue({ body: issue().body.replace('cause=drift', 'cause=weather') })],
    ['without a mark', issue({ body: 'Drift of churn' })],
  ])('when it is %s', (_, other) => {
    expect(decide(judged('drift'), [other])).toMatchObject({ action: 'open' })
    expect(decide(judged('stable'), [other])).toMatchObject({ action: 'nothing' })
  })
})

describe('the mark', () => {
  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/)
  const id = fc.stringMatching(/^[0-9a-f]{64}$/)

  it('reads as what was written', () => {
    fc.assert(
      fc.property(name, id, fc.string(), (model, window, text) => {
        const mark = { model, cause: 'drift' as const, window }
        expect(readAlertMark(`${alertMark(mark)}\n${text}`)).toEqual(mark)
        expect(readAlertMark(`${alertMark(mark)}\r\n${text}`)).toEqual(mark)
      }),
    )
  })

  it('cannot be written with a name that would end the comment', () => {
    for (const model of ['churn -->', 'a b', 'Churn', '', 'churn\n'])
      expect(() => alertMark({ model, cause: 'drift', window: w1 })).toThrow('mark')
    expect(() => alertMark({ model: 'churn', cause: 'drift', window: 'x --> y' })).toThrow('mark')
  })

  it('is not found where a blank was slipped in anywhere', () => {
    const mark = alertMark({ model: 'churn', cause: 'drift', window: w1 })
    for (let at = 0; at <= mark.length; at++)
      expect(readAlertMark(`${mark.slice(0, at)} ${mark.slice(at)}`)).toBeUndefined()
  })
})
