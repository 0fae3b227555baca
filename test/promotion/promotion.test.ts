import { describe, expect, it } from 'vitest'
import { promote, promoteExisting } from '../../src/promotion/promote.ts'
import { verified } from './verified.ts'
import { answer, candidate, comment, merged, pawlYaml, productionOf, propose, world } from './world.ts'

const says = (w: ReturnType<typeof world>, pull: number) =>
  (w.forge.notes.get(pull) ?? [])
    .filter(({ author }) => author.type === 'Bot')
    .map(({ body }) => body.split('\n').slice(1).join('\n'))

describe('a promotion', () => {
  it('waits for an approval, is merged with it, and is proved by verify from git alone', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    expect(w.forge.statuses.at(-1)).toEqual({
      sha: head,
      context: 'pawl',
      state: 'pending',
      description: `needs /approve ${head.slice(0, 7)}`,
    })
    expect(await comment(w, pull, 'ada', `/approve ${head}`)).toMatchObject({ code: 'wrote-the-code' })
    expect(await comment(w, pull, 'mallory', `/approve ${head}`)).toMatchObject({ code: 'not-an-approver' })
    const result = await comment(w, pull, 'grace', `/approve ${head.slice(0, 7)}`)

    expect(result).toMatchObject({ kind: 'merged', version: '1.0.0', stage: 'production' })
    expect(productionOf(w)).toBe('1.0.0')
    expect(w.forge.dispatches).toEqual([
      {
        event: 'pawl-stage-changed',
        payload: { model: 'churn', version: '1.0.0', stage: 'production', sha: w.forge.head('main') },
      },
    ])
    expect(w.forge.branches.has('pawl/promote/churn/1.0.0')).toBe(false)
    expect(w.forge.statuses.at(-1)).toMatchObject({ sha: head, state: 'success' })
    await merged(w, 'r2')
    expect(productionOf(w)).toBe('1.1.0')
    const proof = await verified(w)
    expect(proof.findings).toEqual([])
    expect(proof.merged.get('churn')?.map(({ approvals }) => approvals[0]?.by)).toEqual(['grace', 'linus'])
  })

  it('is merged by squash where merge commits are not allowed, and not at all where neither is', async () => {
    const w = world()
    w.forge.merges = { merge: false, squash: false, rebase: true }
    const { pull, head } = await propose(w, { run: 'r1' })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({
      code: 'message-cannot-be-carried',
    })
    expect(w.forge.statuses.at(-1)).toMatchObject({ state: 'pending' })
    w.forge.merges = { merge: false, squash: true, rebase: true }
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ kind: 'merged' })
    expect(w.forge.store.get(w.forge.head('main')).parents).toHaveLength(1)
    expect((await verified(w)).findings).toEqual([])
  })

  it('needs as many different people as the default branch says', async () => {
    const w = world({ approvals: { required: 2, from: ['grace', 'linus'] } })
    const { pull, head } = await propose(w, { run: 'r1' })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toEqual({
      kind: 'waiting',
      have: 1,
      required: 2,
    })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toEqual({
      kind: 'waiting',
      have: 1,
      required: 2,
    })
    expect(w.forge.statuses.at(-1)?.description).toContain('1 of 2')
    expect(await comment(w, pull, 'linus', `/approve ${head}`)).toMatchObject({ kind: 'merged' })
    expect((await verified(w)).findings).toEqual([])
  })

  it('asks a team who is in it, and refuses when it cannot be asked', async () => {
    const w = world({ approvals: { from: ['acme/ml-leads'] } })
    const { pull, head } = await propose(w, { run: 'r1' })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ code: 'cannot-tell' })
    w.forge.teams.set('acme/ml-leads', ['linus'])
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ code: 'not-an-approver' })
    expect(await comment(w, pull, 'linus', `/approve ${head}`)).toMatchObject({ kind: 'merged' })
  })

  it('takes a reason where the evidence is inconclusive, which the history then tells', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1', verdict: 'inconclusive' })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ code: 'reason-needed' })
    await comment(w, pull, 'grace', `/approve ${head} because it cannot be worse`)
    expect((await verified(w)).merged.get('churn')?.[0]?.approvals[0]?.because).toBe('it cannot be worse')
  })

  it('is not opened for a candidate that failed, nor for one judged by a policy of the past', async () => {
    const w = world()
    const failed = await candidate(w, { run: 'r1', verdict: 'fail' })
    await expect(promote(w.context, failed)).rejects.toThrow('verdict is fail')
    const old = await candidate(w, { run: 'r1' })
    w.forge.push('main', { 'pawl.yaml': pawlYaml({ approvals: { from: ['grace'] } }) })
    await expect(promote(w.context, old)).rejects.toThrow('another policy')
    expect(w.forge.pulls).toEqual([])
  })

  it('is refused when the policy of the default branch changes after it was judged', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    w.forge.push('main', { 'pawl.yaml': pawlYaml({ approvals: { from: ['grace', 'mallory'] } }) })
    expect(await comment(w, pull, 'mallory', `/approve ${head}`)).toMatchObject({ code: 'policy-changed' })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ code: 'policy-changed' })
  })

  it('may be approved while the base moves in ways that do not matter', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    w.forge.push('main', { 'README.md': 'hello' }, { author: 'grace' })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ kind: 'merged' })
  })

  it('is not for a branch that Pawl did not make, and not for an issue', async () => {
    const w = world()
    w.forge.push('feature', { x: '1' })
    const pull = w.forge.openPull('feature', 'ada')
    expect(await comment(w, pull, 'grace', '/approve 1a2b3c4')).toMatchObject({ code: 'not-a-promotion' })
    expect(await comment(w, 999, 'grace', '/approve 1a2b3c4')).toMatchObject({ code: 'not-a-promotion' })
  })

  it('is ended by a rejection', async () => {
    const w = world({ approvals: { required: 2, from: ['grace', 'linus'] } })
    const { pull, head } = await propose(w, { run: 'r1' })
    await comment(w, pull, 'grace', `/approve ${head}`)
    expect(await comment(w, pull, 'mallory', '/reject')).toMatchObject({ code: 'not-an-approver' })
    expect(await comment(w, pull, 'linus', '/reject because it is ugly')).toEqual({ kind: 'rejected' })
    expect(w.forge.pullOf(pull)).toMatchObject({ state: 'closed', merged: false })
    expect(says(w, pull).at(-1)).toBe('rejected linus: it is ugly')
    w.forge.branches.set('pawl/promote/churn/1.0.0', head)
    w.forge.pullOf(pull).state = 'open'
    expect(await comment(w, pull, 'linus', `/approve ${head}`)).toEqual({
      kind: 'waiting',
      have: 1,
      required: 2,
    })
  })

  it('asks the forge for little', async () => {
    const w = world()
    await merged(w, 'r1')
    w.forge.push('main', { 'models/churn/train.ts': '2' })
    const { pull, head } = await propose(w, { run: 'r2' })
    const before = w.forge.calls.length
    await comment(w, pull, 'linus', `/approve ${head}`)
    expect(w.forge.calls.length - before).toBeLessThanOrEqual(28)
  })

  it('gives an existing version another stage with stages.json alone', async () => {
    const w = world()
    await merged(w, 'r1')
    const staged = await propose(w, { run: 'r2', stage: 'staging' })
    await comment(w, staged.pull, 'linus', `/approve ${staged.head}`)
    expect(productionOf(w)).toBe('1.0.0')
    const request = { model: 'churn', version: null, stage: 'production', reason: 'ready', comment: null }
    const result = await promoteExisting(w.context, { ...request, actor: 'grace' })
    if (result.kind !== 'proposed') throw new Error(result.kind)
    const { number } = result.pull
    expect(await comment(w, number, 'grace', `/approve ${result.head}`)).toMatchObject({
      code: 'started-the-run',
    })
    expect(await comment(w, number, 'linus', `/approve ${result.head}`)).toMatchObject({ kind: 'merged' })
    expect(productionOf(w)).toBe('1.1.0')
    expect((await verified(w)).findings).toEqual([])
    await expect(
      promoteExisting(w.context, { ...request, version: '9.9.9', actor: 'grace' }),
    ).rejects.toThrow('no version 9.9.9')
  })
})

