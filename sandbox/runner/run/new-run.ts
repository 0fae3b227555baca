import { messageOf } from '../../../src/project/problem.ts'
import { startRun, workflowAt } from '../../github/behaviour/runs.ts'
import { mustHave } from '../../github/seed.ts'
import type { Run, SandboxEvent } from '../../github/state/things.ts'
import type { Host } from '../host.ts'
import { openJobRecord, remark, updateRun } from '../record.ts'
import type { Occasion } from '../trigger/occasion.ts'
import type { Start } from '../trigger/start.ts'
import type { Fault } from '../trigger/starts.ts'

interface NewRun {
  repository: string
  workflow: { path: string; name: string }
  event: string
  head: Occasion['head']
  actor: string
}

/** Puts a run on record that an event starts. */
export function newRun(host: Host, { repository, workflow, event, head, actor }: Start): Run {
  return put(host, { repository, workflow, event: event.name, head, actor })
}

/** Puts a run on record that failed before its first job, because its file cannot be read. */
export function failedRun(host: Host, event: SandboxEvent, { path, error, occasion }: Fault): void {
  const { world } = host
  const room = mustHave(world, event.repository)
  const { head } = occasion
  const { repository, name, actor } = event
  const run = put(host, { repository, workflow: { path, name: path }, event: name, head, actor })
  const job = { run: run.id, attempt: 1, name: path, sha: head.sha, labels: [], environment: null }
  const record = openJobRecord(world, room, job)
  record.annotate({ ...remark('failure', messageOf(error)), path })
  record.log(`##[error]${messageOf(error)}`)
  record.end('failure')
  updateRun(world, room, run.id, { status: 'completed', conclusion: 'failure' })
}

function put({ world }: Host, { repository, workflow, event, head, actor }: NewRun): Run {
  const room = mustHave(world, repository)
  return startRun(world, room, {
    workflow: workflowAt(world, room, { path: workflow.path, name: workflow.name }),
    event,
    headSha: head.sha,
    headBranch: head.branch,
    headRepository: head.repository,
    actor,
  })
}
