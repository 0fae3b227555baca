import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Octokit } from '@octokit/rest'
import {
  type Fault,
  type NewRepository,
  type Permissions,
  type RequestRecord,
  type Sandbox,
  startSandbox,
} from '../../sandbox/github/sandbox.ts'
import type { Forge } from '../../src/forge/forge.ts'
import type { Api } from '../../src/github/client.ts'
import { githubForge } from '../../src/github/forge.ts'

/** What the jobs that write are given. */
const all: Permissions = {
  contents: 'write',
  issues: 'write',
  'pull-requests': 'write',
  statuses: 'write',
}

/** Bytes as they were, read without the code under test. */
export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A repository of the sandbox with one commit on `main`, and forges that speak of it. */
export interface Scene {
  sandbox: Sandbox
  name: string
  fullName: string
  /** The adapter with a workflow's token, or another. Pauses take no time; they are kept in `pauses`. */
  forge(options?: Partial<Api> & { token?: string }): Forge
  token(permissions?: Permissions): string
  /** A client whose pages hold so many items rather than the hundred that are asked for. */
  smallPages(size: number): Octokit
  /** GitHub as a person sees it. */
  as(login: string): Octokit
  pauses: number[]
  /** Requests that some work takes. */
  requests(work: () => Promise<unknown>): Promise<readonly RequestRecord[]>
  /** Lets a fault strike the requests of this repository by one route. */
  fault(route: string, fault: Omit<Fault, 'match'>): void
  head(branch: string): string
  git(...args: string[]): string
  text(path: string, branch?: string): string | undefined
}

export interface Stage {
  sandbox: Sandbox
  scene(wanted?: Partial<NewRepository>): Promise<Scene>
  close(): Promise<void>
}

/** A sandbox with acme's people: ada administers, grace and linus write, rae reads, and eve has a fork of hers. */
export async function openStage(): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-github-'))
  const sandbox = await startSandbox({ folder })
  sandbox.addOrganization({ login: 'acme' })
  for (const login of ['ada', 'grace', 'linus', 'rae', 'tom', 'mia', 'eve'])
    sandbox.addUser({ login, email: `${login}@example.com` })
  let scenes = 0
  return {
    sandbox,
    async scene(wanted = {}) {
      scenes += 1
      const name = `models-${scenes}`
      const { repository } = { repository: { owner: 'acme', name, collaborators, ...wanted } }
      await sandbox.addRepository(repository)
      const scene = sceneOf(sandbox, name)
      await scene.as('ada').rest.repos.createOrUpdateFileContents({
        owner: 'acme',
        repo: name,
        path: 'README.md',
        message: 'Start',
        content: Buffer.from('hello\n').toString('base64'),
      })
      return scene
    },
    async close() {
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const collaborators = {
  ada: 'admin',
  mia: 'maintain',
  grace: 'write',
  linus: 'write',
  tom: 'triage',
  rae: 'read',
} as const

function sceneOf(sandbox: Sandbox, name: string): Scene {
  const fullName = `acme/${name}`
  const pauses: number[] = []
  const token = (permissions = all) => sandbox.workflowToken({ repository: fullName, permissions, runId: 1 })
  const clientOf = (auth: string) =>
    new Octokit({ auth, baseUrl: sandbox.apiUrl, log: { debug() {}, info() {}, warn() {}, error() {} } })
  const gitOutput = (...args: string[]) =>
    execFileSync('git', ['-C', sandbox.gitFolder(fullName), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
  const git = (...args: string[]) => gitOutput(...args).trimEnd()
  const own = token()
  return {
    sandbox,
    name,
    fullName,
    token,
    pauses,
    smallPages(size) {
      const client = clientOf(own)
      client.hook.before('request', (options) => {
        if (options.per_page === 100) options.per_page = size
      })
      return client
    },
    as: (login) => clientOf(sandbox.personalToken(login)),
    forge: ({ token: auth = own, ...options } = {}) =>
      githubForge({
        client: clientOf(auth),
        owner: 'acme',
        repo: name,
        patience: 60_000,
        sleep: async (milliseconds) => void pauses.push(milliseconds),
        ...options,
      }),
    async requests(work) {
      const from = sandbox.requests.length
      await work()
      return sandbox.requests.slice(from)
    },
    fault: (route, fault) =>
      void sandbox.faults.add({
        ...fault,
        match: (request) => request.route === route && request.path.includes(name),
      }),
    head: (branch) => sandbox.head(fullName, branch),
    git,
    text(path, branch = 'main') {
      try {
        return gitOutput('cat-file', 'blob', `refs/heads/${branch}:${path}`)
      } catch {
        return undefined
      }
    },
  }
}

/** A commit of some files on top of a branch, or on a new branch off `main`. */
export async function push(
  scene: Scene,
  branch: string,
  files: Record<string, string | Uint8Array | null>,
  forge = scene.forge(),
): Promise<string> {
  const there = await forge.branchHead(branch)
  const onto = there ?? (await forge.branchHead('main')) ?? null
  const result = await forge.commit({
    branch,
    expected: there ?? null,
    onto,
    parents: onto === null ? [] : [onto],
    message: `Write ${Object.keys(files).join(', ')}`,
    files: Object.entries(files).map(([path, content]) => ({ path, content })),
  })
  if (result.moved) throw new Error(`${branch} moved`)
  return result.sha
}

/** A branch with one file, and the pull request for it. */
export async function propose(scene: Scene, branch = 'topic', forge = scene.forge()) {
  const sha = await push(scene, branch, { [`${branch.replaceAll('/', '-')}.txt`]: `${branch}\n` }, forge)
  const pull = await forge.createPull({ title: `Add ${branch}`, body: 'Why not', head: branch, base: 'main' })
  return { sha, pull }
}

/** Commits on top of a branch that change `a.txt`, put there with git itself because there are many. */
export function importCommits(scene: Scene, branch: string, count: number): void {
  const ref = `refs/heads/${branch}`
  const input = Array.from({ length: count }, (_, nth) =>
    [
      `commit ${ref}`,
      `committer Grace <grace@example.com> ${1_900_000_000 + nth} +0000`,
      `data <<END\nChange ${nth}\nEND`,
      ...(nth === 0 ? [`from ${ref}^0`] : []),
      `M 644 inline a.txt\ndata <<END\n${nth}\nEND\n`,
    ].join('\n'),
  )
  execFileSync('git', ['-C', scene.sandbox.gitFolder(scene.fullName), 'fast-import', '--quiet'], {
    input: `${input.join('\n')}\ndone\n`,
  })
}

/** How many requests there were by each route, `GET` and others. */
export function tally(requests: readonly RequestRecord[]) {
  const reads = requests.filter(({ method }) => method === 'GET').length
  return { reads, writes: requests.length - reads, all: requests.length }
}

export const routesOf = (requests: readonly RequestRecord[]): string[] =>
  requests.map(({ route, method }) => route?.replace('/repos/{owner}/{repo}', '') ?? method)
