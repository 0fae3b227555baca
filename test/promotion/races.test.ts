import { describe, expect, it } from 'vitest'
import { isRefusal } from '../../src/promotion/refusal.ts'
import { answer, comment, merged, pawlYaml, productionOf, propose, type World, world } from './world.ts'

const branch = 'pawl/promote/churn/1.1.0'

/** A world in which 1.0.0 is in production and 1.1.0 waits for grace's approval. */
async function waiting() {
  const w = world({ approvals: { from: ['ada', 'grace', 'linus'] } })
  await merged(w, 'r1')
  const { pull, head } = await propose(w, { run: 'r2' })
  const said = w.forge.say(pull, 'grace', `/approve ${head}`)
  return { w, pull, head, said }
}

/** How many calls an undisturbed approval makes, and which. */
async function calls(): Promise<string[]> {
  const { w, pull, said } = await waiting()
  const from = w.forge.calls.length
  await answer(w, pull, said)
  return w.forge.calls.slice(from)
}

/** Answers the approval while something happens just before its n-th call. */
async function disturbed(nth: number, happen: (w: World, pull: number, comment: number) => void) {
  const { w, pull, head, said } = await waiting()
  const from = w.forge.calls.length
  w.forge.before = (_, call) => {
    if (call === from + nth) happen(w, pull, said.id)
  }
  const result = await answer(w, pull, said)
  w.forge.before = () => {}
  return { w, pull, head, result }
}

const onnx = 'registry/churn/1.1.0/model.onnx'

describe('whatever happens while an approval is answered', () => {
  it('a push at any point is never merged', async () => {
    const all = await calls()
    const merge = all.indexOf('merge')
    for (let nth = 0; nth < all.length; nth++) {
      const { w, result } = await disturbed(nth, ({ forge }) => {
        if (forge.branches.has(branch)) forge.push(branch, { [onnx]: 'evil' }, { author: 'mallory' })
      })
      expect(w.forge.text(onnx), `push before call ${nth}, ${all[nth]}`).not.toBe('evil')
      expect(result.kind).toBe(nth <= merge ? 'refused' : 'merged')
      expect(productionOf(w)).toBe(nth <= merge ? '1.0.0' : '1.1.0')
    }
  })

  it.each<[string, string, (w: World, pull: number, comment: number) => void]>([
    ['a rejection', 'comments', ({ forge }, pull) => forge.say(pull, 'linus', '/reject')],
    ['an edit of the comment', 'comments', ({ forge }, _, id) => forge.edit(id, '/approve 1a2b3c4')],
    ['the end of the comment', 'comments', ({ forge }, _, id) => forge.erase(id)],
    [
      'another policy',
      'branchHead',
      ({ forge }) => forge.push('main', { 'pawl.yaml': pawlYaml({ approvals: { from: ['ada'] } }) }),
    ],
    [
      'another change of the model',
      'branchHead',
      ({ forge }) => forge.push('main', { 'registry/churn/stages.json': null }),
    ],
    [
      'another target branch',
      'pull',
      ({ forge }, pull) => Object.assign(forge.pullOf(pull), { base: 'release' }),
    ],
    [
      'the end of the pull request',
      'pull',
      ({ forge }, pull) => Object.assign(forge.pullOf(pull), { state: 'closed' }),
    ],
  ])('%s is heeded up to the last look at it', async (_, look, happen) => {
    const all = await calls()
    const merge = all.indexOf('merge')
    const lastLook = all.lastIndexOf(look, merge)
    for (let nth = 0; nth <= lastLook; nth++) {
      const { w, pull, result } = await disturbed(nth, (of, number, id) => {
        of.forge.branches.set('release', of.forge.head('main'))
        happen(of, number, id)
      })
      expect(result.kind, `before call ${nth}, ${all[nth]}`).toBe('refused')
      expect(w.forge.pullOf(pull).merged).toBe(false)
      expect(w.forge.statuses.at(-1)?.state).not.toBe('success')
    }
  })

  it('a base that moves in another way only has it look again', async () => {
    const all = await calls()
    for (let nth = 0; nth <= all.indexOf('merge'); nth++) {
      const { w, result } = await disturbed(nth, ({ forge }) => forge.push('main', { 'README.md': `${nth}` }))
      expect(result.kind, `before call ${nth}, ${all[nth]}`).toBe('merged')
      expect(w.forge.text('README.md')).toBe(`${nth}`)
    }
  })
})

/** What must hold however often Pawl was killed: one merge, one word about it, no doubles, no branch left. */
function expectDone(w: World, pull: number, why: string): void {
  expect(productionOf(w), why).toBe('1.1.0')
  const bodies = (w.forge.notes.get(pull) ?? [])
    .filter(({ author }) => author.type === 'Bot')
    .map(({ body }) => body)
  expect(
    bodies.filter((body) => body.includes('merged 1.1.0')),
    why,
  ).toHaveLength(1)
  expect(new Set(bodies.map((body) => body.split('\n')[0])).size, why).toBe(bodies.length)
  expect(w.forge.branches.has(branch), why).toBe(false)
  const mine = w.forge.dispatches.filter(({ payload }) => payload.version === '1.1.0')
  expect(mine.length, why).toBeGreaterThan(0)
  expect(mine.length, why).toBeLessThanOrEqual(2)
  expect(new Set(mine.map((one) => JSON.stringify(one))).size, why).toBe(1)
}

