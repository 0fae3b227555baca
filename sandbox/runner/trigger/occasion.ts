import { z } from 'zod'
import { pullOf, testMerge } from '../../github/behaviour/pulls.ts'
import { mergeBase } from '../../github/git/history.ts'
import { git } from '../../github/git/program.ts'
import { branchHead, resolveCommit } from '../../github/git/repository.ts'
import type { Room } from '../../github/state/room.ts'
import type { SandboxEvent } from '../../github/state/things.ts'
import type { World } from '../../github/state/world.ts'

/** Where an event happens for workflows: the commit whose files count, and what the filters look at. */
export interface Occasion {
  sha: string
  ref: string
  headRef: string
  baseRef: string
  head: { sha: string; branch: string; repository: string }
  /** What `branches` is held against. */
  branch: string | undefined
  /** What `tags` is held against. */
  tag: string | undefined
  /** Paths that have changed; undefined where `paths` has no say. */
  changed: (() => Promise<readonly string[]>) | undefined
  /** The workflow whose run a `workflow_run` is about. */
  workflowName: string | undefined
  /** The one file that a dispatch or schedule is for. */
  path: string | undefined
}

/** Why an event starts nothing whatever the workflows say. */
export type NoOccasion = { none: string }

const place = { headRef: '', baseRef: '', branch: undefined, tag: undefined } as const
const rest = { changed: undefined, workflowName: undefined, path: undefined } as const

/** Finds the commit of an event, as the table "Events that trigger workflows" in GitHub's documentation has it. */
export async function occasionOf(
  world: World,
  room: Room,
  event: SandboxEvent,
): Promise<Occasion | NoOccasion> {
  const { name, payload } = event
  if (name === 'push') return pushed(room, payload)
  if (name === 'pull_request' || name === 'pull_request_review') return proposed(world, room, payload)
  if (name === 'merge_group') return grouped(room, payload)
  if (name === 'workflow_dispatch') return dispatched(room, event)
  if (name === 'create') return created(room, payload)
  if (name === 'release') return released(room, payload)
  const occasion = await onDefaultBranch(room)
  if ('none' in occasion) return occasion
  if (name === 'workflow_run') return { ...occasion, ...finished(payload) }
  if (name === 'schedule') return { ...occasion, path: scheduled.parse(payload).workflow }
  if (name === 'pull_request_target') {
    const { pull_request: pull } = proposal.parse(payload)
    return { ...occasion, headRef: pull.head.ref, baseRef: pull.base.ref, branch: pull.base.ref }
  }
  return occasion
}

