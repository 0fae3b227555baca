import { holds } from '../expression/evaluate.ts'
import type { Standing } from '../expression/status.ts'
import type { Conclusion } from '../job/state.ts'
import type { JobDefinition } from '../workflow/model.ts'
import { jobScope, type RunState } from './job-scope.ts'
import type { JobsEnd, Outcome, RunSignal } from './outcome.ts'
import { runMatrix } from './run-matrix.ts'
import { recordSkipped } from './skipped.ts'

/** Runs the jobs of a workflow side by side where `needs` lets them. */
export async function runJobs(state: RunState, around: RunSignal): Promise<JobsEnd> {
  const { jobs } = state.workflow
  const outcomes = new Map<string, Promise<Outcome>>()

  /** A job waits for those it needs, however they stand in the file. */
  function outcomeOf(id: string): Promise<Outcome> {
    const known = outcomes.get(id)
    if (known) return known
    const job = jobs.get(id)
    if (!job) throw new Error(`no job ${id}`)
    const working = (async () => {
      const needs = new Map<string, Outcome>()
      for (const need of job.needs) needs.set(need, await outcomeOf(need))
      const all = await Promise.all(ancestorsOf(jobs, job).map(outcomeOf))
      return runOne(state, around, { job, needs, ancestors: all })
    })()
    outcomes.set(id, working)
    return working
  }

  const ids = [...jobs.keys()]
  const all = await Promise.all(ids.map(async (id) => [id, await outcomeOf(id)] as const))
  return {
    conclusion: conclusionOf(
      all.map(([, { result }]) => result),
      around,
    ),
    jobs: new Map(all),
  }
}

function conclusionOf(results: readonly Conclusion[], { signal }: RunSignal): Conclusion {
  if (signal.aborted && results.includes('cancelled')) return 'cancelled'
  if (results.includes('failure')) return 'failure'
  if (results.includes('cancelled')) return 'cancelled'
  return results.every((result) => result === 'skipped') ? 'skipped' : 'success'
}

/** Every job that one waits for, through others too. */
function ancestorsOf(jobs: ReadonlyMap<string, JobDefinition>, job: JobDefinition): string[] {
  const found = new Set<string>()
  const visit = ({ needs }: JobDefinition): void => {
    for (const id of needs) {
      const need = jobs.get(id)
      if (!need || found.has(id)) continue
      found.add(id)
      visit(need)
    }
  }
  visit(job)
  return [...found]
}

interface Turn {
  job: JobDefinition
  needs: ReadonlyMap<string, Outcome>
  ancestors: readonly Outcome[]
}

async function runOne(state: RunState, around: RunSignal, { job, needs, ancestors }: Turn): Promise<Outcome> {
  const results = ancestors.map(({ result }) => result)
  const standing = (cancelled: boolean): Standing => ({
    success: !cancelled && results.every((result) => result === 'success'),
    failure: !cancelled && results.includes('failure'),
    cancelled,
  })
  const wants = (cancelled: boolean) =>
    holds(job.if, jobScope(state, { needs, standing: standing(cancelled) }).scope)
  const { aborted } = around.signal
  let wanted: boolean
  try {
    wanted = wants(aborted)
  } catch (error) {
    return recordSkipped(state, { job, conclusion: 'failure', error })
  }
  if (!wanted) return recordSkipped(state, { job, conclusion: aborted ? 'cancelled' : 'skipped' })
  // A job that wants to run after a cancellation goes on when one comes.
  const cancellable = !aborted && !wants(true)
  const signal = cancellable ? around.signal : state.host.closing
  const run = (called: RunState, inner: RunSignal) => runJobs(called, inner)
  return runMatrix(state, { ...around, signal }, { job, needs, standing: standing(aborted), run })
}