describe('an approval that is killed', () => {
  it.each(['before', 'after'] as const)('%s any call is finished by running it again', async (when) => {
    const count = (await calls()).length
    for (let nth = 0; nth < count; nth++) {
      const { w, pull, said } = await waiting()
      const from = w.forge.calls.length
      w.forge[when] = (_, call) => {
        if (call >= from + nth) throw new Error('killed')
      }
      await answer(w, pull, said).catch(() => {})
      w.forge[when] = () => {}
      await answer(w, pull, said)
      expectDone(w, pull, `killed ${when} call ${nth}`)
    }
  })

  it('or meets one fault at any call, refuses or fails, and is finished by running it again', async () => {
    const all = await calls()
    for (let nth = 0; nth < all.length; nth++) {
      const { w, pull, said } = await waiting()
      const from = w.forge.calls.length
      w.forge.before = (_, call) => {
        if (call === from + nth) throw new Error('503')
      }
      const result = await answer(w, pull, said).catch((error: Error) => ({
        code: 'thrown',
        message: error.message,
      }))
      if (isRefusal(result)) expect(['cannot-tell', 'thrown']).toContain(result.code)
      else expect(nth).toBeGreaterThan(all.indexOf('merge'))
      await answer(w, pull, said)
      expectDone(w, pull, `fault at call ${nth}, ${all[nth]}`)
    }
  })
})

describe('a promotion run that is killed', () => {
  it.each(['before', 'after'] as const)('%s any call is finished by running it again', async (when) => {
    const prepare = async () => {
      const w = world()
      await merged(w, 'r1')
      return w
    }
    const undisturbed = await prepare()
    const start = undisturbed.forge.calls.length
    await propose(undisturbed, { run: 'r2' })
    const count = undisturbed.forge.calls.length - start
    for (let nth = 0; nth < count; nth++) {
      const w = await prepare()
      const from = w.forge.calls.length
      w.forge[when] = (_, call) => {
        if (call >= from + nth) throw new Error('killed')
      }
      await propose(w, { run: 'r2' }).catch(() => {})
      w.forge[when] = () => {}
      const { pull, head } = await propose(w, { run: 'r2' })
      expect(w.forge.pulls.filter((one) => one.branch === branch)).toHaveLength(1)
      const result = await comment(w, pull, 'linus', `/approve ${head}`)
      expect(result.kind, `killed ${when} call ${nth}`).toBe('merged')
    }
  })
})

describe('a rollback that is killed', () => {
  it.each(['before', 'after'] as const)('%s any call is finished by running it again', async (when) => {
    const prepare = async () => {
      const w = world()
      for (const run of ['r1', 'r2', 'r3']) await merged(w, run)
      return { w, said: w.forge.say(500, 'grace', '/rollback churn because it burns') }
    }
    const undisturbed = await prepare()
    const start = undisturbed.w.forge.calls.length
    await answer(undisturbed.w, 500, undisturbed.said)
    const count = undisturbed.w.forge.calls.length - start
    for (let nth = 0; nth < count; nth++) {
      const { w, said } = await prepare()
      const from = w.forge.calls.length
      w.forge[when] = (_, call) => {
        if (call >= from + nth) throw new Error('killed')
      }
      await answer(w, 500, said).catch(() => {})
      w.forge[when] = () => {}
      const result = await answer(w, 500, said)
      expect(result, `killed ${when} call ${nth}`).toMatchObject({ kind: 'merged', version: '1.1.0' })
      expect(productionOf(w)).toBe('1.1.0')
      expect(w.forge.pulls).toHaveLength(4)
    }
  })
})

describe('a rebuild that is killed', () => {
  it('leaves a pull request that can still be approved, once its approval is asked for again', async () => {
    const prepare = async () => {
      const w = world()
      await merged(w, 'r0')
      const a = await propose(w, { run: 'a' })
      const b = await propose(w, { run: 'b', bump: 'major' })
      const said = w.forge.say(a.pull, 'linus', `/approve ${a.head}`)
      return { w, a, b, said }
    }
    const undisturbed = await prepare()
    const start = undisturbed.w.forge.calls.length
    await answer(undisturbed.w, undisturbed.a.pull, undisturbed.said)
    const all = undisturbed.w.forge.calls.slice(start)
    for (let nth = all.indexOf('dispatch'); nth < all.length; nth++) {
      const { w, a, b, said } = await prepare()
      const from = w.forge.calls.length
      w.forge.after = (_, call) => {
        if (call >= from + nth) throw new Error('killed')
      }
      await answer(w, a.pull, said).catch(() => {})
      w.forge.after = () => {}
      await answer(w, a.pull, said)
      const head = w.forge.head('pawl/promote/churn/2.0.0')
      const result = await comment(w, b.pull, 'linus', `/approve ${head} because judged by hand`)
      expect(result, `killed after call ${nth}, ${all[nth]}`).toMatchObject({
        kind: 'merged',
        version: '2.0.0',
      })
    }
  })
})
