import { commitsBetween, isAncestor } from '../git/history.ts'
import { tryGit } from '../git/program.ts'
import { branchHead, commitAt, readCommit } from '../git/repository.ts'
import { pointRef } from '../git/write.ts'
import { showPushedCommit } from '../shapes/commit.ts'
import { htmlUrl } from '../shapes/repository.ts'
import type { Room } from '../state/room.ts'
import type { PullIssue } from '../state/things.ts'
import type { World } from '../state/world.ts'
import { type Actor, raise } from './events.ts'
import { protectionOf } from './protection.ts'
import { diffOf, headRef, pullsOf, raisePull, savePull } from './pulls.ts'

export interface RefChange {
  ref: string
  before: string | null
  after: string | null
  actor: Actor
}

/** What follows when a branch or tag has moved, by whatever way: events, and what becomes of pull requests. */
export async function refChanged(world: World, room: Room, change: RefChange): Promise<void> {
  const { ref, before, after, actor } = change
  room.change({ pushedAt: world.now() })
  const kind = ref.startsWith('refs/tags/') ? 'tag' : 'branch'
  const name = ref.replace(/^refs\/(heads|tags)\//, '')
  const about = {
    ref: name,
    ref_type: kind,
    pusher_type: 'user',
    master_branch: room.repository.defaultBranch,
  }
  if (before === null) raise(world, room, { name: 'create', actor, payload: { ...about, description: null } })
  if (after === null) raise(world, room, { name: 'delete', actor, payload: about })
  raise(world, room, { name: 'push', actor, payload: await pushPayload(world, room, change) })
  if (!ref.startsWith('refs/heads/')) return
  await updateHeads(world, room, { branch: name, after, actor })
  await updateBases(world, room, { branch: name, after, actor })
}

const nothing = '0'.repeat(40)

async function pushPayload(world: World, room: Room, { ref, before, after, actor }: RefChange) {
  const commits = after === null ? [] : await newCommits(room, { ref, before, after })
  const shown = commits.map((commit) => showPushedCommit(world, room, commit))
  const head = after === null ? undefined : await readCommit(room.git, after)
  const forced = before !== null && after !== null && !(await isAncestor(room.git, before, after))
  return {
    ref,
    before: before ?? nothing,
    after: after ?? nothing,
    created: before === null,
    deleted: after === null,
    forced,
    base_ref: null,
    compare: `${htmlUrl(world, room)}/compare/${(before ?? nothing).slice(0, 12)}...${(after ?? nothing).slice(0, 12)}`,
    commits: shown,
    head_commit: head ? showPushedCommit(world, room, head) : null,
    pusher: { name: actor.account.login, email: actor.account.email },
  }
}

/** Commits a push brought: since the ref's last place, or since the default branch for a new one. */
async function newCommits(
  room: Room,
  { ref, before, after }: { ref: string; before: string | null; after: string },
) {
  if (!(await readCommit(room.git, after))) return []
  const { defaultBranch } = room.repository
  const isDefault = ref === `refs/heads/${defaultBranch}`
  const since = before ?? (isDefault ? undefined : await branchHead(room.git, defaultBranch))
  const shas = since ? await commitsBetween(room.git, since, after) : [after]
  return Promise.all(shas.slice(-2048).map((sha) => commitAt(room.git, sha)))
}

interface BranchMove {
  branch: string
  after: string | null
  actor: Actor
}

/** Open pull requests whose head this branch is follow it; those whose branch is gone are closed. */
async function updateHeads(world: World, room: Room, { branch, after, actor }: BranchMove): Promise<void> {
  for (const home of world.rooms.values()) {
    for (const issue of pullsOf(home)) {
      const { head } = issue.pull
      if (issue.state !== 'open' || head.branch !== branch || head.repository !== room.fullName) continue
      if (after === null) await closePull(world, home, issue, actor)
      else if (head.sha !== after) await synchronize(world, home, { issue, from: room, after, actor })
    }
  }
}

async function synchronize(
  world: World,
  room: Room,
  { issue, from, after, actor }: { issue: PullIssue; from: Room; after: string; actor: Actor },
): Promise<void> {
  const { pull } = issue
  await bringHead(room, from, { number: issue.number, sha: after })
  const base = (await branchHead(room.git, pull.base.branch)) ?? pull.base.sha
  const moved = savePull(room, issue, {
    updatedAt: world.now(),
    pull: { ...pull, head: { ...pull.head, sha: after }, base: { ...pull.base, sha: base } },
  })
  if (protectionOf(room, pull.base.branch)?.reviews?.dismissStale) dismissApprovals(room, issue.number)
  const more = { before: pull.head.sha, after }
  await raisePull(world, room, { issue: moved, action: 'synchronize', actor, more })
}

function dismissApprovals(room: Room, number: number): void {
  for (const review of room.reviews.all()) {
    if (review.pull === number && review.state === 'APPROVED')
      room.reviews.put({ ...review, state: 'DISMISSED' })
  }
}

/** Points `refs/pull/<n>/head` at a commit, fetching it from the fork where it is. */
export async function bringHead(room: Room, from: Room, { number, sha }: { number: number; sha: string }) {
  if (from !== room) {
    const outcome = await tryGit(room.git.path, ['fetch', '--quiet', '--no-tags', from.git.path, sha])
    if (outcome.code !== 0) throw new Error(`fetch from fork ${from.fullName}: ${outcome.err}`)
  }
  await pointRef(room.git, headRef(number), sha)
}

/** Open pull requests into this branch: closed when it is gone, merged when it has come to hold their commits. */
async function updateBases(world: World, room: Room, { branch, after, actor }: BranchMove): Promise<void> {
  const open = pullsOf(room).filter(({ state, pull }) => state === 'open' && pull.base.branch === branch)
  for (const issue of open) {
    if (after === null) await closePull(world, room, issue, actor)
    else if (await isAncestor(room.git, issue.pull.head.sha, after)) {
      const { commits } = await diffOf(room, issue)
      await markMerged(world, room, { issue, sha: after, commits, actor })
    }
  }
}

export async function closePull(
  world: World,
  room: Room,
  issue: PullIssue,
  actor: Actor,
): Promise<PullIssue> {
  const at = world.now()
  const closed = savePull(room, issue, {
    state: 'closed',
    closedAt: at,
    closedBy: actor.account.login,
    updatedAt: at,
  })
  await raisePull(world, room, { issue: closed, action: 'closed', actor })
  return closed
}

export async function markMerged(
  world: World,
  room: Room,
  { issue, sha, commits, actor }: { issue: PullIssue; sha: string; commits: readonly string[]; actor: Actor },
): Promise<void> {
  const at = world.now()
  const merged = savePull(room, issue, {
    state: 'closed',
    closedAt: at,
    closedBy: actor.account.login,
    updatedAt: at,
    pull: { ...issue.pull, merged: { at, by: actor.account.login, sha, commits } },
  })
  await raisePull(world, room, { issue: merged, action: 'closed', actor })
}
