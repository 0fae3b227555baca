import type { Scope } from '../expression/evaluate.ts'
import { hashFilesFunction } from '../expression/hash-files.ts'
import { statusFunctions } from '../expression/status.ts'
import type { Frame, JobState } from './state.ts'

/** What the expressions of a step can see. */
export function stepScope(job: JobState, frame: Frame, env: ReadonlyMap<string, string>): Scope {
  const { composite } = frame
  const { secrets, needs, vars, inputs, github, ...common } = job.contexts
  const cancelled = job.cancel.aborted
  const status = cancelled ? 'cancelled' : job.failed ? 'failure' : 'success'
  const steps = [...frame.steps].map(([id, { outputs, ...result }]) => [
    id,
    { ...result, outputs: Object.fromEntries(outputs) },
  ])
  return {
    file: frame.file,
    contexts: {
      ...common,
      github: { ...(github as object), ...composite?.github },
      env: Object.fromEntries(env),
      job: { status, check_run_id: job.record.job.id },
      steps: Object.fromEntries(steps),
      ...(composite ? { inputs: Object.fromEntries(composite.inputs) } : { secrets, needs, vars, inputs }),
    },
    functions: [
      ...statusFunctions({
        success: !frame.failed && !cancelled,
        failure: frame.failed && !cancelled,
        cancelled,
      }),
      hashFilesFunction(job.folders.workspace),
    ],
  }
}

/** What an `if` of a post step can see: how the job has gone. */
export function postScope(job: JobState, file: string): Scope {
  const frame: Frame = { file, steps: new Map(), failed: job.failed }
  return stepScope(job, frame, job.env)
}
