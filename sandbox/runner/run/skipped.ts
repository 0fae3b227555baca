import { messageOf } from '../../../src/project/problem.ts'
import type { Conclusion } from '../job/state.ts'
import { openJobRecord, remark } from '../record.ts'
import type { JobDefinition } from '../workflow/model.ts'
import { literalOf } from '../workflow/tokens.ts'
import type { RunState } from './job-scope.ts'
import type { Outcome } from './outcome.ts'

/** Puts a job on record that does not run: because nobody wants it to, or because it can not. */
export function recordSkipped(
  { host, room, run, start, workflow, prefix }: RunState,
  options: { job: JobDefinition; conclusion: Exclude<Conclusion, 'success'>; error?: unknown },
): Outcome {
  const { job, conclusion, error } = options
  const record = openJobRecord(host.world, room, {
    run: run.id,
    attempt: run.attempt ?? 1,
    name: `${prefix}${literalOf(job.name) || job.id}`,
    sha: start.head.sha,
    labels: [],
    environment: null,
  })
  if (error !== undefined) {
    const message = messageOf(error)
    record.log(`##[error]${message}`)
    host.onLine(`${start.workflow.name} / ${job.id} | ##[error]${message}`)
    const line = job.place.line ?? 1
    record.annotate({ ...remark('failure', message), path: workflow.path, startLine: line, endLine: line })
  }
  record.end(conclusion)
  return { result: conclusion, conclusion, outputs: new Map() }
}
