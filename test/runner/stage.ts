import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { refChanged } from '../../sandbox/github/behaviour/refs.ts'
import { signatureOf } from '../../sandbox/github/behaviour/signatures.ts'
import { formatCommit } from '../../sandbox/github/git/objects.ts'
import { objectId } from '../../sandbox/github/git/pack.ts'
import { branchHead, commitAt } from '../../sandbox/github/git/repository.ts'
import { editTree, moveRefs, writeObjects } from '../../sandbox/github/git/write.ts'
import { type NewRepository, type Sandbox, startSandbox } from '../../sandbox/github/sandbox.ts'
import { mustHave } from '../../sandbox/github/seed.ts'
import type { Job } from '../../sandbox/github/state/things.ts'
import { account } from '../../sandbox/github/state/world.ts'
import { type Runner, type RunnerOptions, type RunReport, startRunner } from '../../sandbox/runner/runner.ts'

/** Files by path; a path with null is removed. */
export type Files = Readonly<Record<string, string | null>>

/** A repository on the stage. */
export interface Scene {
  fullName: string
  /** Commits files to a branch, a new one off `main` if need be, as its owner would push it; gives the commit. */
  push(files: Files, options?: { branch?: string; message?: string }): Promise<string>
  /** Calls the REST API below `/repos/<owner>/<name>` as somebody, and fails on any refusal. */
  call<T = unknown>(login: string, route: string, body?: object): Promise<T>
  /** Opens a pull request; gives its number. */
  propose(branch: string, options?: { login?: string; head?: string }): Promise<number>
}

export interface Stage {
  sandbox: Sandbox
  runner: Runner
  folder: string
  scene(name?: string, options?: Partial<NewRepository>): Promise<Scene>
  /** A fork of a scene by sam. */
  fork(scene: Scene): Promise<Scene>
  /** Pushes files to a fresh repository and waits until all is quiet; gives what ran. */
  play(files: Files): Promise<Played>
  close(): Promise<void>
}

export interface Played extends Scene {
  /** The newest run. */
  run: RunReport
  runs: readonly RunReport[]
  /** What the steps of a job said, without GitHub's own lines; of the only job when no name is given. */
  said(job?: string): Promise<string[]>
  job(name?: string): Job
}

