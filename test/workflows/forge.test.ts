import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Octokit } from '@octokit/core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Sandbox, startSandbox } from '../../sandbox/github/sandbox.ts'
import type { Forge } from '../../src/forge/forge.ts'
import { githubForge } from '../../src/github/forge.ts'

let folder: string
let sandbox: Sandbox
let ada: Forge

const repository = { owner: 'acme', repo: 'models' }

function forge(auth: string, permissions?: string): Forge {
  const client = new Octokit({ auth, baseUrl: sandbox.apiUrl })
  return githubForge({ client, ...repository, patience: 0, ...(permissions ? { permissions } : {}) })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-forge-'))
  sandbox = await startSandbox({ folder })
  sandbox.addUser({ login: 'ada', email: 'ada@example.com' })
  sandbox.addOrganization({ login: 'acme' })
  await sandbox.addRepository({
    owner: 'acme',
    name: 'models',
    defaultBranch: 'main',
    private: true,
    collaborators: { ada: 'admin' },
  })
  ada = forge(sandbox.personalToken('ada'))
  await commit('main', null)
})
afterAll(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true })
})

async function commit(branch: string, onto: string | null): Promise<string> {
  const result = await ada.commit({
    branch,
    expected: null,
    onto,
    parents: onto === null ? [] : [onto],
    message: branch,
    files: [{ path: `${branch}.txt`, content: branch }],
  })
  if (result.moved) throw new Error('moved')
  return result.sha
}

async function open(branch: string) {
  await commit(branch, sandbox.head('acme/models', 'main'))
  return ada.createPull({ title: branch, body: '', head: branch, base: 'main' })
}

it('tells open pull requests from closed ones, and closed ones of late from older ones', async () => {
  const [first, second] = [await open('first'), await open('second')]
  await ada.updatePull(second.number, { state: 'closed' })
  expect((await ada.pulls({ state: 'open' })).map(({ number }) => number)).toEqual([first.number])
  const lately = new Date(Date.now() - 60_000).toISOString()
  const closed = await ada.pulls({ state: 'closed', since: lately })
  expect(closed.map(({ number }) => number)).toEqual([second.number])
  const soon = new Date(Date.now() + 60_000).toISOString()
  expect(await ada.pulls({ state: 'closed', since: soon })).toEqual([])
})

it('lists comments of all issues with their numbers, and who reacted to one', async () => {
  const pull = await open('talk')
  const issue = await ada.createIssue({ title: 'Talk', body: '', labels: [] })
  const before = new Date(Date.now() - 60_000).toISOString()
  const one = await ada.createComment(pull.number, '/help')
  const other = await ada.createComment(issue.number, 'Hello')
  await ada.react(one.id, 'rocket')
  const found = await ada.commentsSince(before)
  expect(found.map(({ id, issue: number }) => [id, number])).toEqual([
    [one.id, pull.number],
    [other.id, issue.number],
  ])
  expect(await ada.reactions(one.id)).toEqual([{ by: 'ada', reaction: 'rocket' }])
  expect(await ada.reactions(other.id)).toEqual([])
  const soon = new Date(Date.now() + 60_000).toISOString()
  expect(await ada.commentsSince(soon)).toEqual([])
})

it('says which permissions a job has to have when its token lacks one', async () => {
  const token = sandbox.workflowToken({
    repository: 'acme/models',
    permissions: { contents: 'read' },
    runId: 1,
  })
  const poor = forge(token, 'contents: write, statuses: write')
  const status = { state: 'success', context: 'pawl', description: '' } as const
  await expect(poor.setStatus(sandbox.head('acme/models', 'main'), status)).rejects.toMatchObject({
    problems: [
      {
        message: expect.stringMatching(/^the token may not do this: POST .* \(it takes statuses: write\)$/),
        hint: 'give the job all permissions of this action: contents: write, statuses: write',
      },
    ],
  })
})
