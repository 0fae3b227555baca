import { isAncestor } from '../git/history.ts'
import { atLeast, type Caller, roleOf } from '../http/caller.ts'
import type { PullFigures } from '../shapes/pull.ts'
import type { Room } from '../state/room.ts'
import type { Protection, PullIssue, Review } from '../state/things.ts'

export function protectionOf(room: Room, branch: string): Protection | undefined {
  return room.repository.protections.find((one) => one.branch === branch)
}

/** Whether a rule does not hold for a caller: administrators pass, unless the rule says otherwise. */
export function passesRules(room: Room, caller: Caller, protection: Protection): boolean {
  if (caller.kind !== 'user' || protection.enforceAdmins) return false
  return roleOf(room, caller.account.login) === 'admin'
}

/** State of a required status on a commit: the newest status or check run of that name. */
function stateOf(room: Room, sha: string, context: string): 'success' | 'pending' | 'failing' | 'expected' {
  const status = room.statuses.all().findLast((one) => one.sha === sha && one.context === context)
  if (status) {
    if (status.state === 'success' || status.state === 'pending') return status.state
    return 'failing'
  }
  const check = room.checks.all().findLast((one) => one.sha === sha && one.name === context)
  if (!check) return 'expected'
  if (check.status !== 'completed') return 'pending'
  const green =
    check.conclusion === 'success' || check.conclusion === 'neutral' || check.conclusion === 'skipped'
  return green ? 'success' : 'failing'
}

/** States on a commit of all that a branch requires. */
export function statusesOf(room: Room, branch: string, sha: string): ReturnType<typeof stateOf>[] {
  const contexts = protectionOf(room, branch)?.statuses?.contexts ?? []
  return contexts.map((context) => stateOf(room, sha, context))
}

/** What is missing of the required statuses, in GitHub's words; undefined when nothing is. */
function missingStatuses(room: Room, sha: string, contexts: readonly string[]): string | undefined {
  const open = contexts
    .map((context) => ({ context, state: stateOf(room, sha, context) }))
    .filter(({ state }) => state !== 'success')
  const [first, second] = open
  if (!first) return undefined
  if (!second) {
    const words = { expected: 'is expected', pending: 'is pending', failing: 'is failing', success: '' }
    return `Required status check "${first.context}" ${words[first.state]}.`
  }
  const counts = (['expected', 'pending', 'failing'] as const)
    .map((state) => ({ state, count: open.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
  const total = `${open.length} of ${contexts.length} required status checks`
  const [only, other] = counts
  if (only && !other) return `${total} are ${only.state}.`
  return `${total} have not succeeded: ${counts.map(({ state, count }) => `${count} ${state}`).join(', ')}.`
}

/** The reviews that count: each person's newest verdict, of those with write access. */
function verdicts(room: Room, number: number): Review[] {
  const newest = new Map<string, Review>()
  for (const review of room.reviews.all()) {
    if (review.pull !== number || review.state === 'COMMENTED' || review.state === 'PENDING') continue
    newest.set(review.author, review)
  }
  return [...newest.values()].filter(({ author }) => atLeast(roleOf(room, author), 'write'))
}

export interface Obstacles {
  reasons: readonly string[]
  /** The base moved on and the branch must contain it. */
  behind: boolean
}

/** Why the rules of the base branch do not let a pull request be merged now. */
export async function obstacles(room: Room, issue: PullIssue, base: string): Promise<Obstacles> {
  const protection = protectionOf(room, issue.pull.base.branch)
  if (!protection) return { reasons: [], behind: false }
  const head = issue.pull.head.sha
  const reasons: string[] = []
  const statuses = protection.statuses && missingStatuses(room, head, protection.statuses.contexts)
  if (statuses) reasons.push(statuses)
  if (protection.reviews) {
    const given = verdicts(room, issue.number)
    const { count } = protection.reviews
    const approvals = given.filter(({ state }) => state === 'APPROVED').length
    const reviews = count === 1 ? 'approving review is' : 'approving reviews are'
    if (approvals < count) {
      reasons.push(`At least ${count} ${reviews} required by reviewers with write access.`)
    }
    if (given.some(({ state }) => state === 'CHANGES_REQUESTED')) {
      reasons.push('Changes have been requested by a reviewer with write access.')
    }
  }
  const behind = protection.statuses?.strict === true && !(await isAncestor(room.git, base, head))
  return { reasons, behind }
}

/** `mergeable_state` of an open pull request that has no conflict. */
export async function mergeState(room: Room, issue: PullIssue, base: string): Promise<PullFigures['state']> {
  if (issue.pull.draft) return 'draft'
  const { reasons, behind } = await obstacles(room, issue, base)
  if (reasons.length > 0) return 'blocked'
  if (behind) return 'behind'
  const head = issue.pull.head.sha
  const contexts = new Set(room.statuses.all().flatMap((one) => (one.sha === head ? [one.context] : [])))
  const names = new Set(room.checks.all().flatMap((one) => (one.sha === head ? [one.name] : [])))
  const green = [...contexts, ...names].every((context) => stateOf(room, head, context) === 'success')
  return green ? 'clean' : 'unstable'
}

/** Why a branch may not be written to directly, in GitHub's words; undefined when it may. */
export function whyLocked(room: Room, branch: string, caller: Caller, sha?: string): string | undefined {
  const protection = protectionOf(room, branch)
  if (!protection || passesRules(room, caller, protection)) return undefined
  const reasons: string[] = []
  if (protection.statuses) {
    // A commit that is green already may be pushed.
    const missing = missingStatuses(room, sha ?? '', protection.statuses.contexts)
    if (missing) reasons.push(missing)
  }
  if (protection.reviews) reasons.push('Changes must be made through a pull request.')
  return reasons.length > 0 ? reasons.join(' ') : undefined
}
