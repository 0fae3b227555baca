import { messageOf } from '../../../src/project/problem.ts'
import { booleanOf, holds, numberOf, type Scope, textOf, textsOf } from '../expression/evaluate.ts'
import type { StepDefinition } from '../workflow/model.ts'
import { literalOf, sourceOf } from '../workflow/tokens.ts'
import { stepScope } from './contexts.ts'
import { fail } from './invoke.ts'
import { runScript } from './run-script.ts'
import type { Conclusion, Frame, JobState, StepResult } from './state.ts'
import { timeUp } from './state.ts'
import type { StepWork } from './step-work.ts'
import { useAction } from './use-action.ts'

/** Runs steps in their order; after a failure only those whose `if` wants to. */
export async function runSteps(job: JobState, frame: Frame, steps: readonly StepDefinition[]): Promise<void> {
  for (const step of steps) {
    if (job.kill.aborted) return
    const result = await runStep(job, frame, step)
    frame.steps.set(step.id, result)
    if (result.conclusion === 'failure') frame.failed = true
    if (!frame.composite) job.failed = frame.failed
  }
}

async function runStep(job: JobState, frame: Frame, step: StepDefinition): Promise<StepResult> {
  const outputs = new Map<string, string>()
  const number = frame.composite ? undefined : job.record.beginStep(plainName(step))
  const end = (outcome: Conclusion, conclusion = outcome): StepResult => {
    if (number !== undefined) job.record.endStep(number, conclusion)
    return { outcome, conclusion, outputs }
  }
  try {
    const work = workOf(job, frame, { step, outputs })
    if (!holds(step.if, work.scope)) return end('skipped')
    if (number !== undefined) job.record.renameStep(number, work.name)
    const minutes = numberOf(step.timeout, work.scope)
    const limited = limit(job, frame, minutes)
    let outcome: Conclusion
    try {
      outcome = await perform({ ...work, signal: limited.signal })
    } finally {
      limited.end()
    }
    if (limited.signal.aborted && limited.signal.reason === timeUp) {
      outcome = fail(job, `The action '${work.name}' has timed out after ${minutes} minutes.`)
    }
    const forgiven = outcome === 'failure' && booleanOf(step.continueOnError, work.scope)
    return end(outcome, forgiven ? 'success' : outcome)
  } catch (error) {
    return end(fail(job, messageOf(error)))
  }
}

/** A step with its scope; `env` of the step is there for its `if` already. */
export function workOf(
  job: JobState,
  frame: Frame,
  { step, outputs }: { step: StepDefinition; outputs: Map<string, string> },
): StepWork {
  const around = new Map([...job.env, ...(frame.composite?.env ?? [])])
  const env = new Map([...around, ...textsOf(step.env, stepScope(job, frame, around))])
  const scope = stepScope(job, frame, env)
  return {
    job,
    frame,
    step,
    name: step.name ? textOf(step.name, scope) : ownName(step, scope),
    scope,
    env,
    github: {
      GITHUB_ACTION: step.id,
      ...(frame.composite ? { GITHUB_ACTION_PATH: frame.composite.github.action_path ?? '' } : {}),
    },
    outputs,
    signal: job.kill,
    runSteps: (inner, steps) => runSteps(job, inner, steps),
  }
}

function perform(work: StepWork): Promise<Conclusion> {
  const { does } = work.step
  return does.kind === 'run' ? runScript(does, work) : useAction(does, work)
}

function ownName(step: StepDefinition, scope: Scope): string {
  return step.does.kind === 'run' ? `Run ${firstLine(textOf(step.does.script, scope))}` : plainName(step)
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? ''

/** What a step is called before its expressions are worked out. */
function plainName({ name, does }: StepDefinition): string {
  const own = literalOf(name)
  if (own) return own
  if (does.kind === 'uses') return `Run ${does.uses}`
  return `Run ${firstLine(sourceOf(does.script))}`
}

/** The signal that ends a step: the job's, unless it was cancelled before the step began, and the step's own limit. */
function limit(
  job: JobState,
  frame: Frame,
  minutes: number | undefined,
): { signal: AbortSignal; end(): void } {
  const own = new AbortController()
  const time = minutes === undefined ? undefined : minutes * job.host.settings.minute
  const timer = time === undefined ? undefined : setTimeout(() => own.abort(timeUp), time)
  const around = job.cancel.aborted ? [] : [job.cancel, ...(frame.composite ? [frame.composite.signal] : [])]
  return { signal: AbortSignal.any([own.signal, job.kill, ...around]), end: () => clearTimeout(timer) }
}