/** Opens a sandbox with a runner, for ada who administers, grace who writes and sam who is a stranger. */
export async function openStage(options: Partial<RunnerOptions> = {}): Promise<Stage> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-runner-'))
  const sandbox = await startSandbox({ folder: join(folder, 'github') })
  sandbox.addOrganization({ login: 'acme' })
  for (const login of ['ada', 'grace', 'sam']) sandbox.addUser({ login, email: `${login}@example.com` })
  const runner = await startRunner(sandbox, { folder: join(folder, 'runner'), ...options })
  let count = 0

  async function scene(name = `models-${++count}`, wanted: Partial<NewRepository> = {}): Promise<Scene> {
    const repository = {
      owner: 'acme',
      name,
      collaborators: { ada: 'admin', grace: 'write' },
      ...wanted,
    } as const
    await sandbox.addRepository(repository)
    const fullName = `${repository.owner}/${name}`
    return sceneOf(sandbox, fullName)
  }
  return {
    sandbox,
    runner,
    folder,
    scene,
    async fork(parent) {
      const name = `${parent.fullName.split('/')[1]}`
      await sandbox.addRepository({ owner: 'sam', name, forkOf: parent.fullName })
      return sceneOf(sandbox, `sam/${name}`, 'sam')
    },
    async play(files) {
      const one = await scene()
      await one.push(files)
      await runner.settled()
      const runs = runner.runs.filter(({ repository }) => repository === one.fullName)
      const run = runs.at(-1)
      if (!run) throw new Error('nothing ran')
      return { ...one, run, runs, ...look(runner, run) }
    },
    async close() {
      await runner.close()
      await sandbox.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Ways to look at a run. */
export function look(runner: Runner, run: RunReport): Pick<Played, 'said' | 'job'> {
  const job = (name?: string): Job => {
    const found = name === undefined ? run.jobs[0] : run.jobs.find((one) => one.name === name)
    if (!found) throw new Error(`no job ${name} among ${run.jobs.map((one) => one.name).join(', ')}`)
    return found
  }
  return { job, said: async (name) => saidIn(await runner.log(job(name))) }
}

/** Lines of a log that are neither within a group that opens a step nor the runner's. */
function saidIn(log: string): string[] {
  let within = false
  return log.split('\n').filter((line) => {
    if (/^##\[group\](Run|Post|GITHUB_TOKEN) /.test(line)) within = true
    const shown = !within && line !== '' && !/^(Runner of the sandbox|Download action)/.test(line)
    if (line === '##[endgroup]') within = false
    return shown
  })
}

function sceneOf(sandbox: Sandbox, fullName: string, owner = 'ada'): Scene {
  const tokens = new Map<string, string>()
  const tokenOf = (login: string): string => {
    const token = tokens.get(login) ?? sandbox.personalToken(login)
    tokens.set(login, token)
    return token
  }
  async function call<T>(login: string, route: string, body?: object): Promise<T> {
    const [method = '', path = ''] = route.split(' ')
    const response = await fetch(`${sandbox.apiUrl}/repos/${fullName}${path}`, {
      method,
      headers: { authorization: `Bearer ${tokenOf(login)}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${route}: ${response.status} ${text}`)
    return (text === '' ? undefined : JSON.parse(text)) as T
  }
  return {
    fullName,
    call,
    push: (files, { branch = 'main', message = 'change' } = {}) =>
      push(sandbox, { fullName, login: owner, branch, message }, files),
    async propose(branch, { login = owner, head = branch } = {}) {
      const body = { title: `Propose ${branch}`, head, base: 'main' }
      return (await call<{ number: number }>(login, 'POST /pulls', body)).number
    },
  }
}

interface Push {
  fullName: string
  login: string
  branch: string
  message: string
}

/** What a `git push` of one commit brings about, without the twenty processes of a clone: tests are many. */
async function push({ world }: Sandbox, wanted: Push, files: Files): Promise<string> {
  const { fullName, login, branch, message } = wanted
  const room = mustHave(world, fullName)
  return room.alone(async () => {
    const before = await branchHead(room.git, branch)
    const parent = before ?? (await branchHead(room.git, 'main'))
    const base = parent && (await commitAt(room.git, parent)).tree
    const changes = Object.entries(files).map(
      ([path, text]) =>
        [path, text === null ? null : { mode: '100644', content: Buffer.from(text) }] as const,
    )
    const tree = await editTree(room.git, base, new Map(changes))
    const author = signatureOf(world, login, world.now())
    const parents = parent ? [parent] : []
    const commit = { tree: tree.sha, parents, author, committer: author, message }
    await writeObjects(room.git, [...tree.objects, { type: 'commit', content: formatCommit(commit) }])
    const after = objectId({ type: 'commit', content: formatCommit(commit) })
    const ref = `refs/heads/${branch}`
    if (!(await moveRefs(room.git, [{ ref, from: before ?? null, to: after }])))
      throw new Error(`${ref} moved`)
    const actor = { account: account(world, login), by: 'user' } as const
    await refChanged(world, room, { ref, before: before ?? null, after, actor })
    return after
  })
}

/** A workflow file with one job of shell steps, or of whatever YAML the steps are. */
export function workflow(on: string, steps: string, { head = '', job = '' } = {}): string {
  return `name: w\non: ${on}\n${head}jobs:\n  a:\n    runs-on: ubuntu-latest\n${indent(job, 4)}    steps:\n${indent(steps, 6)}`
}

export function indent(text: string, by: number): string {
  const lines = text.replace(/^\n+|\s+$/g, '').split('\n')
  const least = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/)))
  const moved = lines.map((line) => (line.trim() === '' ? '' : ' '.repeat(by) + line.slice(least)))
  return text.trim() === '' ? '' : `${moved.join('\n')}\n`
}
