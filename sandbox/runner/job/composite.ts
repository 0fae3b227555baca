import { textOf } from '../expression/evaluate.ts'
import type { ActionFile, CompositeRuns } from '../workflow/action-file.ts'
import { stepScope } from './contexts.ts'
import type { Conclusion, Frame } from './state.ts'
import type { StepWork } from './step-work.ts'

/** Runs the steps of a composite action; they see its inputs and each other, and neither secrets nor the job's steps. */
export async function runComposite(
  work: StepWork,
  action: ActionFile & { runs: CompositeRuns },
  inputs: ReadonlyMap<string, string>,
): Promise<Conclusion> {
  const { job } = work
  const frame: Frame = {
    file: action.file,
    steps: new Map(),
    failed: false,
    composite: {
      inputs,
      env: work.env,
      github: { action_path: action.folder, ...contextOf(work.github) },
      signal: work.signal,
    },
  }
  await work.runSteps(frame, action.runs.steps)
  const scope = stepScope(job, frame, work.env)
  for (const [name, token] of action.runs.outputs) work.outputs.set(name, textOf(token, scope))
  if (frame.failed) return 'failure'
  return work.signal.aborted && job.cancel.aborted ? 'cancelled' : 'success'
}

/** `GITHUB_ACTION_REF` is `github.action_ref`. */
const contextOf = (github: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(github).map(([name, value]) => [name.replace(/^GITHUB_/, '').toLowerCase(), value]),
  )