function at(room: Room, ref: string, sha: string): Occasion {
  const branch = ref.startsWith('refs/tags/') ? undefined : ref.replace(/^refs\/heads\//, '')
  const tag = branch === undefined ? ref.replace(/^refs\/tags\//, '') : undefined
  const head = { sha, branch: branch ?? tag ?? '', repository: room.fullName }
  return { ...place, ...rest, sha, ref, head, branch, tag }
}

async function onDefaultBranch(room: Room): Promise<Occasion | NoOccasion> {
  const branch = room.repository.defaultBranch
  const sha = await branchHead(room.git, branch)
  if (!sha) return { none: `${room.fullName} has no branch ${branch}` }
  return { ...at(room, `refs/heads/${branch}`, sha), branch: undefined }
}

const scheduled = z.looseObject({ workflow: z.string() })
const push = z.looseObject({ ref: z.string(), before: z.string(), after: z.string(), deleted: z.boolean() })

function pushed(room: Room, payload: unknown): Occasion | NoOccasion {
  const { ref, before, after, deleted } = push.parse(payload)
  if (deleted) return { none: 'a push that deletes a branch or tag starts nothing' }
  const occasion = at(room, ref, after)
  if (occasion.tag !== undefined) return occasion
  return { ...occasion, changed: () => changedByPush(room, before, after) }
}

async function changedByPush(room: Room, before: string, after: string): Promise<readonly string[]> {
  const nothing = /^0+$/.test(before)
  const base = await branchHead(room.git, room.repository.defaultBranch)
  const from = nothing ? base && base !== after && (await mergeBase(room.git, base, after)) : before
  return from ? changedPaths(room, from, after) : allPaths(room, after)
}

async function changedPaths(room: Room, from: string, to: string): Promise<readonly string[]> {
  const out = await git(room.git.path, ['diff-tree', '-r', '-z', '-M', '--name-only', from, to, '--'])
  return out.toString('utf8').split('\0').filter(Boolean)
}

async function allPaths(room: Room, sha: string): Promise<readonly string[]> {
  const out = await git(room.git.path, ['ls-tree', '-r', '-z', '--name-only', sha])
  return out.toString('utf8').split('\0').filter(Boolean)
}

const end = z.looseObject({
  ref: z.string(),
  sha: z.string(),
  repo: z.looseObject({ full_name: z.string() }),
})
const proposal = z.looseObject({
  pull_request: z.looseObject({ number: z.number(), head: end, base: end }),
})

/** Pull requests run on the test merge of head and base; one with a conflict runs nothing. */
async function proposed(world: World, room: Room, payload: unknown): Promise<Occasion | NoOccasion> {
  const { pull_request: pull } = proposal.parse(payload)
  const { head, base, number } = pull
  const issue = pullOf(room, String(number))
  const at = { ...issue, pull: { ...issue.pull, head: { ...issue.pull.head, sha: head.sha } } }
  const merged = issue.pull.merged?.sha
  // A merged pull request is in its base already, so there is nothing left to try.
  const tip = merged === undefined ? await branchHead(room.git, base.ref) : undefined
  const trial = tip ? await testMerge(world, room, at, tip) : undefined
  if (trial?.conflict) return { none: `pull request ${number} has a conflict with ${base.ref}` }
  const sha = trial?.sha ?? merged ?? head.sha
  return {
    ...rest,
    sha,
    ref: `refs/pull/${number}/merge`,
    headRef: head.ref,
    baseRef: base.ref,
    head: { sha: head.sha, branch: head.ref, repository: head.repo.full_name },
    branch: base.ref,
    tag: undefined,
    async changed() {
      const from = await mergeBase(room.git, tip ?? base.sha, head.sha)
      return from ? changedPaths(room, from, head.sha) : allPaths(room, head.sha)
    },
  }
}

const group = z.looseObject({
  merge_group: z.looseObject({ head_sha: z.string(), head_ref: z.string(), base_ref: z.string() }),
})

function grouped(room: Room, payload: unknown): Occasion {
  const { head_sha, head_ref, base_ref } = group.parse(payload).merge_group
  return { ...at(room, head_ref, head_sha), branch: base_ref.replace(/^refs\/heads\//, '') }
}

const order = z.looseObject({ ref: z.string(), workflow: z.string() })

function dispatched(room: Room, { payload, runId }: SandboxEvent): Occasion | NoOccasion {
  const { ref, workflow } = order.parse(payload)
  const run = runId === undefined ? undefined : room.runs.get(runId)
  if (!run) return { none: 'a dispatch without a run' }
  return { ...at(room, ref, run.headSha), path: workflow }
}

const ref = z.looseObject({ ref: z.string(), ref_type: z.enum(['branch', 'tag']) })

async function created(room: Room, payload: unknown): Promise<Occasion | NoOccasion> {
  const { ref: name, ref_type } = ref.parse(payload)
  const full = `refs/${ref_type === 'tag' ? 'tags' : 'heads'}/${name}`
  const sha = await resolveCommit(room.git, full)
  return sha ? at(room, full, sha) : { none: `${full} is gone already` }
}

const release = z.looseObject({ release: z.looseObject({ tag_name: z.string() }) })

async function released(room: Room, payload: unknown): Promise<Occasion | NoOccasion> {
  const tag = release.parse(payload).release.tag_name
  const sha = await resolveCommit(room.git, `refs/tags/${tag}`)
  return sha ? at(room, `refs/tags/${tag}`, sha) : { none: `there is no tag ${tag}` }
}

const ended = z.looseObject({
  workflow_run: z.looseObject({ name: z.string(), head_branch: z.string() }),
})

function finished(payload: unknown): Pick<Occasion, 'branch' | 'workflowName'> {
  const { name, head_branch } = ended.parse(payload).workflow_run
  return { branch: head_branch, workflowName: name }
}
