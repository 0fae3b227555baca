import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Commit, Permission, Pull } from '../../src/forge/forge.ts'
import { digestOf } from '../../src/project/digest.ts'
import { decideApproval } from '../../src/promotion/approval.ts'
import type { ChangeFacts, CommentFacts, HeadFacts } from '../../src/promotion/approval-facts.ts'
import { countApprovals } from '../../src/promotion/count.ts'
import { gatherChange } from '../../src/promotion/gather-change.ts'
import { merged, propose, world } from './world.ts'

let change: ChangeFacts
let head: HeadFacts
let record: NonNullable<ChangeFacts['record']>

beforeAll(async () => {
  const w = world({ approvals: { from: ['ada', 'grace', 'linus'], required: 1 } })
  await merged(w, 'r1')
  w.forge.push('main', { 'models/churn/train.ts': '2' })
  const { pull } = await propose(w, { run: 'r2' })
  change = await gatherChange(w.context, { pull, model: 'churn' })
  if ('damaged' in change.head || change.record === null) throw new Error('the fixture is damaged')
  head = change.head
  record = change.record
})

const at = '2026-03-01T10:00:00Z'

function said(by: string, body: string, more: Partial<CommentFacts> = {}, id = 7): CommentFacts {
  const now = {
    id,
    body,
    author: { login: by, type: 'User' as const },
    createdAt: at,
    updatedAt: at,
    url: '',
  }
  return { event: null, now, permission: 'write', approver: true, ...more }
}

function approving(by = 'grace', more: Partial<CommentFacts> = {}): CommentFacts {
  return said(by, `/approve ${change.pull.head.sha}`, more)
}

function codeOf(comment: CommentFacts, facts: ChangeFacts): string {
  const decision = decideApproval({ comment, change: facts })
  return decision.accepted ? 'accepted' : decision.code
}

function commit(of: Partial<Commit>): Commit {
  const known = { login: 'ada', type: 'User' as const }
  return {
    sha: 'c'.repeat(40),
    message: 'x',
    author: known,
    committer: known,
    authorEmail: 'ada@example.com',
    parents: ['d'.repeat(40)],
    ...of,
  }
}

function withCommits(...commits: Commit[]): ChangeFacts {
  return { ...change, code: { commits, pulls: [], onDefaultBranch: true } }
}

