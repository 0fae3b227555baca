import { branchHead, commitAt } from '../git/repository.ts'
import { moveRefs } from '../git/write.ts'
import { Refusal } from '../http/answer.ts'
import { showPushedCommit } from '../shapes/commit.ts'
import type { Room } from '../state/room.ts'
import type { PullIssue } from '../state/things.ts'
import type { World } from '../state/world.ts'
import { type Actor, raise } from './events.ts'
import { statusesOf } from './protection.ts'
import { diffOf, testMerge } from './pulls.ts'
import { markMerged, refChanged } from './refs.ts'

/** A pull request in the merge queue: its test merge on a branch of its own, until the required checks have spoken. */
export interface MergeGroup {
  /** `refs/heads/gh-readonly-queue/<base>/pr-<number>-<base sha>`. */
  ref: string
  sha: string
  base: { ref: string; sha: string }
  number: number
}

/** Makes the merge group of a pull request and asks for its checks, as GitHub's merge queue does with one entry. */
export async function formGroup(
  world: World,
  room: Room,
  { issue, actor }: { issue: PullIssue; actor: Actor },
): Promise<MergeGroup> {
  const { branch } = issue.pull.base
  const base = await branchHead(room.git, branch)
  if (!base || issue.state !== 'open' || issue.pull.draft)
    throw new Refusal(422, 'Pull request is not mergeable')
  const merge = await testMerge(world, room, issue, base)
  if (merge.conflict) throw new Refusal(422, 'Pull request has a conflict with its base')
  const ref = `refs/heads/gh-readonly-queue/${branch}/pr-${issue.number}-${base}`
  if (!(await moveRefs(room.git, [{ ref, from: null, to: merge.sha }]))) {
    throw new Refusal(422, 'Pull request is already in the queue')
  }
  const group = {
    ref,
    sha: merge.sha,
    base: { ref: `refs/heads/${branch}`, sha: base },
    number: issue.number,
  }
  await refChanged(world, room, { ref, before: null, after: merge.sha, actor })
  await raiseGroup(world, room, { group, actor, action: 'checks_requested' })
  return group
}

/** What the required checks of a group have come to; one without any is green at once. */
export function standingOfGroup(room: Room, { base, sha }: MergeGroup): 'success' | 'pending' | 'failing' {
  const states = statusesOf(room, base.ref.replace(/^refs\/heads\//, ''), sha)
  if (states.includes('failing')) return 'failing'
  return states.every((state) => state === 'success') ? 'success' : 'pending'
}

/** Ends a group: a green one becomes the base, any other is thrown away. */
export async function dissolve(
  world: World,
  room: Room,
  { group, issue, actor }: { group: MergeGroup; issue: PullIssue; actor: Actor },
): Promise<'merged' | 'invalidated'> {
  const { base, sha, ref } = group
  const green = standingOfGroup(room, group) === 'success'
  const moved = green && (await moveRefs(room.git, [{ ref: base.ref, from: base.sha, to: sha }]))
  if (moved) {
    const { commits } = await diffOf(room, issue)
    await markMerged(world, room, { issue, sha, commits: [...commits, sha], actor })
    await refChanged(world, room, { ref: base.ref, before: base.sha, after: sha, actor })
  }
  await moveRefs(room.git, [{ ref, from: sha, to: null }])
  await refChanged(world, room, { ref, before: sha, after: null, actor })
  const reason = moved ? 'merged' : 'invalidated'
  await raiseGroup(world, room, { group, actor, action: 'destroyed', reason })
  return reason
}

async function raiseGroup(
  world: World,
  room: Room,
  about: { group: MergeGroup; actor: Actor; action: 'checks_requested' | 'destroyed'; reason?: string },
): Promise<void> {
  const { group, actor, action, reason } = about
  const shown = {
    head_sha: group.sha,
    head_ref: group.ref,
    base_sha: group.base.sha,
    base_ref: group.base.ref,
    head_commit: showPushedCommit(world, room, await commitAt(room.git, group.sha)),
  }
  const payload = { merge_group: shown, ...(reason === undefined ? {} : { reason }) }
  raise(world, room, { name: 'merge_group', action, actor, payload })
}
