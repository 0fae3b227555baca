import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Octokit } from '@octokit/rest'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { githubForge } from '../../src/github/forge.ts'
import { UserError } from '../../src/project/problem.ts'
import { openStage, type Scene, type Stage } from './stage.ts'

const ref = 'GET /repos/{owner}/{repo}/git/ref/{ref}'
const comments = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments'

let stage: Stage
let scene: Scene
beforeAll(async () => {
  stage = await openStage()
  scene = await stage.scene()
  await scene.forge().createIssue({ title: 'x', body: '', labels: [] })
})
afterEach(() => {
  stage.sandbox.faults.clear()
  scene.pauses.length = 0
})
afterAll(() => stage.close())

const asked = async (work: () => Promise<unknown>) =>
  (await scene.requests(() => work().catch(() => undefined))).length

describe('a read', () => {
  it.each([
    ['500', { status: 500 }],
    ['502', { status: 502, body: { message: 'Server Error' } }],
    ['503', { status: 503 }],
    ['a dropped connection', 'drop'],
    ['an answer that breaks off', { status: 200, body: '{"ref": "refs/he' }],
  ] as const)('is tried again after %s, four times at most', async (_, fault) => {
    const forge = scene.forge()
    scene.fault(ref, { when: 'before', do: fault, times: 3 })
    expect(await forge.branchHead('main')).toBe(scene.head('main'))
    expect(scene.pauses).toHaveLength(3)
    scene.fault(ref, { when: 'before', do: fault })
    expect(await asked(() => forge.branchHead('main'))).toBe(4)
    await expect(forge.branchHead('main')).rejects.toThrow()
  })

  it('waits longer each time, for a random part of a quarter, a half and a whole second', async () => {
    scene.fault(ref, { when: 'before', do: 'drop' })
    for (let nth = 0; nth < 20; nth++) await asked(() => scene.forge().branchHead('main'))
    const longest = [0, 1, 2].map((failure) =>
      Math.max(...scene.pauses.filter((_, at) => at % 3 === failure)),
    )
    expect(longest[0]).toBeLessThanOrEqual(250)
    expect(longest[1]).toBeLessThanOrEqual(500)
    expect(longest[2]).toBeLessThanOrEqual(1000)
    expect(longest[2]).toBeGreaterThan(500)
  })

  it.each([400, 404, 409, 410, 422, 451])('is not tried again after %i', async (status) => {
    scene.fault(ref, { when: 'before', do: { status, body: { message: 'No' } } })
    expect(await asked(() => scene.forge().branchHead('main'))).toBe(1)
    expect(scene.pauses).toEqual([])
  })

  it('is given up and tried again when no answer comes', async () => {
    scene.fault(ref, { when: 'before', do: { delay: 400 }, times: 1 })
    const forge = scene.forge({ timeout: 100 })
    expect(await forge.branchHead('main')).toBe(scene.head('main'))
    expect(scene.pauses).toHaveLength(1)
  })

  it('of bytes is tried again when they break off in the middle', async () => {
    let nth = 0
    const server = createServer((_, response) => {
      response.writeHead(200, {
        'content-type': 'application/vnd.github.raw; charset=utf-8',
        'content-length': 6,
      })
      nth += 1
      response.write('abc')
      setTimeout(() => (nth < 3 ? response.destroy() : response.end('def')), 10)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const forge = githubForge({
      client: new Octokit({ baseUrl }),
      owner: 'acme',
      repo: 'x',
      patience: 0,
      sleep: async () => {},
    })
    expect(Buffer.from((await forge.file('a', 'main')) ?? '').toString()).toBe('abcdef')
    expect(nth).toBe(3)
    server.closeAllConnections()
    server.close()
  })
})

describe('a write', () => {
  it('is not tried again after a refusal', async () => {
    scene.fault(comments, { when: 'before', do: { status: 422, body: { message: 'No' } } })
    expect(await asked(() => scene.forge().createComment(1, 'x'))).toBe(1)
  })

  it('is given up after four tries, each with a look in between', async () => {
    scene.fault(comments, { when: 'before', do: { status: 502 } })
    const requests = await scene.requests(() =>
      scene
        .forge()
        .createComment(1, 'never')
        .catch(() => {}),
    )
    expect(requests.filter(({ route }) => route === comments)).toHaveLength(4)
    expect(await scene.forge().comments(1)).toEqual([])
  })
})

describe('a rate limit', () => {
  const limit = (headers: Record<string, string>, status = 403) => ({
    status,
    body: { message: 'API rate limit exceeded for installation.' },
    headers,
  })

  it.each([
    ['retry-after', limit({ 'retry-after': '7' }), 7000],
    ['retry-after with 429', limit({ 'retry-after': '7' }, 429), 7000],
    ['a secondary limit without a word of how long', limit({}), 60_000],
  ])('is waited for: %s', async (_, fault, pause) => {
    scene.fault(ref, { when: 'before', do: fault, times: 1 })
    expect(await scene.forge().branchHead('main')).toBe(scene.head('main'))
    expect(scene.pauses).toEqual([pause])
  })

  it('is waited for until the limit is renewed by the clock of GitHub', async () => {
    const now = Date.parse('2031-01-01T00:00:00Z')
    const headers = {
      date: new Date(now).toUTCString(),
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(now / 1000 + 20),
    }
    scene.fault(ref, { when: 'before', do: limit(headers), times: 1 })
    await scene.forge().branchHead('main')
    expect(scene.pauses[0]).toBeGreaterThan(20_000)
    expect(scene.pauses[0]).toBeLessThanOrEqual(21_001)
  })

  it('lets a write be sent again, because it was not carried out', async () => {
    scene.fault(comments, { when: 'before', do: limit({ 'retry-after': '1' }), times: 2 })
    await scene.forge().createComment(1, 'patient')
    expect(await scene.forge().comments(1)).toHaveLength(1)
    expect(scene.pauses).toEqual([1000, 1000])
  })

  it('beyond patience is a mistake that the user can mend: when to come back', async () => {
    scene.fault(ref, { when: 'before', do: limit({ 'retry-after': '3000' }) })
    const failed = scene.forge().branchHead('main')
    await expect(failed).rejects.toThrow(UserError)
    await expect(failed).rejects.toThrow(
      /until \d{4}-\d\d-\d\d \d\d:\d\d UTC \(50 min\).*run this again then/,
    )
    expect(scene.pauses).toEqual([])
  })

  it('does not use up patience again and again', async () => {
    scene.fault(ref, { when: 'before', do: limit({ 'retry-after': '25' }) })
    await expect(scene.forge().branchHead('main')).rejects.toThrow(UserError)
    expect(scene.pauses).toEqual([25_000, 25_000])
  })

  it('is not what a lack of permission is, even on the last request of the hour', async () => {
    scene.fault(ref, {
      when: 'before',
      do: {
        status: 403,
        body: { message: 'Resource not accessible by integration' },
        headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '9999999999' },
      },
    })
    await expect(scene.forge().branchHead('main')).rejects.toThrow('may not do this')
  })
})

describe('a token', () => {
  it('that GitHub does not know is a mistake that the user can mend, and is not tried again', async () => {
    const forge = scene.forge({ token: 'ghs_unknown' })
    expect(await asked(() => forge.branchHead('main'))).toBe(1)
    await expect(forge.branchHead('main')).rejects.toThrow(UserError)
    await expect(forge.branchHead('main')).rejects.toThrow(/did not accept the token.*check the input token/)
    expect(
      await asked(() =>
        forge.setStatus(scene.head('main'), { state: 'success', context: 'x', description: '' }),
      ),
    ).toBe(1)
  })

  it('that lacks a permission is told which ones the job has to give', async () => {
    const forge = scene.forge({
      token: scene.token({ contents: 'read' }),
      permissions: 'contents: write, statuses: write',
    })
    const failed = forge.setStatus(scene.head('main'), { state: 'success', context: 'x', description: 'y' })
    await expect(failed).rejects.toThrow(UserError)
    await expect(failed).rejects.toThrow(
      /POST .*statuses.*give the job all permissions.*contents: write, statuses: write/,
    )
  })

  it('tells what would have done, where GitHub says it', async () => {
    scene.fault(comments, {
      when: 'before',
      do: {
        status: 403,
        body: { message: 'Resource not accessible by integration' },
        headers: { 'x-accepted-github-permissions': 'issues=write; pull_requests=write' },
      },
    })
    await expect(scene.forge().createComment(1, 'x')).rejects.toThrow(
      'it takes issues: write or pull-requests: write',
    )
  })

  it('that is not authorised for the organisation is told so', async () => {
    const message = 'Resource protected by organization SAML enforcement. You must grant your token access.'
    scene.fault(ref, { when: 'before', do: { status: 403, body: { message } } })
    await expect(scene.forge().branchHead('main')).rejects.toThrow(/SAML single sign-on/)
  })

  it('that sees no such repository is told so in one sentence', async () => {
    const forge = scene.forge({ repo: 'not-there' })
    await expect(forge.repository()).rejects.toThrow(UserError)
    await expect(forge.repository()).rejects.toThrow(/shows this token no repository acme\/not-there/)
  })

  it('that may not react does not keep anything from being done', async () => {
    const { id } = await scene.forge().createComment(1, 'to react to')
    await scene.forge({ token: scene.token({ contents: 'read' }) }).react(id, 'eyes')
    scene.fault('POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions', {
      when: 'before',
      do: 'drop',
    })
    await scene.forge().react(id, 'eyes')
    expect(await scene.forge().reactions(id)).toEqual([])
  })
})