describe('an approval', () => {
  it('counts, and names the head, the entry, the report and the policy', () => {
    const decision = decideApproval({ comment: approving(), change })
    expect(decision).toEqual({
      accepted: true,
      notes: [],
      approval: {
        by: 'grace',
        comment: 7,
        head: change.pull.head.sha,
        entry: head.digests.entry,
        report: head.digests.report,
        policy: head.digests.policy,
        because: null,
      },
    })
  })

  const permissions: [Permission, string][] = [
    ['admin', 'accepted'],
    ['maintain', 'accepted'],
    ['write', 'accepted'],
    ['triage', 'no-permission'],
    ['read', 'no-permission'],
    ['none', 'no-permission'],
  ]
  it.each(permissions)('by somebody with the permission %s is %s', (permission, code) => {
    expect(codeOf(approving('grace', { permission }), change)).toBe(code)
  })

  it('needs the approvers list, whatever the permission', () => {
    expect(codeOf(approving('grace', { permission: 'admin', approver: false }), change)).toBe(
      'not-an-approver',
    )
  })

  it('must be the very comment that was sent', () => {
    const { now } = approving()
    if (now === null) throw new Error()
    const event = { id: now.id, body: now.body, author: now.author }
    const code = (of: Partial<CommentFacts>) => codeOf({ ...approving(), event, ...of }, change)
    expect(code({})).toBe('accepted')
    expect(code({ now: null })).toBe('comment-deleted')
    expect(code({ now: { ...now, updatedAt: '2026-03-01T10:00:01Z' } })).toBe('comment-edited')
    expect(code({ event: { ...event, body: 'hello' } })).toBe('comment-differs')
    expect(code({ event: { ...event, id: 8 } })).toBe('comment-differs')
    expect(code({ event: { ...event, author: { login: 'eve', type: 'User' } } })).toBe('comment-differs')
    expect(code({ now: { ...now, author: { login: 'grace', type: 'Bot' } }, event: null })).toBe(
      'not-a-person',
    )
    expect(code({ event: { ...event, author: { login: 'grace', type: 'Bot' } } })).toBe('not-a-person')
    expect(code({ now: { ...now, body: '> /approve 1a2b3c4' }, event: null })).toBe('comment-differs')
  })

  it('must name the head by at least seven digits', () => {
    const { sha } = change.pull.head
    expect(codeOf(said('grace', `/approve ${sha.slice(0, 7)}`), change)).toBe('accepted')
    expect(codeOf(said('grace', `/approve ${sha.slice(0, 6)}`), change)).toBe('comment-differs')
    expect(codeOf(said('grace', `/approve ${change.base.sha}`), change)).toBe('sha-not-head')
  })

  it.each<[string, (of: ChangeFacts) => Partial<ChangeFacts>]>([
    ['already-merged', ({ pull }) => ({ pull: { ...pull, merged: true, state: 'closed' } })],
    ['pull-closed', ({ pull }) => ({ pull: { ...pull, state: 'closed' } })],
    ['pull-draft', ({ pull }) => ({ pull: { ...pull, draft: true } })],
    ['retargeted', ({ pull }) => ({ pull: { ...pull, base: { ...pull.base, branch: 'release' } } })],
    [
      'not-a-promotion',
      ({ pull }) => ({ pull: { ...pull, head: { ...pull.head, repository: 'eve/models' } } }),
    ],
    ['not-a-promotion', ({ pull }) => ({ pull: { ...pull, head: { ...pull.head, repository: null } } })],
    ['record-differs', ({ pull }) => ({ pull: { ...pull, head: { ...pull.head, branch: 'eve' } } })],
    ['record-differs', ({ pull }) => ({ pull: { ...pull, number: 999 } })],
    ['no-record', () => ({ record: null })],
    ['foreign-files', ({ files }) => ({ files: [...files, file('.github/workflows/x.yml')] })],
    ['foreign-files', ({ files }) => ({ files: [...files, file('registry/other/stages.json')] })],
    [
      'foreign-files',
      ({ files }) => ({ files: [...files, file('registry/churn/1.0.0/model.onnx', 'modified')] }),
    ],
    ['foreign-files', ({ files }) => ({ files: [...files, file('registry/churn/1.1.0/../x')] })],
    ['foreign-files', ({ files }) => ({ files: [...files, file('registry/churn/1.1.0/sub/x')] })],
    ['foreign-files', () => ({ files: [file('registry/churn/stages.json', 'removed')] })],
    ['foreign-files', () => ({ files: [] })],
    ['foreign-files', ({ files }) => ({ files: [...files, file('registry/churn/1.1.0/unlisted.txt')] })],
    [
      'not-a-rollback',
      () => ({
        head: { ...head, entry: { ...head.entry, kind: 'rollback' } },
        record: { ...record, kind: 'rollback', verdict: 'none' },
      }),
    ],
    ['head-damaged', () => ({ head: { damaged: 'bytes differ' } })],
    ['policy-changed', ({ base }) => ({ base: { ...base, policy: digestOf('another policy') } })],
    ['stages-moved', ({ base }) => ({ base: { ...base, stages: undefined } })],
    ['stages-moved', ({ base }) => ({ base: { ...base, stages: head.stages } })],
    ['not-on-default-branch', ({ code }) => ({ code: code && { ...code, onDefaultBranch: false } })],
    ['cannot-tell', () => ({ code: null })],
  ])('is refused with %s where the pull request, its files or its base are not right', (code, spoil) => {
    expect(codeOf(approving(), { ...change, ...spoil(change) })).toBe(code)
  })

  it.each([
    'entry-differs',
    'manifest-differs',
    'model-differs',
    'report-differs',
    'policy-differs',
    'data-differs',
  ] as const)('is refused with %s where that digest is not the recorded one', (code) => {
    const what = code.replace('-differs', '') as 'model'
    const digests = { ...record.digests, [what]: digestOf('another') }
    expect(codeOf(approving(), { ...change, record: { ...record, digests } })).toBe(code)
  })

  it('is refused where any recorded fact is another one', () => {
    const spoilt: Partial<typeof record>[] = [
      { change: digestOf('x') },
      { version: '1.2.0' },
      { stage: 'staging' },
      { kind: 'rollback' },
      { verdict: 'warn' },
      { code: { from: null, to: record.code.to } },
      { code: { from: record.code.to, to: record.code.to } },
      { head: 'e'.repeat(40) },
    ]
    for (const spoil of spoilt)
      expect(codeOf(approving(), { ...change, record: { ...record, ...spoil } })).not.toBe('accepted')
  })

  it('is refused where the report is about another model, run, commit or data', () => {
    const reports: HeadFacts['report'][] = [
      { ...head.report, model: 'other' },
      { ...head.report, candidate: { ...head.report.candidate, digest: digestOf('x') } },
      { ...head.report, candidate: { ...head.report.candidate, run: 'x' } },
      { ...head.report, candidate: { ...head.report.candidate, commit: 'e'.repeat(40) } },
      { ...head.report, data: { ...head.report.data, version: digestOf('x') } },
      { ...head.report, policy: { ...head.report.policy, digest: digestOf('x') } },
    ]
    for (const report of reports)
      expect(codeOf(approving(), { ...change, head: { ...head, report } })).toBe('report-differs')
  })

  it.each(['fail', 'error', 'unchanged'] as const)('is refused where the verdict is %s', (verdict) => {
    const report = { ...head.report, verdict }
    expect(codeOf(approving(), { ...change, head: { ...head, report } })).toBe('verdict-does-not-allow')
  })

  it('takes a reason where the evidence is inconclusive', () => {
    const facts: ChangeFacts = {
      ...change,
      head: { ...head, report: { ...head.report, verdict: 'inconclusive' } },
      record: { ...record, verdict: 'inconclusive' },
    }
    expect(codeOf(approving(), facts)).toBe('reason-needed')
    const reasoned = said('grace', `/approve ${change.pull.head.sha} because the old one leaks`)
    const decision = decideApproval({ comment: reasoned, change: facts })
    expect(decision).toMatchObject({ accepted: true, approval: { because: 'the old one leaks' } })
  })

  it('counts evidence against a version that is not in production any more as inconclusive', () => {
    const report = { ...head.report, production: null }
    const facts = { ...change, head: { ...head, report } }
    expect(codeOf(approving(), facts)).toBe('record-differs')
    expect(codeOf(approving(), { ...facts, record: { ...record, verdict: 'inconclusive' } })).toBe(
      'reason-needed',
    )
  })
})

