import { messageOf } from '../../../src/project/problem.ts'
import type { Conclusion } from '../job/state.ts'
import { raiseRun, updateRun } from '../record.ts'
import { concurrencyOf } from './concurrency.ts'
import { type RunState, runScope } from './job-scope.ts'
import { runJobs } from './run-jobs.ts'

/** A run that has begun, and the way to end it early. */
export interface Going {
  cancel(reason: string): void
  done: Promise<void>
}

/** Runs a workflow's jobs when its concurrency group lets it, and tells how it ended. */
export function runWorkflow(state: RunState): Going {
  const controller = new AbortController()
  const cancel = (reason: string): void => controller.abort(reason)
  return { cancel, done: go(state, { signal: controller.signal, cancel }) }
}

async function go(
  state: RunState,
  { signal, cancel }: { signal: AbortSignal; cancel(reason: string): void },
): Promise<void> {
  const { host, room, run } = state
  let leave: (() => void) | undefined
  let conclusion: Conclusion = 'failure'
  try {
    const wish = concurrencyOf(state.workflow.concurrency, runScope(state))
    if (wish) {
      leave = await host.groups.enter({ ...wish, group: `${room.fullName} ${wish.group}`, cancel, signal })
    }
    if (!wish || leave) {
      updateRun(host.world, room, run.id, { status: 'in_progress' })
      await raiseRun(host.world, room, { id: run.id, action: 'in_progress' })
      conclusion = (await runJobs(state, { signal, group: wish?.group })).conclusion
    } else conclusion = 'cancelled'
  } catch (error) {
    host.onLine(`${state.start.workflow.name} | ##[error]${messageOf(error)}`)
  } finally {
    leave?.()
  }
  if (signal.aborted) host.onLine(`${state.start.workflow.name} | ${String(signal.reason)}`)
  updateRun(host.world, room, run.id, { status: 'completed', conclusion })
  await raiseRun(host.world, room, { id: run.id, action: 'completed' })
}