describe('a promotion that is proposed again', () => {
  it('is adopted when it is the same, with its time and its pull request', async () => {
    const w = world()
    const first = await propose(w, { run: 'r1' })
    const again = await propose(w, { run: 'r1' })
    expect(again).toMatchObject({ how: 'adopted', pull: first.pull, head: first.head, record: first.record })
    expect(w.forge.pulls).toHaveLength(1)
  })

  it('is not proposed once it is in the registry', async () => {
    const w = world()
    const request = await candidate(w, { run: 'r1' })
    await merged(w, 'r1')
    expect(await promote(w.context, request)).toEqual({
      kind: 'already-merged',
      version: '1.0.0',
      stage: 'production',
    })
  })

  it('takes the place of an older candidate, whose approvals are void then', async () => {
    const w = world({ approvals: { required: 2, from: ['grace', 'linus'] } })
    const first = await propose(w, { run: 'r1' })
    await comment(w, first.pull, 'grace', `/approve ${first.head}`)
    w.forge.push('main', { 'models/churn/train.ts': '2' })
    const second = await propose(w, { run: 'r2' })
    expect(second).toMatchObject({ how: 'superseded', pull: first.pull })
    expect(says(w, first.pull)).toContain('superseded r1 by r2')
    expect(await comment(w, first.pull, 'linus', `/approve ${first.head}`)).toMatchObject({
      code: 'sha-not-head',
    })
    expect(await comment(w, first.pull, 'linus', `/approve ${second.head}`)).toEqual({
      kind: 'waiting',
      have: 1,
      required: 2,
    })
    expect(w.forge.store.get(second.head).parents).toEqual([first.head, w.forge.head('main')])
  })

  it('does not push aside a newer candidate when it finishes late', async () => {
    const w = world()
    const late = await candidate(w, { run: 'late' })
    w.forge.push('main', { 'models/churn/train.ts': '2' })
    const newer = await propose(w, { run: 'newer' })
    expect(await promote(w.context, late)).toMatchObject({
      kind: 'older-than-open',
      pull: { number: newer.pull },
    })
    expect(w.forge.head('pawl/promote/churn/1.0.0')).toBe(newer.head)
  })

  it('stops at a pull request that somebody else opened from its branch', async () => {
    const w = world()
    const { pull } = await propose(w, { run: 'r1' })
    w.forge.pullOf(pull).author = { login: 'mallory', type: 'User' }
    await expect(propose(w, { run: 'r1' })).rejects.toThrow('opened by mallory')
  })
})

