import type { Room } from '../state/room.ts'
import type { Annotation, Job } from '../state/things.ts'
import type { World } from '../state/world.ts'
import { htmlUrl, repositoryUrl } from './repository.ts'
import { nodeId } from './user.ts'

export function showJob(world: World, room: Room, job: Job) {
  const run = room.runs.get(job.run)
  const workflow = run && room.workflows.get(run.workflow)
  const isRunning = job.status !== 'queued' && job.conclusion !== 'skipped'
  return {
    id: job.id,
    run_id: job.run,
    workflow_name: workflow?.name ?? null,
    head_branch: run?.headBranch ?? null,
    run_url: `${repositoryUrl(world, room)}/actions/runs/${job.run}`,
    run_attempt: job.attempt,
    node_id: nodeId('CheckRun', job.id),
    head_sha: job.sha,
    url: `${repositoryUrl(world, room)}/actions/jobs/${job.id}`,
    html_url: `${htmlUrl(world, room)}/actions/runs/${job.run}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: job.createdAt,
    started_at: job.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    check_run_url: `${repositoryUrl(world, room)}/check-runs/${job.id}`,
    labels: job.labels,
    runner_id: isRunning ? 1 : null,
    runner_name: isRunning ? 'sandbox' : null,
    runner_group_id: isRunning ? 1 : null,
    runner_group_name: isRunning ? 'Default' : null,
  }
}

export function showAnnotation(world: World, room: Room, { sha }: Job, annotation: Annotation) {
  return {
    path: annotation.path,
    blob_href: `${htmlUrl(world, room)}/blob/${sha}/${annotation.path}`,
    start_line: annotation.startLine,
    start_column: annotation.startColumn,
    end_line: annotation.endLine,
    end_column: annotation.endColumn,
    annotation_level: annotation.level,
    title: annotation.title,
    message: annotation.message,
    raw_details: null,
  }
}
