import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from '../../sandbox/github/sandbox.ts'
import { openStage, propose, push, type Scene, type Stage } from './stage.ts'
import { repo, writes } from './writes.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterEach(() => stage.sandbox.faults.clear())
afterAll(() => stage.close())

const faults: [string, Omit<Fault, 'match'>][] = [
  ['the answer is lost', { when: 'after', do: 'drop', times: 1 }],
  ['it fails after the effect', { when: 'after', do: { status: 502 }, times: 1 }],
  ['it fails before', { when: 'before', do: { status: 502 }, times: 1 }],
  ['the connection drops before', { when: 'before', do: 'drop', times: 1 }],
]

describe.each(writes)('$name', ({ routes, prepare, expected }) => {
  let scene: Scene
  beforeAll(async () => {
    scene = await stage.scene()
  })
  let nth = 0
  const prepared = () => prepare({ scene, forge: scene.forge(), key: `key/${++nth}` })

  it.each(routes.flatMap((route) => faults.map(([words, fault]) => [words, route, fault] as const)))(
    'is done once when %s (%s)',
    async (_, route, fault) => {
      const { write, left } = await prepared()
      scene.fault(route, fault)
      await write()
      stage.sandbox.faults.clear()
      expect(await left()).toEqual(expected)
    },
  )

  it('is given up with an error when it never works', async () => {
    const { write } = await prepared()
    for (const route of routes) scene.fault(route, { when: 'before', do: { status: 503 } })
    await expect(write()).rejects.toThrow()
  })
})

const issue = { title: 'Drift', body: 'It drifts.', labels: [] }

describe('a write whose answer is lost', () => {
  it('is not taken for one of somebody else, nor for an older one of ours', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    const { number } = await forge.createIssue(issue)
    await scene
      .as('grace')
      .rest.issues.createComment({ owner: 'acme', repo: scene.name, issue_number: number, body: 'x' })
    const first = await forge.createComment(number, 'x')
    scene.fault(`POST ${repo}/issues/{issue_number}/comments`, { when: 'before', do: 'drop', times: 1 })
    const second = await forge.createComment(number, 'x')
    expect(second.id).not.toBe(first.id)
    expect(await forge.comments(number)).toHaveLength(3)
  })

  it('is told from an older one by the clock of GitHub, however wrong ours is', async () => {
    const scene = await stage.scene()
    const { number } = await scene.forge().createIssue(issue)
    const old = await scene.forge().createComment(number, 'x')
    await new Promise((resolve) => setTimeout(resolve, 2100))
    scene.fault(`POST ${repo}/issues/{issue_number}/comments`, { when: 'before', do: 'drop', times: 1 })
    const { now } = Date
    Date.now = () => now() - 3_600_000
    try {
      const made = await scene.forge().createComment(number, 'x')
      expect(made.id).not.toBe(old.id)
    } finally {
      Date.now = now
    }
    expect(await scene.forge().comments(number)).toHaveLength(2)
  })

  it.each([
    ['lost twice', { when: 'after', do: 'drop', times: 2 }],
    ['missing three times', { when: 'before', do: { status: 500 }, times: 3 }],
    ['broken off', { when: 'after', do: { status: 201, body: '{"id": 1' }, times: 1 }],
  ] as const)('is done once when it is %s', async (_, fault) => {
    const scene = await stage.scene()
    const { number } = await scene.forge().createIssue(issue)
    scene.fault(`POST ${repo}/issues/{issue_number}/comments`, fault)
    await scene.forge().createComment(number, 'once')
    expect(await scene.forge().comments(number)).toHaveLength(1)
  })

  it('is found although the list did not show it at first', async () => {
    const scene = await stage.scene()
    const forge = scene.forge()
    await push(scene, 'topic', { 'a.txt': '1' })
    scene.fault(`POST ${repo}/pulls`, { when: 'after', do: 'drop', times: 1 })
    scene.fault(`GET ${repo}/pulls`, { when: 'after', do: { status: 200, body: [] }, times: 1 })
    const pull = await forge.createPull({ title: 'T', body: '', head: 'topic', base: 'main' })
    expect(pull.number).toBe(1)
  })

  it('leaves a merge that says that it was found, so that nobody announces it twice', async () => {
    const scene = await stage.scene()
    const { pull, sha } = await propose(scene)
    scene.fault(`PUT ${repo}/pulls/{pull_number}/merge`, { when: 'after', do: 'drop', times: 1 })
    const wanted = { sha, method: 'merge', title: 'T', message: 'M' } as const
    expect(await scene.forge().merge(pull.number, wanted)).toMatchObject({ merged: true, found: true })
    expect(await scene.forge().merge(pull.number, wanted)).toMatchObject({ merged: true, found: true })
  })

  it('counts as done where somebody built on its commit before we looked', async () => {
    const scene = await stage.scene()
    await push(scene, 'topic', { 'a.txt': '1' })
    scene.fault(`PATCH ${repo}/git/refs/{ref}`, { when: 'after', do: 'drop', times: 1 })
    const forge = scene.forge({
      sleep: async () => {
        await push(scene, 'topic', { 'theirs.txt': 'x' })
      },
    })
    const ours = await push(scene, 'topic', { 'ours.txt': '1' }, forge)
    expect(scene.head('topic')).not.toBe(ours)
    expect(scene.git('rev-list', '--count', 'main..topic')).toBe('3')
  })

  it('makes a dispatch heard twice at most, with the same content', async () => {
    const scene = await stage.scene()
    scene.fault(`POST ${repo}/dispatches`, { when: 'after', do: 'drop', times: 1 })
    await scene.forge().dispatch('pawl-stage-changed', { model: 'churn', version: '1.0.0' })
    const heard = stage.sandbox.events.filter(
      ({ name, payload }) =>
        name === 'repository_dispatch' && JSON.stringify(payload).includes(scene.fullName),
    )
    expect(heard).toHaveLength(2)
    for (const { payload } of heard)
      expect(payload).toMatchObject({ client_payload: { model: 'churn', version: '1.0.0' } })
  })
})