describe('two promotions of one model', () => {
  it('one wins, the other is told why and built anew, and takes a reason as its comparison is old', async () => {
    const w = world()
    await merged(w, 'r0')
    const a = await propose(w, { run: 'a' })
    const b = await propose(w, { run: 'b', bump: 'major' })
    expect(await comment(w, a.pull, 'linus', `/approve ${a.head}`)).toMatchObject({ kind: 'merged' })

    const rebuilt = w.forge.head('pawl/promote/churn/2.0.0')
    expect(w.forge.store.get(rebuilt).parents).toEqual([b.head, w.forge.head('main')])
    expect(says(w, b.pull)).toContain('rebuilt after 1.1.0, stale: true')
    expect(await comment(w, b.pull, 'linus', `/approve ${b.head}`)).toMatchObject({ code: 'sha-not-head' })
    expect(await comment(w, b.pull, 'linus', `/approve ${rebuilt}`)).toMatchObject({ code: 'reason-needed' })
    await comment(w, b.pull, 'linus', `/approve ${rebuilt} because it was judged by hand`)
    expect(productionOf(w)).toBe('2.0.0')
    expect((await verified(w)).findings).toEqual([])
  })

  it('the loser is built anew at its approval, should that have failed before', async () => {
    const w = world()
    await merged(w, 'r0')
    const a = await propose(w, { run: 'a' })
    const b = await propose(w, { run: 'b', bump: 'major' })
    w.forge.before = (call) => {
      if (call === 'pulls') throw new Error('502')
    }
    await expect(comment(w, a.pull, 'linus', `/approve ${a.head}`)).rejects.toThrow('502')
    w.forge.before = () => {}
    expect(productionOf(w)).toBe('1.1.0')
    expect(await comment(w, b.pull, 'linus', `/approve ${b.head}`)).toMatchObject({ code: 'stages-moved' })
    const rebuilt = w.forge.head('pawl/promote/churn/2.0.0')
    expect(rebuilt).not.toBe(b.head)
    const again = await comment(w, b.pull, 'linus', `/approve ${rebuilt} because it was judged by hand`)
    expect(again).toMatchObject({ kind: 'merged', version: '2.0.0' })
  })

  it("of two models never stand in each other's way", async () => {
    const w = world()
    const churn = await propose(w, { run: 'a' })
    const fraud = await propose(w, { run: 'b', model: 'fraud' })
    expect(await comment(w, fraud.pull, 'linus', `/approve ${fraud.head}`)).toMatchObject({ kind: 'merged' })
    expect(await comment(w, churn.pull, 'linus', `/approve ${churn.head}`)).toMatchObject({ kind: 'merged' })
    expect((await verified(w)).findings).toEqual([])
  })

  it('never builds anew what somebody pushed', async () => {
    const w = world()
    await merged(w, 'r0')
    const a = await propose(w, { run: 'a' })
    const b = await propose(w, { run: 'b', bump: 'major' })
    w.forge.push(
      'pawl/promote/churn/2.0.0',
      { 'registry/churn/2.0.0/model.onnx': 'evil' },
      { author: 'mallory' },
    )
    const evil = w.forge.head('pawl/promote/churn/2.0.0')
    await comment(w, a.pull, 'linus', `/approve ${a.head}`)
    expect(w.forge.head('pawl/promote/churn/2.0.0')).toBe(evil)
    expect(await comment(w, b.pull, 'linus', `/approve ${evil}`)).toMatchObject({ code: 'no-record' })
    expect(productionOf(w)).toBe('1.1.0')
  })
})

describe('a command that is run again', () => {
  it('says nothing twice and does nothing twice', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    const said = w.forge.say(pull, 'grace', `/approve ${head}`)
    const first = await answer(w, pull, said)
    const main = w.forge.head('main')
    expect(await answer(w, pull, said)).toEqual(first)
    expect(w.forge.head('main')).toBe(main)
    expect(w.forge.dispatches).toHaveLength(1)
    expect(says(w, pull)).toEqual(['merged 1.0.0 production'])
  })
})

describe('a pull request that somebody merged by hand', () => {
  it('is not announced, and verify names it', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    w.forge.press(pull, 'mallory')
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ code: 'too-few-approvals' })
    expect(w.forge.dispatches).toEqual([])
    const { findings } = await verified(w)
    expect(findings).toHaveLength(1)
    expect(findings[0]?.message).toContain('0 of 1 people')
  })
})
