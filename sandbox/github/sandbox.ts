import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { runtimeToken } from './artifacts/token.ts'
import { raise } from './behaviour/events.ts'
import { dissolve, formGroup, type MergeGroup } from './behaviour/merge-queue.ts'
import { pullOf } from './behaviour/pulls.ts'
import { startRun, workflowAt } from './behaviour/runs.ts'
import { gitEnvironment } from './git/program.ts'
import { type Faults, openFaults } from './http/faults.ts'
import { openLimits } from './http/limits.ts'
import * as seed from './seed.ts'
import { createApp, type RequestRecord } from './server.ts'
import { showRepository } from './shapes/repository.ts'
import { loadHead, showRun, showWorkflow } from './shapes/run.ts'
import { showLogin } from './shapes/user.ts'
import type { Account, Run, SandboxEvent } from './state/things.ts'
import { account, openWorld, type World } from './state/world.ts'

export type { Fault, Faults, SeenRequest } from './http/faults.ts'
export type { NewAccount, NewRepository, NewTeam, NewWorkflowToken, Rules } from './seed.ts'
export type { RequestRecord } from './server.ts'
export type { Account, Permissions, Role, Run, SandboxEvent, Settings } from './state/things.ts'

export interface NewRun {
  repository: string
  workflow: { path: string; name: string }
  event: string
  headSha: string
  headBranch: string
  /** `owner/name` of the fork that the head is in. */
  headRepository?: string
  actor: string
}

/** A GitHub on this machine. Its state is plain JSON and bare repositories in its folder, and outlives it. */
export interface Sandbox {
  /** `http://127.0.0.1:<port>`: for `GITHUB_API_URL`. */
  apiUrl: string
  /** `http://github.localhost:<port>`: for `GITHUB_SERVER_URL`; git finds it, Node's own DNS does not. */
  serverUrl: string
  /** For `ACTIONS_RESULTS_URL`. */
  resultsUrl: string
  addUser(account: seed.NewAccount): Account
  addOrganization(organization: { login: string }): Account
  addTeam(team: seed.NewTeam): void
  addRepository(repository: seed.NewRepository): Promise<void>
  protect(repository: string, branch: string, rules: seed.Rules): void
  personalToken(login: string): string
  workflowToken(token: seed.NewWorkflowToken): string
  /** The bare repository on disk. */
  gitFolder(repository: string): string
  /** Commit that a branch points to. */
  head(repository: string, branch: string): string
  /**
   * Puts a pull request into the merge queue and raises `merge_group`; call `mergeGroup` with it when its checks have
   * spoken. On GitHub the queue looks itself.
   */
  queueMerge(repository: string, number: number, login: string): Promise<MergeGroup>
  /** Merges a group whose required checks are green, and throws any other away. */
  mergeGroup(repository: string, group: MergeGroup, login: string): Promise<'merged' | 'invalidated'>
  createRun(run: NewRun): Run
  /** Ends a run and raises `workflow_run`. */
  completeRun(id: number, conclusion: NonNullable<Run['conclusion']>): void
  run(id: number): Run
  /** The payload of the `workflow_run` event of a run as it is now. */
  workflowRunPayload(id: number): Record<string, unknown>
  /** `ACTIONS_RUNTIME_TOKEN` of a job, for the artifact service. */
  runtimeToken(runId: number, jobId: string): string
  readonly events: readonly SandboxEvent[]
  /** Calls back with every event from now on; gives a function that ends it. */
  onEvent(listener: (event: SandboxEvent) => void): () => void
  /** Every request so far, with the status it got; 0 for a dropped connection. */
  readonly requests: readonly RequestRecord[]
  faults: Faults
  /** All of the state, for the runner, which is a part of the sandbox too. */
  readonly world: World
  close(): Promise<void>
}

export interface SandboxOptions {
  folder: string
  /** A free one when absent. */
  port?: number
  clock?: () => Date
  /** Logins of those who may ask as often as they like. */
  unlimited?: ReadonlySet<string>
}

