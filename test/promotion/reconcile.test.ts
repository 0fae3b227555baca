import { describe, expect, it } from 'vitest'
import { answerComment } from '../../src/commands/steps/answer-comment.ts'
import { answerLost } from '../../src/commands/steps/lost-commands.ts'
import { reconcilePulls } from '../../src/promotion/reconcile.ts'
import { verified } from './verified.ts'
import { comment, merged, productionOf, propose, type World, world } from './world.ts'

const since = '2026-01-01T00:00:00.000Z'

/** As the command does it: lost commands first, then every promotion. */
async function reconcile({ forge, context }: World) {
  const commands = await answerLost(context, { since, until: forge.now() })
  return { commands, pulls: await reconcilePulls(context, { since }) }
}

/** Answers a comment as the comment action does, and is killed at its nth call of GitHub. */
async function killedAnswer(w: World, of: { pull: number; by: string; body: string; nth: number }) {
  const { id, body, author } = w.forge.say(of.pull, of.by, of.body)
  const start = w.forge.calls.length
  w.forge.before = (_, nth) => {
    if (nth - start >= of.nth) throw new Error('killed')
  }
  const ended = await answerComment(w.context, { issue: of.pull, id, body, author }).then(
    () => w.forge.calls.length - start <= of.nth,
    () => false,
  )
  w.forge.before = () => {}
  return ended
}

const merges = (w: World) => w.forge.calls.filter((call) => call === 'merge').length

describe('reconcile', () => {
  it('merges what is approved and announces it, wherever the answer to /approve was killed', async () => {
    let nth = 0
    for (let ended = false; !ended; nth++) {
      const w = world()
      const { pull, head } = await propose(w, { run: 'r1' })
      ended = await killedAnswer(w, { pull, by: 'grace', body: `/approve ${head}`, nth })
      await reconcile(w)
      expect(productionOf(w), `killed at call ${nth}`).toBe('1.0.0')
      expect(w.forge.dispatches.length, `killed at call ${nth}`).toBeGreaterThan(0)
      expect(w.forge.branches.has('pawl/promote/churn/1.0.0'), `killed at call ${nth}`).toBe(false)
      expect((await verified(w)).findings).toEqual([])
    }
    expect(nth).toBeGreaterThan(20)
  })

  it('carries out a rollback once, wherever the answer to it was killed', async () => {
    let nth = 0
    for (let ended = false; !ended; nth++) {
      const w = world()
      await merged(w, 'r1')
      await merged(w, 'r2')
      const body = '/rollback churn because it is worse'
      ended = await killedAnswer(w, { pull: 1, by: 'linus', body, nth })
      await reconcile(w)
      await reconcile(w)
      expect(productionOf(w), `killed at call ${nth}`).toBe('1.0.0')
      const { history } = JSON.parse(w.forge.text('registry/churn/stages.json') ?? '')
      expect(history, `killed at call ${nth}`).toHaveLength(3)
    }
    expect(nth).toBeGreaterThan(20)
  })

  it('answers a command whose event never came, and answers it once', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    w.forge.say(pull, 'grace', `/approve ${head.slice(0, 7)}`)
    w.forge.say(pull, 'mallory', '/retrain churn because I want to')
    w.forge.say(pull, 'grace', 'what a model')
    expect((await reconcile(w)).commands).toMatchObject([
      { issue: pull, command: 'approve', outcome: 'done', reason: 'merged: 1.0.0 holds production' },
      { issue: pull, command: 'retrain', outcome: 'done' },
    ])
    expect(productionOf(w)).toBe('1.0.0')
    expect((await reconcile(w)).commands).toEqual([])
    expect(w.forge.dispatches.map(({ event }) => event)).toEqual(['pawl-stage-changed', 'pawl-retrain'])
  })

  it('leaves alone a command that is young, edited, or not by a person', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    const edited = w.forge.say(pull, 'grace', '/help')
    w.forge.edit(edited.id, `/approve ${head}`)
    w.forge.say(pull, 'dependabot[bot]', `/approve ${head}`, 'Bot')
    const before = w.forge.now()
    w.forge.say(pull, 'grace', `/approve ${head}`)
    expect(await answerLost(w.context, { since, until: before })).toEqual([])
    expect(productionOf(w)).toBeUndefined()
  })

  it('lets what waits for an approval wait, and says so again', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    await comment(w, pull, 'mallory', `/approve ${head}`)
    w.forge.statuses.length = 0
    const { pulls } = await reconcile(w)
    expect(pulls).toMatchObject([{ pull, model: 'churn', outcome: 'waits' }])
    expect(w.forge.statuses).toMatchObject([{ sha: head, state: 'pending' }])
    expect(productionOf(w)).toBeUndefined()
  })

  it('leaves alone what is complete', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    const { id, body, author } = w.forge.say(pull, 'grace', `/approve ${head}`)
    await answerComment(w.context, { issue: pull, id, body, author })
    const { dispatches, notes } = structuredClone({ dispatches: w.forge.dispatches, notes: w.forge.notes })
    expect(await reconcile(w)).toEqual({ commands: [], pulls: [] })
    expect(w.forge.dispatches).toEqual(dispatches)
    expect(w.forge.notes).toEqual(notes)
    expect(merges(w)).toBe(1)
  })

  it('merges nothing that somebody pushed to, and goes on with the next one', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1' })
    w.forge.say(pull, 'grace', `/approve ${head}`)
    w.forge.push('pawl/promote/churn/1.0.0', { 'registry/churn/1.0.0/model.onnx': 'another' })
    const { pulls } = await reconcile(w)
    expect(pulls).toMatchObject([{ pull, outcome: 'refused' }])
    expect(productionOf(w)).toBeUndefined()
  })

  it('tells of a failure and goes on with the others', async () => {
    const w = world()
    await propose(w, { run: 'r1' })
    const { pull } = await propose(w, { run: 'r1', model: 'fraud' })
    let failing = true
    w.forge.before = (call) => {
      if (call === 'branchHead' && failing) {
        failing = false
        throw new Error('502')
      }
    }
    const done = await reconcilePulls(w.context, { since })
    expect(done.map(({ outcome }) => outcome)).toEqual(['failed', 'waits'])
    expect(done[1]?.pull).toBe(pull)
  })
})
