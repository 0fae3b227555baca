import { describe, expect, it } from 'vitest'
import { changeRules } from '../../src/promotion/change-rules.ts'
import { gatherChange } from '../../src/promotion/gather-change.ts'
import { firstRefusal } from '../../src/promotion/refusal.ts'
import { rollBack } from '../../src/promotion/rollback.ts'
import { verified } from './verified.ts'
import { answer, comment, merged, productionOf, propose, type World, world } from './world.ts'

async function twoVersions(settings?: Parameters<typeof world>[0]): Promise<World> {
  const w = world(settings)
  await merged(w, 'r1')
  w.forge.push('main', { 'models/churn/train.ts': '2' }, { author: 'grace' })
  await merged(w, 'r2')
  return w
}

const issue = 500

describe('a rollback', () => {
  it('by an approver is its own approval, even when that person wrote the code', async () => {
    const w = await twoVersions()
    const result = await comment(w, issue, 'grace', '/rollback churn because it burns')
    expect(result).toMatchObject({ kind: 'merged', version: '1.0.0' })
    expect(productionOf(w)).toBe('1.0.0')
    expect(w.forge.dispatches.at(-1)?.payload).toMatchObject({ version: '1.0.0', stage: 'production' })
    const proof = await verified(w)
    expect(proof.findings).toEqual([])
    expect(proof.merged.get('churn')?.at(-1)).toMatchObject({
      entry: { kind: 'rollback', actor: 'grace', reason: 'it burns', replaces: '1.1.0' },
      approvals: [{ by: 'grace', because: 'it burns' }],
    })
  })

  it('that is run a second time does not go back one version more', async () => {
    const w = await twoVersions()
    await merged(w, 'r3')
    const said = w.forge.say(issue, 'grace', '/rollback churn because it burns')
    const first = await answer(w, issue, said)
    expect(await answer(w, issue, said)).toEqual(first)
    expect(productionOf(w)).toBe('1.1.0')
    expect(w.forge.pulls).toHaveLength(4)
  })

  it('by somebody who is not an approver waits for one', async () => {
    const w = await twoVersions()
    const result = await comment(w, issue, 'mallory', '/rollback churn because it burns')
    if (result.kind !== 'opened') throw new Error(JSON.stringify(result))
    expect(productionOf(w)).toBe('1.1.0')
    const { pull, head } = result
    expect(await comment(w, pull, 'mallory', `/approve ${head}`)).toMatchObject({ code: 'not-an-approver' })
    expect(await comment(w, pull, 'ada', `/approve ${head}`)).toMatchObject({ kind: 'merged' })
    expect(productionOf(w)).toBe('1.0.0')
    expect((await verified(w)).findings).toEqual([])
  })

  it('takes a second person where the project says so', async () => {
    const w = await twoVersions({
      approvals: { from: ['ada', 'grace', 'linus'] },
      rollback: { 'second-person': true },
    })
    const result = await comment(w, issue, 'grace', '/rollback churn because it burns')
    if (result.kind !== 'opened') throw new Error(JSON.stringify(result))
    const { pull, head } = result
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ code: 'started-the-run' })
    expect(await comment(w, pull, 'linus', `/approve ${head}`)).toMatchObject({ kind: 'merged' })
  })

  it('needs one person even where promotions need two', async () => {
    const w = world({ approvals: { required: 2, from: ['grace', 'linus'] } })
    for (const run of ['r1', 'r2']) {
      const { pull, head } = await propose(w, { run })
      await comment(w, pull, 'grace', `/approve ${head}`)
      await comment(w, pull, 'linus', `/approve ${head}`)
    }
    expect(await comment(w, issue, 'grace', '/rollback churn because it burns')).toMatchObject({
      kind: 'merged',
    })
    expect((await verified(w)).findings).toEqual([])
  })

  it('is refused where there is nothing to go back to, or not there', async () => {
    const w = world()
    const ask = (line: string) => comment(w, issue, 'grace', line)
    expect(await ask('/rollback churn because x')).toMatchObject({ code: 'nothing-to-do' })
    await merged(w, 'r1')
    expect(await ask('/rollback churn because x')).toMatchObject({ code: 'nothing-to-do' })
    expect(await ask('/rollback churn to 1.0.0 because x')).toMatchObject({ code: 'nothing-to-do' })
    expect(await ask('/rollback churn to 3.0.0 because x')).toMatchObject({ code: 'nothing-to-do' })
    const staged = await propose(w, { run: 'r2', stage: 'staging' })
    await comment(w, staged.pull, 'linus', `/approve ${staged.head}`)
    expect(await ask('/rollback churn to 1.1.0 because x')).toMatchObject({
      code: 'nothing-to-do',
      message: expect.stringContaining('never was in production'),
    })
    expect(await comment(w, issue, 'eve', '/rollback churn because x')).toMatchObject({
      code: 'no-permission',
    })
  })

  it('is refused when a byte of the target is not what it was', async () => {
    const w = await twoVersions()
    w.forge.push('main', { 'registry/churn/1.0.0/model.onnx': 'evil' }, { author: 'mallory' })
    const result = await comment(w, issue, 'grace', '/rollback churn because it burns')
    expect(result).toMatchObject({ code: 'nothing-to-do', message: expect.stringContaining('model.onnx') })
    w.forge.push('main', { 'registry/churn/1.0.0/model.onnx': null }, { author: 'mallory' })
    expect(await comment(w, issue, 'grace', '/rollback churn because it burns')).toMatchObject({
      message: expect.stringContaining('not there'),
    })
    expect(productionOf(w)).toBe('1.1.0')
  })

  it('cannot add a file to a version that is in the registry', async () => {
    const w = await twoVersions()
    const opened = await comment(w, issue, 'mallory', '/rollback churn because it burns')
    if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened))
    const extra = { path: 'registry/churn/1.0.0/extra.txt', status: 'added' as const, blob: 'b' }
    const facts = await gatherChange(w.context, { pull: opened.pull, model: 'churn' })
    expect(firstRefusal(facts, changeRules)).toBeUndefined()
    expect(firstRefusal({ ...facts, files: [...facts.files, extra] }, changeRules)).toMatchObject({
      code: 'foreign-files',
    })
  })

  it('cannot lend its comment to another rollback later', async () => {
    const w = await twoVersions()
    const said = w.forge.say(issue, 'grace', '/rollback churn because it burns')
    await answer(w, issue, said)
    await merged(w, 'r3')
    const forged = { model: 'churn', to: null, actor: 'grace', reason: 'it burns' }
    const result = await rollBack(w.context, { ...forged, comment: said.id, claim: null })
    if (result.kind !== 'proposed') throw new Error(result.kind)
    const answered = await comment(w, result.pull.number, 'mallory', `/approve ${result.head}`)
    expect(answered).toMatchObject({ kind: 'refused' })
    expect(productionOf(w)).toBe('1.2.0')
  })

  it('of a dispatch waits for a word, and the one who dispatched may give it', async () => {
    const w = await twoVersions()
    const result = await rollBack(w.context, {
      model: 'churn',
      to: '1.0.0',
      actor: 'grace',
      reason: 'it burns',
      comment: null,
      claim: 'run-1',
    })
    if (result.kind !== 'proposed') throw new Error(result.kind)
    expect(productionOf(w)).toBe('1.1.0')
    expect(await comment(w, result.pull.number, 'grace', `/approve ${result.head}`)).toMatchObject({
      kind: 'merged',
    })
  })

  it('is overtaken by a promotion that is merged first, and then needs an approval of its new head', async () => {
    const w = await twoVersions()
    const next = await propose(w, { run: 'r3' })
    const opened = await comment(w, issue, 'mallory', '/rollback churn to 1.0.0 because it burns')
    if (opened.kind !== 'opened') throw new Error(JSON.stringify(opened))
    await comment(w, next.pull, 'linus', `/approve ${next.head}`)
    expect(productionOf(w)).toBe('1.2.0')
    const head = w.forge.head('pawl/rollback/churn/3')
    expect(head).not.toBe(opened.head)
    expect(await comment(w, opened.pull, 'linus', `/approve ${head}`)).toMatchObject({ kind: 'merged' })
    expect(productionOf(w)).toBe('1.0.0')
    expect((await verified(w)).findings).toEqual([])
  })

  it('asked for twice at once with two targets is done once', async () => {
    const w = await twoVersions()
    await merged(w, 'r3')
    const a = { model: 'churn', to: '1.0.0', actor: 'grace', reason: 'a', comment: null, claim: null }
    const b = { ...a, to: '1.1.0', actor: 'linus', reason: 'b' }
    const results = await Promise.allSettled([rollBack(w.context, a), rollBack(w.context, b)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})
