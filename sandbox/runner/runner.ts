/*
 * A runner of workflow files, for the sandbox. From an event to a record:
 *
 * trigger/     what an event starts: its commit, the filters of each file there, who may start what
 * workflow/    workflow and action files: GitHub's own parser, and a model of what is supported
 * expression/  GitHub's own evaluator, status functions, hashFiles
 * run/         one run: concurrency groups, needs, matrices, workflows that call workflows
 * job/         one job: folders, variables, token, steps, commands, masks, JavaScript and composite actions
 * actions/     where `uses:` leads; stand-ins/ plays those of GitHub whose code is not here
 * record.ts    what is left: run, jobs, steps, annotations, summaries, logs
 */
import { mkdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { messageOf } from '../../src/project/problem.ts'
import { raise } from '../github/behaviour/events.ts'
import { startRun, workflowAt } from '../github/behaviour/runs.ts'
import type { Sandbox } from '../github/sandbox.ts'
import { mustHave } from '../github/seed.ts'
import type { Job, Run, SandboxEvent } from '../github/state/things.ts'
import { account } from '../github/state/world.ts'
import type { PawlSource } from './actions/source.ts'
import { openActionStore } from './actions/store.ts'
import { type Dispatch, dispatch, pathOf } from './dispatch.ts'
import { textOf } from './expression/evaluate.ts'
import type { Host } from './host.ts'
import { openIssuer } from './oidc.ts'
import { openJobRecord, raiseRun, remark, updateRun } from './record.ts'
import { type RunReport, readLog, reports } from './reports.ts'
import { openGroups } from './run/groups.ts'
import { beginning, runScope } from './run/job-scope.ts'
import { type Going, runWorkflow } from './run/run-workflow.ts'
import { openSlots } from './run/slots.ts'
import { standIns } from './stand-ins/index.ts'
import { openWorkflowFiles } from './trigger/files.ts'
import type { Start } from './trigger/start.ts'
import { type Consequences, startsOf } from './trigger/starts.ts'

export type { PawlSource } from './actions/source.ts'
export type { Dispatch } from './dispatch.ts'
export type { RunReport } from './reports.ts'

export interface RunnerOptions {
  /** Jobs, actions and caches lie below it. */
  folder: string
  /** The Node that runs actions; this process's own when absent. */
  node?: string
  /** The Python of `actions/setup-python`; a fresh virtual environment for each job when absent. */
  python?: string
  /** Where `uses: pawl-dev/pawl/…@…` comes from. */
  pawl?: PawlSource
  /** node_modules that `npm ci` links instead of installing. */
  modules?: string
  secrets?: Readonly<Record<string, string>>
  vars?: Readonly<Record<string, string>>
  /** More variables for all processes of all jobs. */
  environment?: Readonly<Record<string, string>>
  onLine?: (line: string) => void
  /** Jobs that run at the same time; twice the machine's processors when absent. */
  jobs?: number
  /** Milliseconds in a minute of `timeout-minutes`. */
  minute?: number
}

/** Runs workflows on what happens in a sandbox. */
export interface Runner {
  /** Waits until every event is worked off and no run is going. */
  settled(): Promise<void>
  /** All runs of all repositories, the oldest first. */
  readonly runs: readonly RunReport[]
  /** The log of a job without its times. */
  log(job: Job): Promise<string>
  /** Starts a workflow as its schedule would, whatever time it is. */
  schedule(wanted: { repository: string; workflow: string; cron?: string }): void
  /** Starts a workflow by `workflow_dispatch` as a person would; gives the run's number. */
  dispatch(wanted: Dispatch): Promise<number>
  /** Lets a run go that waits for somebody's yes. */
  approveRun(id: number): void
  cancelRun(id: number): void
  /** The machine of a job at work vanishes, in the middle of whatever it does. */
  loseJob(id: number): void
  /** Cancels what is going and waits for its end. */
  close(): Promise<void>
}

/** Starts a runner, which takes up every event from now on. */
export async function startRunner(sandbox: Sandbox, options: RunnerOptions): Promise<Runner> {
  const closing = new AbortController()
  const host = await openHost(sandbox, options, closing.signal)
  const { world } = host
  const pending = new Set<Promise<void>>()
  const going = new Map<number, Going>()
  const waiting = new Map<number, Start>()
  const depths = new Map<number, number>()
  /** Faults of files, which are met again by every event. */
  const told = new Set<unknown>()
  let queue: Promise<void> = Promise.resolve()

  function follow(task: Promise<void>): void {
    const safe = task.catch((error) => host.onLine(`##[error]The runner failed: ${stackOf(error)}`))
    pending.add(safe)
    void safe.then(() => pending.delete(safe))
  }

  /** Events are taken one after the other, so that runs are numbered in the order of what started them. */
  function take(event: SandboxEvent): void {
    if (closing.signal.aborted) return
    queue = queue.then(() => handle(event))
    follow(queue)
    queue = queue.catch(() => {})
  }

  async function handle(event: SandboxEvent): Promise<void> {
    const room = mustHave(world, event.repository)
    const asking = { world, room, files: host.files, depthOf: (run: number) => depths.get(run) ?? 0 }
    const consequences = await startsOf(asking, event)
    for (const start of consequences.starts) await begin(start)
    reportFaults(event, consequences)
  }

  async function begin(start: Start): Promise<void> {
    const room = mustHave(world, start.repository)
    const run = start.runId === undefined ? newRun(host, start) : room.runs.get(start.runId)
    if (!run) throw new Error(`no run ${start.runId}`)
    depths.set(run.id, start.depth)
    const { runName } = start.workflow
    const title = runName && textOf(runName, runScope(beginning({ host, room, start, run })))
    if (title) updateRun(world, room, run.id, { title })
    await raiseRun(world, room, { id: run.id, action: 'requested' })
    if (!start.needsApproval) return go(start, run)
    waiting.set(run.id, start)
    updateRun(world, room, run.id, { status: 'completed', conclusion: 'action_required' })
    await raiseRun(world, room, { id: run.id, action: 'completed' })
  }

  function go(start: Start, run: Run): void {
    const room = mustHave(world, start.repository)
    const one = runWorkflow(beginning({ host, room, start, run }))
    going.set(run.id, one)
    follow(one.done.finally(() => going.delete(run.id)))
  }

  /** A file that can not be read fails its run on a push; other events can not say whether they were meant. */
  function reportFaults(event: SandboxEvent, { faults }: Consequences): void {
    for (const { path, error, occasion } of faults) {
      if (!told.has(error)) host.onLine(`${path} | ##[error]${messageOf(error)}`)
      told.add(error)
      if (event.name !== 'push') continue
      const room = mustHave(world, event.repository)
      const workflow = workflowAt(world, room, { path, name: path })
      const { sha, branch, repository } = occasion.head
      const run = startRun(world, room, {
        workflow,
        event: event.name,
        headSha: sha,
        headBranch: branch,
        headRepository: repository,
        actor: event.actor,
      })
      const record = openJobRecord(world, room, {
        run: run.id,
        attempt: 1,
        name: path,
        sha,
        labels: [],
        environment: null,
      })
      record.annotate({ ...remark('failure', messageOf(error)), path })
      record.log(`##[error]${messageOf(error)}`)
      record.end('failure')
      updateRun(world, room, run.id, { status: 'completed', conclusion: 'failure' })
    }
  }

  function approveRun(id: number): void {
    const start = waiting.get(id)
    if (!start) throw new Error(`run ${id} does not wait for approval`)
    waiting.delete(id)
    const room = mustHave(world, start.repository)
    go(start, updateRun(world, room, id, { status: 'queued', conclusion: null, attempt: 2 }))
  }

  function cancelRun(id: number): void {
    going.get(id)?.cancel('The run was canceled.')
  }

  const stopListening = sandbox.onEvent(take)
  const carryOut = ({ run, order }: { run: number; order: 'approve' | 'cancel' }): void =>
    order === 'approve' ? approveRun(run) : cancelRun(run)
  world.orders.add(carryOut)

  async function settled(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending)
  }

  return {
    settled,
    get runs() {
      return reports(sandbox)
    },
    log: (job) => readLog(sandbox, job),
    schedule({ repository, workflow, cron = '0 0 * * *' }) {
      const room = mustHave(world, repository)
      const path = pathOf(workflow)
      const actor = { account: account(world, room.repository.owner), by: 'user' } as const
      raise(world, room, { name: 'schedule', actor, payload: { schedule: cron, workflow: path } })
    },
    dispatch: (wanted) => dispatch(sandbox, wanted),
    approveRun,
    cancelRun,
    loseJob: (id) => host.working.get(id)?.(),
    async close() {
      stopListening()
      world.orders.delete(carryOut)
      closing.abort('The runner was closed.')
      for (const one of going.values()) one.cancel('The runner was closed.')
      await settled()
      await host.issuer.close()
    },
  }
}

