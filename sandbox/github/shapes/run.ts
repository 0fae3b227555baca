import { pullsOf } from '../behaviour/pulls.ts'
import { readCommit } from '../git/repository.ts'
import type { Room } from '../state/room.ts'
import type { Artifact, Run, Workflow } from '../state/things.ts'
import { roomOf, type World } from '../state/world.ts'
import { showPushedCommit } from './commit.ts'
import { htmlUrl, repositoryUrl, showMinimal } from './repository.ts'
import { nodeId, showLogin } from './user.ts'

export function showWorkflow(world: World, room: Room, workflow: Workflow) {
  const file = encodeURIComponent(workflow.path.split('/').at(-1) ?? '')
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: 'active',
    created_at: workflow.createdAt,
    updated_at: workflow.createdAt,
    url: `${repositoryUrl(world, room)}/actions/workflows/${workflow.id}`,
    html_url: `${htmlUrl(world, room)}/blob/${room.repository.defaultBranch}/${workflow.path}`,
    badge_url: `${htmlUrl(world, room)}/actions/workflows/${file}/badge.svg`,
  }
}

/** Open pull requests of a run's branch; none for a fork's, as on GitHub. */
function pullsOfRun(world: World, room: Room, run: Run) {
  if (run.headRepository !== room.fullName) return []
  const repo = { id: room.repository.id, url: repositoryUrl(world, room), name: room.repository.name }
  return pullsOf(room)
    .filter(({ state, pull }) => state === 'open' && pull.head.branch === run.headBranch)
    .map(({ number, pull }) => ({
      id: pull.id,
      number,
      url: `${repositoryUrl(world, room)}/pulls/${number}`,
      head: { ref: pull.head.branch, sha: pull.head.sha, repo },
      base: { ref: pull.base.branch, sha: pull.base.sha, repo },
    }))
}

/** A workflow run, with the commit it runs on where that has been read already. */
export function showRun(world: World, room: Room, run: Run) {
  const workflow = room.workflows.get(run.workflow)
  const from = roomOf(world, run.headRepository)
  if (!workflow || !from) throw new Error(`run ${run.id} has no workflow or repository`)
  const url = `${repositoryUrl(world, room)}/actions/runs/${run.id}`
  const commit = from.git.commits.get(run.headSha)
  const pushed = commit && showPushedCommit(world, from, commit)
  const actor = showLogin(world, run.actor)
  return {
    id: run.id,
    name: workflow.name,
    node_id: nodeId('WorkflowRun', run.id),
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CheckSuite', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: workflow.path,
    display_title: run.title ?? pushed?.message.split('\n')[0] ?? workflow.name,
    run_number: run.number,
    run_attempt: run.attempt ?? 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflow.id,
    url,
    html_url: `${htmlUrl(world, room)}/actions/runs/${run.id}`,
    pull_requests: pullsOfRun(world, room, run),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    run_started_at: run.createdAt,
    actor,
    triggering_actor: actor,
    referenced_workflows: [],
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${repositoryUrl(world, room)}/check-suites/${run.id}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: null,
    workflow_url: `${repositoryUrl(world, room)}/actions/workflows/${workflow.id}`,
    head_commit: pushed
      ? {
          id: pushed.id,
          tree_id: pushed.tree_id,
          message: pushed.message,
          timestamp: pushed.timestamp,
          author: { name: pushed.author.name, email: pushed.author.email },
          committer: { name: pushed.committer.name, email: pushed.committer.email },
        }
      : null,
    repository: showMinimal(world, room),
    head_repository: showMinimal(world, from),
  }
}

/** Reads the commit of a run, so that `showRun` has it. */
export async function loadHead(world: World, run: Run): Promise<void> {
  const from = roomOf(world, run.headRepository)
  if (from) await readCommit(from.git, run.headSha)
}

export function showArtifact(world: World, room: Room, artifact: Artifact) {
  const url = `${repositoryUrl(world, room)}/actions/artifacts/${artifact.id}`
  const run = room.runs.get(artifact.run)
  const from = run && roomOf(world, run.headRepository)
  return {
    id: artifact.id,
    node_id: nodeId('Artifact', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.size,
    url,
    archive_download_url: `${url}/zip`,
    expired: Date.parse(artifact.expiresAt) <= world.clock().getTime(),
    digest: artifact.digest,
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    workflow_run: run
      ? {
          id: run.id,
          repository_id: room.repository.id,
          head_repository_id: from?.repository.id ?? room.repository.id,
          head_branch: run.headBranch,
          head_sha: run.headSha,
        }
      : null,
  }
}