describe('whoever had a hand in the candidate cannot approve it', () => {
  const person = (login: string) => ({ login, type: 'User' as const })
  const pull = (of: Partial<Pull>) => ({ ...change.pull, number: 3, merged: true, ...of })

  it.each<[string, () => ChangeFacts, string, string]>([
    ['author', () => withCommits(commit({ author: person('grace') })), 'grace', 'wrote-the-code'],
    [
      'author in other letters',
      () => withCommits(commit({ author: person('GRACE') })),
      'grace',
      'wrote-the-code',
    ],
    ['committer', () => withCommits(commit({ committer: person('grace') })), 'grace', 'wrote-the-code'],
    [
      'co-author by hidden address',
      () => withCommits(commit({ message: 'x\n\nCo-authored-by: G <12+grace@users.noreply.github.com>' })),
      'grace',
      'wrote-the-code',
    ],
    [
      'co-author by an address known from another commit',
      () =>
        withCommits(
          commit({ author: person('grace'), authorEmail: 'g@corp.example', committer: person('ada') }),
          commit({ message: 'x\n\nco-authored-by: Some Body <G@corp.example>' }),
        ),
      'grace',
      'wrote-the-code',
    ],
    [
      'author with an address nobody knows that spells the login',
      () => withCommits(commit({ author: null, committer: null, authorEmail: 'grace+work@corp.example' })),
      'grace',
      'wrote-the-code',
    ],
    [
      'author with an address that tells nothing',
      () => withCommits(commit({ author: null, committer: null, authorEmail: 'x@corp.example' })),
      'grace',
      'accepted',
    ],
    [
      'one of many',
      () => withCommits(commit({}), commit({ author: person('grace') })),
      'grace',
      'wrote-the-code',
    ],
    ['nobody', () => withCommits(commit({})), 'grace', 'accepted'],
    [
      'opener of the pull request that brought the code',
      () => ({
        ...change,
        code: { commits: [commit({})], pulls: [pull({ author: person('grace') })], onDefaultBranch: true },
      }),
      'grace',
      'wrote-the-code',
    ],
    [
      'presser of the merge button only',
      () => ({
        ...change,
        code: {
          commits: [
            commit({}),
            commit({
              sha: 'f'.repeat(40),
              author: person('grace'),
              committer: person('web-flow'),
              parents: ['a', 'b'],
            }),
          ],
          pulls: [pull({ author: person('ada'), mergeCommit: 'f'.repeat(40) })],
          onDefaultBranch: true,
        },
      }),
      'grace',
      'accepted',
    ],
    [
      'author of a merge made at home',
      () =>
        withCommits(commit({ author: person('grace'), committer: person('web-flow'), parents: ['a', 'b'] })),
      'grace',
      'wrote-the-code',
    ],
    [
      'starter of the run',
      () => ({ ...withCommits(), record: { ...record, starter: 'Grace' } }),
      'grace',
      'started-the-run',
    ],
    [
      'starter is somebody else',
      () => ({ ...withCommits(), record: { ...record, starter: 'ada' } }),
      'grace',
      'accepted',
    ],
    [
      'opener of the promotion itself',
      () => ({ ...withCommits(), pull: { ...change.pull, author: person('grace') } }),
      'grace',
      'opened-the-pull',
    ],
  ])('%s', (_, facts, login, code) => {
    expect(codeOf(approving(login), facts())).toBe(code)
    const { settings } = change.base
    const allowed = { ...settings, approvals: { ...settings.approvals, self: 'allow' as const } }
    const lifted = { ...facts(), base: { ...change.base, settings: allowed } }
    const decision = decideApproval({ comment: approving(login), change: lifted })
    expect(decision).toMatchObject({ accepted: true, notes: [expect.stringContaining('themselves')] })
  })

  it('says how many authors could not be matched to an account', () => {
    const facts = withCommits(commit({ author: null, authorEmail: 'x@corp.example' }))
    const decision = decideApproval({ comment: approving(), change: facts })
    expect(decision).toMatchObject({ accepted: true, notes: [expect.stringContaining('1 author')] })
  })
})

