import { protectionOf } from '../../github/behaviour/protection.ts'
import type { Room } from '../../github/state/room.ts'
import type { Run } from '../../github/state/things.ts'
import { account, type World } from '../../github/state/world.ts'
import type { Claims } from '../oidc.ts'
import type { Start } from '../trigger/start.ts'
import type { Workflow } from '../workflow/model.ts'

/** The `github` context of a run, without what belongs to one job. */
export function githubContext(
  world: World,
  room: Room,
  { start, run }: { start: Start; run: Run },
): Readonly<Record<string, unknown>> {
  const { owner, id } = room.repository
  const { ref, workflow } = start
  const isTag = ref.startsWith('refs/tags/')
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined
  return {
    event_name: start.event.name,
    event: start.event.payload,
    sha: start.sha,
    ref,
    ref_name: ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    ref_type: isTag ? 'tag' : 'branch',
    ref_protected: branch !== undefined && protectionOf(room, branch) !== undefined,
    head_ref: start.headRef,
    base_ref: start.baseRef,
    repository: room.fullName,
    repository_id: String(id),
    repository_owner: owner,
    repository_owner_id: String(account(world, owner).id),
    repository_visibility: room.repository.private ? 'private' : 'public',
    repositoryUrl: `git://${new URL(world.urls.server).host}/${room.fullName}.git`,
    run_id: String(run.id),
    run_number: String(run.number),
    run_attempt: String(run.attempt ?? 1),
    retention_days: '90',
    actor: start.actor,
    actor_id: String(account(world, start.actor).id),
    triggering_actor: start.actor,
    workflow: workflow.name,
    workflow_ref: workflowRef(start),
    workflow_sha: start.workflowSha,
    secret_source: start.fromFork ? 'None' : 'Actions',
    api_url: world.urls.api,
    server_url: world.urls.server,
    graphql_url: `${world.urls.api}/graphql`,
  }
}

export const workflowRef = ({ repository, workflow, ref }: Start): string =>
  `${repository}/${workflow.path}@${ref}`

/** Entries of the context that are variables too, each as `GITHUB_<NAME>`. */
const variables = [
  'action',
  'actor',
  'actor_id',
  'api_url',
  'base_ref',
  'event_name',
  'event_path',
  'graphql_url',
  'head_ref',
  'job',
  'ref',
  'ref_name',
  'ref_protected',
  'ref_type',
  'repository',
  'repository_id',
  'repository_owner',
  'repository_owner_id',
  'retention_days',
  'run_attempt',
  'run_id',
  'run_number',
  'server_url',
  'sha',
  'triggering_actor',
  'workflow',
  'workflow_ref',
  'workflow_sha',
  'workspace',
]

export function githubVariables(github: Readonly<Record<string, unknown>>): Map<string, string> {
  const known = new Map(Object.entries(github))
  return new Map(
    variables.flatMap((name) => {
      const value = known.get(name)
      return value === undefined ? [] : [[`GITHUB_${name.toUpperCase()}`, String(value)] as const]
    }),
  )
}

/** Claims of a job's OIDC token; clouds decide by `sub`. */
export function claimsOf(
  github: Readonly<Record<string, unknown>>,
  about: {
    start: Start
    /** The workflow whose job it is: one that was called names itself. */
    workflow: Workflow
    source: { room: Room; sha: string }
    environment: string | undefined
  },
): Claims {
  const { start, workflow, source, environment } = about
  const text = (name: string): [string, string] => [
    name,
    String(new Map(Object.entries(github)).get(name) ?? ''),
  ]
  const pull = start.event.name.startsWith('pull_request')
  const subject = environment ? `environment:${environment}` : pull ? 'pull_request' : `ref:${start.ref}`
  const names = [
    'ref',
    'sha',
    'repository',
    'repository_owner',
    'repository_owner_id',
    'repository_id',
    'repository_visibility',
    'run_id',
    'run_number',
    'run_attempt',
    'actor',
    'actor_id',
    'workflow',
    'workflow_ref',
    'workflow_sha',
    'head_ref',
    'base_ref',
    'event_name',
    'ref_type',
    'ref_protected',
  ]
  return {
    sub: `repo:${start.repository}:${subject}`,
    ...Object.fromEntries(names.map(text)),
    job_workflow_ref:
      workflow === start.workflow
        ? workflowRef(start)
        : `${source.room.fullName}/${workflow.path}@${start.ref}`,
    job_workflow_sha: source.sha,
    runner_environment: 'self-hosted',
    ...(environment ? { environment } : {}),
  }
}
