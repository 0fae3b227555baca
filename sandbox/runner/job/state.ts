import type { ActionSource } from '../actions/source.ts'
import type { JobRecord } from '../record.ts'
import type { PartOfRun } from '../run/part-of-run.ts'
import type { RunDefaults, StepDefinition } from '../workflow/model.ts'
import type { Masks } from './masks.ts'

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped'

/** Why a step was ended that took longer than its `timeout-minutes`. */
export const timeUp = 'timeout-minutes of the step'

/** A job at work. */
export interface JobState extends PartOfRun {
  record: JobRecord
  masks: Masks
  folders: JobFolders
  /** Contexts that stay the same for the whole job, by name. */
  contexts: Readonly<Record<string, unknown>>
  /** `defaults.run` of the job, else of the workflow. */
  defaults: RunDefaults
  /** Variables of the workflow, the job and of what steps wrote to `GITHUB_ENV`. */
  env: Map<string, string>
  /** What steps wrote to `GITHUB_PATH`, the newest first. */
  path: string[]
  /** Folders that come before all others on the path. */
  shims: readonly string[]
  /** Variables that only actions get, such as the token of the artifact service. */
  actionEnv: ReadonlyMap<string, string>
  /** Variables of the machine, which a workflow may set otherwise. */
  machineEnv: ReadonlyMap<string, string>
  /** `GITHUB_…` and `RUNNER_…`, which it may not. */
  runnerEnv: ReadonlyMap<string, string>
  token: string
  failed: boolean
  /** Aborted when the job is cancelled or out of time. */
  cancel: AbortSignal
  /** Aborted when even the steps that run after a cancellation must end. */
  kill: AbortSignal
  /** What was found for each `uses` before the first step. */
  sources: Map<string, ActionSource>
  /** State of actions whose `pre` has run, by their step. */
  prepared: Map<StepDefinition, Map<string, string>>
  posts: PostStep[]
  /** Process groups that steps have started. */
  groups: number[]
  log(line: string): void
}

export interface JobFolders {
  workspace: string
  temp: string
  toolCache: string
  home: string
}

/** What an action wants to do when the job's steps are over. */
export interface PostStep {
  name: string
  condition: string
  run(): Promise<Conclusion>
}

/** The steps of a job, or of a composite action within it. */
export interface Frame {
  file: string
  /** Results of steps so far, by id. */
  steps: Map<string, StepResult>
  failed: boolean
  /** Absent at the job's own level. */
  composite?: {
    inputs: ReadonlyMap<string, string>
    /** The `env` of the step that uses it. */
    env: ReadonlyMap<string, string>
    github: Readonly<Record<string, string>>
    /** Ends all its steps. */
    signal: AbortSignal
  }
}

export interface StepResult {
  outcome: Conclusion
  conclusion: Conclusion
  outputs: Map<string, string>
}