/** Starts a GitHub in a folder, with what lies there already, on 127.0.0.1 only. */
export async function startSandbox({
  folder,
  port = 0,
  clock = () => new Date(),
  unlimited = new Set(),
}: SandboxOptions): Promise<Sandbox> {
  mkdirSync(folder, { recursive: true })
  const world = await openWorld({ folder, clock })
  const requests: RequestRecord[] = []
  const faults = openFaults()
  const app = createApp({ world, faults, requests, limits: openLimits(world, unlimited) })
  // A client that reuses a connection in the moment in which an idle one is closed gets ECONNRESET: here none is closed.
  const server = createServer({ keepAliveTimeout: 0 }, getRequestListener(app.fetch))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const at = (server.address() as AddressInfo).port
  world.urls = { api: `http://127.0.0.1:${at}`, server: `http://github.localhost:${at}` }

  return {
    apiUrl: world.urls.api,
    serverUrl: world.urls.server,
    resultsUrl: world.urls.api,
    addUser: (wanted) => seed.addAccount(world, wanted),
    addOrganization: ({ login }) => seed.addAccount(world, { login, type: 'Organization' }),
    addTeam: (team) => void seed.addTeam(world, team),
    addRepository: async (repository) => void (await seed.addRepository(world, repository)),
    protect: (repository, branch, rules) => seed.protect(seed.mustHave(world, repository), branch, rules),
    personalToken: (login) => seed.personalToken(world, login),
    workflowToken: (token) => seed.workflowToken(world, token),
    gitFolder: (repository) => seed.mustHave(world, repository).git.path,
    head: (repository, branch) => headOf(seed.mustHave(world, repository).git.path, branch),
    queueMerge(repository, number, login) {
      const room = seed.mustHave(world, repository)
      const actor = { account: account(world, login), by: 'user' } as const
      return room.alone(() => formGroup(world, room, { issue: pullOf(room, String(number)), actor }))
    },
    mergeGroup(repository, group, login) {
      const room = seed.mustHave(world, repository)
      const actor = { account: account(world, login), by: 'user' } as const
      const issue = pullOf(room, String(group.number))
      return room.alone(() => dissolve(world, room, { group, issue, actor }))
    },
    createRun: (run) => createRun(world, run),
    completeRun: (id, conclusion) => completeRun(world, id, conclusion),
    run: (id) => runOf(world, id).run,
    workflowRunPayload: (id) => ({ action: 'completed', ...runPayload(world, id) }),
    runtimeToken: (run, job) => runtimeToken(world, { run, job }),
    get events() {
      return world.events.all()
    },
    onEvent(listener) {
      world.listeners.add(listener)
      return () => void world.listeners.delete(listener)
    },
    requests,
    faults,
    world,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await Promise.all([...world.rooms.values()].map(({ git }) => git.reader.close()))
    },
  }
}

function headOf(path: string, branch: string): string {
  const args = ['-C', path, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`]
  return execFileSync('git', args, { env: gitEnvironment(), encoding: 'utf8' }).trim()
}

function createRun(world: World, { repository, workflow, headRepository, actor, ...run }: NewRun): Run {
  const room = seed.mustHave(world, repository)
  const from = headRepository === undefined ? room : seed.mustHave(world, headRepository)
  const started = startRun(world, room, {
    ...run,
    workflow: workflowAt(world, room, workflow),
    headRepository: from.fullName,
    actor: account(world, actor).login,
  })
  // Payloads of the run carry its commit; by the time one is asked for, it has been read.
  void loadHead(world, started)
  return started
}

function runOf(world: World, id: number) {
  for (const room of world.rooms.values()) {
    const run = room.runs.get(id)
    if (run) return { room, run }
  }
  throw new Error(`no workflow run ${id} in the sandbox`)
}

function completeRun(world: World, id: number, conclusion: NonNullable<Run['conclusion']>): void {
  const { room, run } = runOf(world, id)
  room.runs.put({ ...run, status: 'completed', conclusion, updatedAt: world.now() })
  const actor = { account: account(world, run.actor), by: 'user' } as const
  raise(world, room, { name: 'workflow_run', action: 'completed', actor, payload: runPayload(world, id) })
}

function runPayload(world: World, id: number): Record<string, unknown> {
  const { room, run } = runOf(world, id)
  const workflow = room.workflows.get(run.workflow)
  if (!workflow) throw new Error(`workflow run ${id} has no workflow`)
  return {
    workflow_run: showRun(world, room, run),
    workflow: showWorkflow(world, room, workflow),
    repository: showRepository(world, room),
    sender: showLogin(world, run.actor),
  }
}
