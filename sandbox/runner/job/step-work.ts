import type { Scope } from '../expression/evaluate.ts'
import type { StepDefinition } from '../workflow/model.ts'
import type { Conclusion, Frame, JobState } from './state.ts'

/** One step whose turn it is. */
export interface StepWork {
  job: JobState
  frame: Frame
  step: StepDefinition
  name: string
  scope: Scope
  /** `env` of all levels. */
  env: ReadonlyMap<string, string>
  /** `GITHUB_ACTION` and its kin. */
  github: Readonly<Record<string, string>>
  outputs: Map<string, string>
  signal: AbortSignal
  /** Runs the steps of a composite action. */
  runSteps(frame: Frame, steps: readonly StepDefinition[]): Promise<void>
}

export type Work = (work: StepWork) => Promise<Conclusion>
