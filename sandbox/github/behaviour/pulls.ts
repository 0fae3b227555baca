import { changesBetween, commitsBetween, mergeBase } from '../git/history.ts'
import { mergeTrees } from '../git/merge.ts'
import { branchHead } from '../git/repository.ts'
import { pointRef, writeCommit } from '../git/write.ts'
import { found } from '../http/answer.ts'
import { type PullFigures, showWholePull } from '../shapes/pull.ts'
import type { PullDiff, Room, TestMerge } from '../state/room.ts'
import type { Issue, Pull, PullIssue } from '../state/things.ts'
import type { World } from '../state/world.ts'
import { type Actor, raise } from './events.ts'
import { mergeState } from './protection.ts'
import { github, signatureOf } from './signatures.ts'

export const isPull = (issue: Issue): issue is PullIssue => issue.pull !== null

export const pullsOf = (room: Room): PullIssue[] => room.issues.all().filter(isPull)

/** The pull request of a number, or 404. */
export function pullOf(room: Room, number: string): PullIssue {
  const issue = found(room.issues.get(Number(number)))
  return found(isPull(issue) ? issue : undefined)
}

/** Puts a changed pull request back. */
export function savePull(room: Room, issue: PullIssue, change: Partial<PullIssue>): PullIssue {
  const changed: PullIssue = { ...issue, ...change }
  room.issues.put(changed)
  return changed
}

export const headRef = (number: number): string => `refs/pull/${number}/head`

/** Commits and files of a pull request: what its head has that its base had when the head last moved. */
export function diffOf(room: Room, { pull }: PullIssue): Promise<PullDiff> {
  const key = `${pull.base.sha} ${pull.head.sha}`
  const known = room.diffs.get(key)
  if (known) return known
  const working = diff(room, pull)
  room.diffs.set(key, working)
  return working
}

async function diff(room: Room, { base, head }: Pull): Promise<PullDiff> {
  const [from, commits] = await Promise.all([
    mergeBase(room.git, base.sha, head.sha),
    commitsBetween(room.git, base.sha, head.sha),
  ])
  return { commits, changes: await changesBetween(room.git, from ?? null, head.sha) }
}

/** The merge of head into base as it would be now; worked out once for each pair of commits. */
export function testMerge(world: World, room: Room, issue: PullIssue, base: string): Promise<TestMerge> {
  const key = `${base} ${issue.pull.head.sha}`
  const known = room.testMerges.get(key)
  if (known) return known
  const working = attempt(world, room, issue, base)
  room.testMerges.set(key, working)
  return working
}

async function attempt(world: World, room: Room, issue: PullIssue, base: string): Promise<TestMerge> {
  const { sha: head } = issue.pull.head
  const tree = await mergeTrees(room.git, base, head)
  if (!tree) return { conflict: true }
  const date = world.now()
  const sha = await writeCommit(room.git, {
    tree,
    parents: [base, head],
    author: signatureOf(world, issue.author, date),
    committer: github(date),
    message: `Merge ${head} into ${base}`,
  })
  await pointRef(room.git, `refs/pull/${issue.number}/merge`, sha)
  return { conflict: false, tree, sha }
}

/** Figures of a pull request of which nobody knows yet whether it can be merged. */
export async function freshFigures(room: Room, issue: PullIssue): Promise<PullFigures> {
  const { commits, changes } = await diffOf(room, issue)
  return {
    commits: commits.length,
    additions: changes.reduce((sum, change) => sum + change.additions, 0),
    deletions: changes.reduce((sum, change) => sum + change.deletions, 0),
    files: changes.length,
    mergeable: null,
    state: 'unknown',
    mergeCommit: null,
  }
}

/**
 * Figures of a pull request. The first look at a new pair of head and base starts the test merge and says that
 * nothing is known yet; the next one has the result.
 */
export async function figuresOf(world: World, room: Room, issue: PullIssue): Promise<PullFigures> {
  const fresh = await freshFigures(room, issue)
  const base = issue.state === 'open' ? await branchHead(room.git, issue.pull.base.branch) : undefined
  if (!base) return fresh
  if (!room.testMerges.has(`${base} ${issue.pull.head.sha}`)) {
    // An error is met by whoever asks next; here nobody waits for the answer.
    testMerge(world, room, issue, base).catch(() => {})
    return fresh
  }
  const merge = await testMerge(world, room, issue, base)
  return {
    ...fresh,
    mergeable: !merge.conflict,
    state: merge.conflict ? 'dirty' : await mergeState(room, issue, base),
    mergeCommit: merge.conflict ? null : merge.sha,
  }
}

/** Raises a `pull_request` event. */
export async function raisePull(
  world: World,
  room: Room,
  { issue, action, actor, more = {} }: PullEvent,
): Promise<void> {
  const shown = showWholePull(world, room, issue, await freshFigures(room, issue))
  const payload = { number: issue.number, pull_request: shown, ...more }
  raise(world, room, { name: 'pull_request', action, actor, payload })
}

interface PullEvent {
  issue: PullIssue
  action: string
  actor: Actor
  more?: Readonly<Record<string, unknown>>
}
