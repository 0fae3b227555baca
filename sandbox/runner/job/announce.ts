import type { JobState } from './state.ts'
import type { StepWork } from './step-work.ts'

/** Says in the log what a step that uses an action is about to do. */
export function logRun(work: StepWork, uses: string, inputs: ReadonlyMap<string, string>): void {
  const { job, env } = work
  job.log(`##[group]Run ${uses}`)
  const shown = [...inputs].filter(([, value]) => value !== '')
  if (shown.length > 0) job.log('with:')
  for (const [name, value] of shown) job.log(`  ${name}: ${value}`)
  logEnv(job, env)
  job.log('##[endgroup]')
}

export function logEnv(job: JobState, env: ReadonlyMap<string, string>): void {
  if (env.size > 0) job.log('env:')
  for (const [name, value] of env) job.log(`  ${name}: ${value}`)
}
