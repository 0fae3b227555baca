import type { Conclusion } from '../job/state.ts'
import type { Need, RunState } from './job-scope.ts'

/** What a job has come to for the others: `needs`, and whether the run has failed by it. */
export interface Outcome extends Need {
  /** What its own checks say, before `continue-on-error`. */
  conclusion: Conclusion
}

export interface RunSignal {
  signal: AbortSignal
  /** The concurrency group that the run itself is in. */
  group: string | undefined
}

/** What became of all jobs of a workflow. */
export interface JobsEnd {
  conclusion: Conclusion
  jobs: ReadonlyMap<string, Outcome>
}

/** Runs the jobs of a workflow that is called. */
export type RunJobs = (state: RunState, around: RunSignal) => Promise<JobsEnd>
