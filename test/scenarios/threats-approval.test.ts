import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { type PullAnswer, runPawl, statusAt } from '../../sandbox/demo/acts.ts'
import { branchOff, call, push } from '../../sandbox/demo/world.ts'
import { git } from '../../src/git/git.ts'
import { answerComment, say } from './hand/acts.ts'
import {
  answers,
  approval,
  awaitApproval,
  folderOfFile,
  type Login,
  production,
  runningWorld,
  type Scene,
  scene,
  written,
} from './stage.ts'

/* Threats of docs/security.md that aim at the approval: 1.0.0 is in production, 1.1.0 waits for its approval. */

const folder = folderOfFile()
const model = 'registry/churn/1.1.0/model.onnx'
let waiting: Scene
let pull: PullAnswer

beforeAll(async () => {
  waiting = await runningWorld(folder)
  pull = await awaitApproval(waiting)
  return () => waiting.sandbox.close()
})

/** Somebody who may write pushes another model to the promotion's branch. Gives the new head. */
async function pushToPromotion(world: Scene, by: Login = 'ada'): Promise<string> {
  const developer = world.people[by]
  await git(developer.folder, 'fetch', '--quiet', 'origin')
  await git(developer.folder, 'switch', '--quiet', '--detach', `origin/${pull.head.ref}`)
  await writeFile(join(developer.folder, model), 'evil')
  return push(developer, { branch: pull.head.ref, message: 'Just a small fix' })
}

/** How often deployments were told since the promotion was opened. */
function told({ sandbox }: Scene): number {
  const { length } = waiting.sandbox.events
  return sandbox.events.slice(length).filter(({ action }) => action === 'pawl-stage-changed').length
}

async function expectUntouched(world: Scene): Promise<void> {
  expect(await production(world)).toBe('1.0.0')
  expect(told(world)).toBe(0)
}

describe('T3: a push between the look and the merge', () => {
  it('is refused, however late it comes', async () => {
    const world = await scene(waiting)
    let head: string | undefined
    world.sandbox.faults.add({
      match: ({ route }) => route === 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
      when: 'before',
      do: { after: async () => (head = await pushToPromotion(world)) },
      times: 1,
    })
    const answered = await approval(world, pull)
    expect(head).toBeDefined()
    expect(answered.outputs.get('merged')).toBe('false')
    expect(answered.outputs.get('code')).toBe('sha-not-head')
    await expectUntouched(world)
    expect((await statusAt(world, { by: world.people.ada, sha: head ?? '' }))?.state).not.toBe('success')
  })

  it('makes an approval of the old head void, and nothing approves what somebody pushed', async () => {
    const world = await scene(waiting)
    const head = await pushToPromotion(world)
    expect((await approval(world, pull)).outputs.get('code')).toBe('sha-not-head')
    const again = await approval(world, { ...pull, head: { ...pull.head, sha: head } })
    expect(again.outputs.get('code')).toBe('no-record')
    await expectUntouched(world)
  })
})

it('T4: author, co-author and starter cannot approve; another approver can', async () => {
  const world = await scene(waiting)
  const codes = []
  for (const login of ['ada', 'linus', 'hopper'] as const)
    codes.push((await approval(world, pull, login)).outputs.get('code'))
  expect(codes).toEqual(['wrote-the-code', 'wrote-the-code', 'started-the-run'])
  await expectUntouched(world)
  const bot = await answerComment(world, {
    by: world.people.grace,
    payload: asBot((await written(world, saying(world, 'grace'))).payload),
  })
  expect(bot.outputs.get('code')).toBe('not-a-person')

  expect((await approval(world, pull)).outputs.get('merged')).toBe('true')
  expect(await production(world)).toBe('1.1.0')
  expect(told(world)).toBe(1)
})

const saying = (world: Scene, login: Login, body = `/approve ${pull.head.sha}`) => ({
  by: world.people[login],
  on: pull.number,
  body,
})

function asBot(payload: Record<string, unknown>): Record<string, unknown> {
  const comment = payload.comment as Record<string, object>
  return { ...payload, comment: { ...comment, user: { ...comment.user, type: 'Bot' } } }
}

describe('T5: words that are no approval', () => {
  it('an edited comment', async () => {
    const world = await scene(waiting)
    const { grace } = world.people
    const comment = await written(world, saying(world, 'grace', 'Looks odd to me'))
    // GitHub's times have no fractions: the edit has to fall into another second.
    await new Promise((done) => setTimeout(done, 1100))
    await call(world, grace, `PATCH /issues/comments/${comment.id}`, { body: `/approve ${pull.head.sha}` })
    const now = await call<object>(world, grace, `GET /issues/comments/${comment.id}`)
    const edited = await answerComment(world, {
      by: grace,
      payload: { ...comment.payload, action: 'edited', comment: now },
    })
    expect(edited.outputs.get('accepted')).toBe('false')
    expect(await answers(world, pull.number)).toEqual([])
    const forged = await answerComment(world, { by: grace, payload: { ...comment.payload, comment: now } })
    expect(forged.outputs.get('code')).toBe('comment-edited')
    await expectUntouched(world)
  })

  it('a quoted command, one in code, and one in the middle of a sentence', async () => {
    const world = await scene(waiting)
    const command = `/approve ${pull.head.sha}`
    const body = `> ${command}\n\nI would not.\n\n\`\`\`\n${command}\n\`\`\`\n\nShould I say ${command}?`
    expect((await say(world, saying(world, 'grace', body))).outputs.get('command')).toBe('')
    await expectUntouched(world)
  })

  it('a command whose comment is gone, or says another thing now than its event', async () => {
    const world = await scene(waiting)
    const { grace } = world.people
    const comment = await written(world, saying(world, 'grace'))
    await call(world, grace, `DELETE /issues/comments/${comment.id}`)
    const late = await answerComment(world, { by: grace, payload: comment.payload })
    expect(late.outputs.get('code')).toBe('comment-deleted')
    await expectUntouched(world)
  })

  it('an old command that is run again after the merge does nothing more', async () => {
    const world = await scene(waiting)
    const comment = await written(world, saying(world, 'grace'))
    const first = await answerComment(world, { by: world.people.grace, payload: comment.payload })
    expect(first.outputs.get('merged')).toBe('true')
    const said = await answers(world, pull.number)
    expect(told(world)).toBe(1)
    const again = await answerComment(world, { by: world.people.grace, payload: comment.payload })
    expect(again.succeeded).toBe(true)
    expect(await answers(world, pull.number)).toEqual(said)
    expect(told(world)).toBe(1)
  })
})