describe('counting', () => {
  const sha = () => change.pull.head.sha
  const needs = (required: number): ChangeFacts => ({
    ...change,
    base: {
      ...change.base,
      settings: { ...change.base.settings, approvals: { ...change.base.settings.approvals, required } },
    },
  })
  const by = (facts: ChangeFacts, comments: CommentFacts[]) =>
    countApprovals({ change: facts, comments, own: null }).approvals.map((one) => one.by)

  it('counts a person once', () => {
    const twice = [said('grace', `/approve ${sha()}`, {}, 1), said('Grace', `/approve ${sha()}`, {}, 2)]
    expect(by(needs(2), twice)).toEqual(['Grace'])
  })

  it('voids by a rejection all that came before, and nothing that comes after', () => {
    const events = [
      said('grace', `/approve ${sha()}`, {}, 1),
      said('linus', '/reject', {}, 2),
      said('linus', `/approve ${sha()}`, {}, 3),
    ]
    expect(by(needs(2), events)).toEqual(['linus'])
    expect(by(needs(2), events.slice(0, 2))).toEqual([])
  })

  it('heeds a rejection that was edited, and not one by somebody who may not decide', () => {
    const edited = said('linus', '/reject', {}, 2)
    if (edited.now) edited.now = { ...edited.now, updatedAt: '2026-03-02T00:00:00Z' }
    const first = said('grace', `/approve ${sha()}`, {}, 1)
    expect(by(change, [first, edited])).toEqual([])
    expect(by(change, [first, said('eve', '/reject', { approver: false }, 2)])).toEqual(['grace'])
    expect(by(change, [first, said('eve', '/reject', { permission: 'read' }, 2)])).toEqual(['grace'])
  })

  it('never counts more than the people who may, whatever the order of events', () => {
    const event = fc.record({
      who: fc.constantFrom('ada', 'grace', 'linus', 'eve'),
      what: fc.constantFrom('approve', 'reject', 'old', 'edited'),
    })
    fc.assert(
      fc.property(fc.array(event, { maxLength: 8 }), (events) => {
        const comments = events.map(({ who, what }, nth) => {
          const body = what === 'reject' ? '/reject' : `/approve ${what === 'old' ? change.base.sha : sha()}`
          const comment = said(who, body, { approver: who !== 'eve' }, nth + 1)
          if (what === 'edited' && comment.now) comment.now.updatedAt = '2026-03-02T00:00:00Z'
          return comment
        })
        const lastRejection = events.findLastIndex(({ who, what }) => what === 'reject' && who !== 'eve')
        const expected = events
          .slice(lastRejection + 1)
          .filter(({ who, what }) => what === 'approve' && (who === 'grace' || who === 'linus'))
          .map(({ who }) => who)
        expect(new Set(by(needs(2), comments))).toEqual(new Set(expected))
      }),
      { numRuns: 300 },
    )
  })
})

function file(path: string, status: 'added' | 'modified' | 'removed' = 'added') {
  return { path, status, blob: 'b' }
}
