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
import { messageOf } from '../../src/project/problem.ts'
import { raise } from '../github/behaviour/events.ts'
import type { Sandbox } from '../github/sandbox.ts'
import { mustHave } from '../github/seed.ts'
import type { Job, Run, SandboxEvent } from '../github/state/things.ts'
import { account } from '../github/state/world.ts'
import { type Dispatch, dispatch, pathOf } from './dispatch.ts'
import { textOf } from './expression/evaluate.ts'
import { openHost, type RunnerOptions } from './open-host.ts'
import { raiseRun, updateRun } from './record.ts'
import { type RunReport, readLog, reports } from './reports.ts'
import { beginning, runScope } from './run/job-scope.ts'
import { failedRun, newRun } from './run/new-run.ts'
import { type Going, runWorkflow } from './run/run-workflow.ts'
import type { Start } from './trigger/start.ts'
import { type Consequences, startsOf } from './trigger/starts.ts'

export type { PawlSource } from './actions/source.ts'
export type { Dispatch } from './dispatch.ts'
export type { RunnerOptions } from './open-host.ts'
export type { RunReport } from './reports.ts'

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
    for (const fault of faults) {
      const { path, error } = fault
      if (!told.has(error)) host.onLine(`${path} | ##[error]${messageOf(error)}`)
      told.add(error)
      if (event.name === 'push') failedRun(host, event, fault)
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

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error)