async function openHost(sandbox: Sandbox, options: RunnerOptions, closing: AbortSignal): Promise<Host> {
  const { folder, pawl } = options
  const { world } = sandbox
  await mkdir(folder, { recursive: true })
  const entries = (fields: Readonly<Record<string, string>> = {}) => new Map(Object.entries(fields))
  return {
    world,
    folder,
    settings: {
      node: options.node ?? process.execPath,
      python: options.python,
      modules: options.modules,
      secrets: entries(options.secrets),
      vars: entries(options.vars),
      environment: entries(options.environment),
      minute: options.minute ?? 60_000,
    },
    groups: openGroups(),
    slots: openSlots(options.jobs ?? availableParallelism() * 2),
    files: openWorkflowFiles(),
    actions: openActionStore({
      world,
      folder: `${folder}/actions`,
      pawl,
      standIns: new Set(standIns.keys()),
    }),
    issuer: openIssuer(world.clock),
    working: new Map(),
    closing,
    onLine: options.onLine ?? (() => {}),
  }
}

function newRun({ world }: Host, start: Start): Run {
  const room = mustHave(world, start.repository)
  const { path, name } = start.workflow
  return startRun(world, room, {
    workflow: workflowAt(world, room, { path, name }),
    event: start.event.name,
    headSha: start.head.sha,
    headBranch: start.head.branch,
    headRepository: start.head.repository,
    actor: start.actor,
  })
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
