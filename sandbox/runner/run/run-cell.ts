import { plainOf } from '../expression/evaluate.ts'
import { type JobEnd, runJob } from '../job/run-job.ts'
import { environmentName } from '../job/set-up.ts'
import type { Conclusion } from '../job/state.ts'
import { type JobRecord, openJobRecord, remark } from '../record.ts'
import type { JobDefinition } from '../workflow/model.ts'
import { concurrencyOf } from './concurrency.ts'
import type { JobScope } from './job-scope.ts'
import type { Combination } from './matrix.ts'
import type { RunJobs, RunSignal } from './outcome.ts'
import { runCall } from './run-call.ts'

/** One job of a matrix, or the only one of a job without. */
export interface Cell {
  scope: JobScope
  combination: Combination | undefined
  name: string
  /** Absent for a job that calls a workflow: the jobs of that one have theirs. */
  record?: JobRecord
  /** By `continue-on-error`. */
  forgiven: boolean
}

export interface CellTurn {
  job: JobDefinition
  run: RunJobs
  around: RunSignal
}

/** Puts a job on record when it is queued. */
export function openRecord(job: JobDefinition, { scope, name }: Omit<Cell, 'record'>): JobRecord {
  const { host, room, run, start, prefix } = scope
  return openJobRecord(host.world, room, {
    run: run.id,
    attempt: run.attempt ?? 1,
    name: `${prefix}${name}`,
    sha: start.head.sha,
    labels: labelsOf(job, scope),
    environment: environmentName({ ...scope, definition: job }) ?? null,
  })
}

function labelsOf(job: JobDefinition, { scope }: JobScope): string[] {
  const value = plainOf(job.runsOn, scope)
  const labels = typeof value === 'object' && value !== null && 'labels' in value ? value.labels : value
  return Array.isArray(labels) ? labels.map(String) : [String(labels)]
}

/** Waits for the job's concurrency group and for a place on this machine, then runs it. */
export async function runCell(cell: Cell, turn: CellTurn): Promise<JobEnd> {
  const { job, around, run } = turn
  const { scope, record, name } = cell
  const { host, room } = scope
  const own = new AbortController()
  const cancel = (reason: string): void => {
    record?.log(`##[error]${reason}`)
    record?.annotate(remark('failure', reason))
    own.abort(reason)
  }
  const signal = AbortSignal.any([around.signal, own.signal])
  const close = (conclusion: Conclusion, outputs: ReadonlyMap<string, string> = new Map()): JobEnd => {
    record?.end(conclusion)
    return { conclusion, outputs }
  }
  const wish = concurrencyOf(job.concurrency, scope.scope)
  if (wish && wish.group.toLowerCase() === around.group?.toLowerCase()) {
    cancel(
      `Canceling since a deadlock for concurrency group '${wish.group}' was detected between 'top level workflow' and '${job.id}'`,
    )
    return close('cancelled')
  }
  if (wish) record?.update({ status: 'pending' })
  const leave =
    wish && (await host.groups.enter({ ...wish, group: `${room.fullName} ${wish.group}`, cancel, signal }))
  if (wish && !leave) return close('cancelled')
  try {
    if (job.call) return await runCall({ scope, job, call: job.call, name, run }, { ...around, signal })
    if (!record) throw new Error(`job ${job.id} has no record`)
    const free = await host.slots.take()
    try {
      if (signal.aborted) return close('cancelled')
      const end = await runJob({
        ...scope,
        definition: job,
        combination: cell.combination,
        record,
        cancel: signal,
      })
      return close(end.conclusion, end.outputs)
    } finally {
      free()
    }
  } finally {
    leave?.()
  }
}