describe('T6: borrowed authority', () => {
  it('counts for nothing: only the collaborator permission and the list of the default branch do', async () => {
    const world = await scene(waiting)
    expect((await approval(world, pull, 'mallory')).outputs.get('code')).toBe('not-an-approver')
    expect((await approval(world, pull, 'eve')).outputs.get('code')).toBe('no-permission')

    const { payload } = await written(world, saying(world, 'mallory'))
    const comment = payload.comment as Record<string, object>
    const spoofed = { ...comment, author_association: 'OWNER', user: { ...comment.user, login: 'grace' } }
    const answered = await answerComment(world, {
      by: world.people.grace,
      payload: { ...payload, comment: spoofed },
    })
    expect(answered.outputs.get('code')).toBe('comment-differs')
    await expectUntouched(world)
  })

  it('an answer that nobody can make sense of refuses', async () => {
    const world = await scene(waiting)
    world.sandbox.faults.add({
      match: ({ route }) => route === 'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
      when: 'before',
      do: { status: 200, body: { permission: 'owner', role_name: 'owner', user: null } },
    })
    const answered = await approval(world, pull)
    expect(answered.outputs.get('code')).toBe('cannot-tell')
    await expectUntouched(world)
  })
})

it('T7: a forged green status puts nothing into production by Pawl, and verify names what was merged by hand', async () => {
  const world = await scene(waiting)
  const { mallory, grace } = world.people
  await call(world, mallory, `POST /statuses/${pull.head.sha}`, { state: 'success', context: 'pawl' })
  expect((await approval(world, pull, 'mallory')).outputs.get('accepted')).toBe('false')
  await expectUntouched(world)
  await call(world, mallory, `GET /pulls/${pull.number}`)
  await call(world, mallory, `PUT /pulls/${pull.number}/merge`, { merge_method: 'merge' })
  expect(told(world)).toBe(0)
  await branchOff(grace, 'after')
  const verified = await runPawl(world, { folder: grace.folder, args: ['--json', 'verify'] })
  expect(verified.code).toBe(1)
  expect(JSON.parse(verified.out).findings).toMatchObject([
    { level: 'error', message: expect.stringContaining('approv') },
  ])
})

describe('T26: a rollback', () => {
  it('goes to no version that never was in production', async () => {
    const world = await scene(waiting)
    for (const [version, code] of [
      ['1.1.0', 'nothing-to-do'],
      ['9.9.9', 'nothing-to-do'],
    ]) {
      const answered = await say(world, {
        by: world.people.grace,
        on: pull.number,
        body: `/rollback churn to ${version} because I want it`,
      })
      expect(answered.outputs.get('code'), version).toBe(code)
    }
    await expectUntouched(world)
  })

  it('goes to no version whose bytes are not what was approved', async () => {
    const world = await scene(waiting)
    const { ada, grace } = world.people
    expect((await approval(world, pull)).outputs.get('merged')).toBe('true')
    await branchOff(ada, 'damage')
    const path = join(ada.folder, 'registry/churn/1.0.0/model.onnx')
    const bytes = await readFile(path)
    bytes[10] = (bytes[10] ?? 0) ^ 1
    await writeFile(path, bytes)
    const sha = await push(ada, { branch: 'damage', message: 'Tidy' })
    await call(world, ada, `POST /statuses/${sha}`, { state: 'success', context: 'pawl' })
    await git(ada.folder, 'push', '--quiet', 'origin', 'HEAD:refs/heads/main')
    const answered = await say(world, {
      by: grace,
      on: pull.number,
      body: '/rollback churn because it is slow',
    })
    expect(answered.outputs.get('code')).toBe('nothing-to-do')
    expect(answered.log).toContain('registry/churn/1.0.0/model.onnx: has the digest')
    expect(await production(world)).toBe('1.1.0')
  })
})

it('T29: a stage that is edited by hand is found by verify', async () => {
  const world = await scene(waiting)
  const { grace } = world.people
  await branchOff(grace, 'look')
  const sound = await runPawl(world, { folder: grace.folder, args: ['verify'] })
  expect(sound.code, sound.out).toBe(0)
  const path = join(grace.folder, 'registry/churn/stages.json')
  const text = await readFile(path, 'utf8')
  const edits = [
    ['"production": "1.0.0"', '"production": "1.1.0"'],
    ['"stage": "production"', '"stage": "staging"'],
    ['"actor": "pawl"', '"actor": "eve"'],
  ] as const
  for (const [from, to] of edits) {
    expect(text).toContain(from)
    await writeFile(path, text.replace(from, to))
    const verified = await runPawl(world, { folder: grace.folder, args: ['verify'] })
    expect(verified.code, `${from} becomes ${to}`).toBe(1)
  }
})
