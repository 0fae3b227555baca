import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answerComment } from '../../src/commands/steps/answer-comment.ts'
import { askRetraining } from '../../src/commands/steps/retraining.ts'
import { git } from '../../src/git/git.ts'
import { digestOf } from '../../src/project/digest.ts'
import { loadProject } from '../../src/project/load.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { smallProject } from '../scenarios/small.ts'
import { comment, merged, productionOf, propose, type World, world } from './world.ts'

/** Somebody comments on issue or pull request 1, and the comment action answers. */
async function say({ forge, context }: World, by: string, body: string, on = 1) {
  const { id, author } = forge.say(on, by, body)
  return answerComment(context, { issue: on, id, body, author })
}

const lastAnswer = ({ forge }: World) => forge.notes.get(1)?.at(-1)?.body ?? ''

async function frozen() {
  const here = world()
  await merged(here, 'one')
  const waiting = await propose(here, { run: 'two' })
  expect(await say(here, 'ada', '/freeze churn because of a bad week')).toMatchObject({
    command: 'freeze',
    done: 'churn is frozen',
  })
  return { here, waiting }
}

describe('a frozen model', () => {
  it('has no promotion merged, whoever approves, and it says who froze it and why', async () => {
    const { here, waiting } = await frozen()
    const refused = await comment(here, waiting.pull, 'linus', `/approve ${waiting.head}`)
    expect(refused).toMatchObject({ kind: 'refused', code: 'frozen' })
    expect(refused).toMatchObject({
      message: expect.stringMatching(/^churn is frozen by ada since .*: of a bad week\. .*\/unfreeze churn/),
    })
    expect(productionOf(here)).toBe('1.0.0')
  })

  it('gets no promotion proposed', async () => {
    const { here } = await frozen()
    await expect(propose(here, { run: 'three' })).rejects.toThrow(
      'Nothing of churn is promoted: churn is frozen by ada',
    )
  })

  it('can be rolled back', async () => {
    const here = world()
    await merged(here, 'one')
    await merged(here, 'two')
    await say(here, 'ada', '/freeze churn because x')
    const back = await comment(here, 1, 'grace', '/rollback churn because it burns')
    expect(back).toMatchObject({ kind: 'merged', version: '1.0.0' })
  })

  it('is promoted again once an approver ends that', async () => {
    const { here, waiting } = await frozen()
    expect(await say(here, 'grace', '/unfreeze churn')).toMatchObject({ done: 'churn is unfrozen' })
    const result = await comment(here, waiting.pull, 'linus', `/approve ${waiting.head}`)
    expect(result).toMatchObject({ kind: 'merged', version: '1.1.0' })
  })

  it('is not retrained, whoever asks', async () => {
    const { here } = await frozen()
    const root = mkdtempSync(join(tmpdir(), 'pawl-freeze-'))
    onTestFinished(() => rmSync(root, { recursive: true, force: true }))
    await smallProject(root, { rows: 10 })
    await git(root, 'init', '--quiet')
    await git(root, 'add', '--all')
    await git(root, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--message', 'one')
    const { models } = await loadProject(workingFiles(root))
    const model = models.get('churn')?.config
    if (!model) throw new Error('no model')
    const ask = () =>
      askRetraining(here.context.state, {
        root,
        commit: 'HEAD',
        model,
        data: digestOf('data'),
        triggers: [{ kind: 'request', by: 'ada', reason: 'x', source: 'comment-1' }],
        at: here.context.now(),
      })
    expect((await ask()).decision).toMatchObject({
      retrain: false,
      reason: expect.stringContaining('frozen'),
    })
    await say(here, 'ada', '/unfreeze churn')
    expect((await ask()).decision.retrain).toBe(true)
  })

  it('is no other model', async () => {
    const { here } = await frozen()
    const other = await propose(here, { run: 'other', model: 'price' })
    expect(await comment(here, other.pull, 'linus', `/approve ${other.head}`)).toMatchObject({
      kind: 'merged',
    })
  })
})

describe('who may freeze', () => {
  it('is an approver: somebody who may only write is refused, and nothing is recorded', async () => {
    const here = world()
    await merged(here, 'one')
    for (const word of ['/freeze churn because I like it so', '/unfreeze churn'])
      expect(await say(here, 'mallory', word)).toMatchObject({ refused: { code: 'not-an-approver' } })
    expect(await here.context.state.list('frozen')).toEqual([])
  })

  it('is told when there is no freeze to end', async () => {
    const here = world()
    await merged(here, 'one')
    expect(await say(here, 'ada', '/unfreeze churn')).toMatchObject({ refused: { code: 'nothing-to-do' } })
  })

  it('gets the same answer when the comment is answered again', async () => {
    const { here } = await frozen()
    const { id, author } = here.forge.say(1, 'grace', '/unfreeze churn')
    const said = { issue: 1, id, body: '/unfreeze churn', author }
    expect(await answerComment(here.context, said)).toMatchObject({ done: 'churn is unfrozen' })
    const before = lastAnswer(here)
    expect(await answerComment(here.context, said)).toMatchObject({ done: 'churn is unfrozen' })
    expect(lastAnswer(here)).toBe(before)
  })
})

describe('/retrain', () => {
  it('is answered with a word on the same issue, besides the dispatch', async () => {
    const here = world()
    await merged(here, 'one')
    const told = here.forge.dispatches.length
    expect(await say(here, 'mallory', '/retrain churn because it is old')).toMatchObject({
      command: 'retrain',
    })
    expect(here.forge.dispatches.slice(told)).toMatchObject([
      { event: 'pawl-retrain', payload: { model: 'churn', by: 'mallory', reason: 'it is old' } },
    ])
    expect(lastAnswer(here)).toContain('retraining of churn for mallory')
  })
})
