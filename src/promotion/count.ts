import type { Comment } from '../forge/forge.ts'
import type { Approval } from '../registry/approval-trailer.ts'
import { approvalsNeeded } from '../registry/approved-history.ts'
import { type ApprovalDecision, type ApprovalFacts, decideApproval } from './approval.ts'
import type { ChangeFacts, CommentFacts } from './approval-facts.ts'
import { readComment } from './comment-lines.ts'
import { commentRules } from './comment-rules.ts'
import { firstRefusal } from './refusal.ts'
import { decideOwnApproval } from './rollback-approval.ts'

export interface Counted {
  /** One approval a person, the newest that counts. */
  approvals: Approval[]
  required: number
  notes: string[]
  /** What was decided about each comment that is an approval or wants to be one, by comment. */
  decisions: Map<number, ApprovalDecision>
  /** Every comment that had a say, as it was when it was counted. */
  seen: Map<number, Pick<Comment, 'body' | 'updatedAt'>>
}

/** Whether a comment says `/approve` or `/reject`, or nothing to the point. */
export function wordOf(comment: Pick<Comment, 'body'>): 'approve' | 'reject' | undefined {
  const spoken = readComment(comment.body)
  if (spoken.kind !== 'command') return undefined
  const { command } = spoken.command
  return command === 'approve' || command === 'reject' ? command : undefined
}

/**
 * Counts the approvals of a change from its comments, oldest first: each is decided anew, one counts for each person,
 * and a rejection makes void all that came before it. A rejection counts even when it was edited, because what it does
 * is safe. `own` is the comment that asked for a rollback, wherever it was written.
 */
export function countApprovals({
  change,
  comments,
  own,
}: {
  change: ChangeFacts
  /** The pull request's comments that say `/approve` or `/reject`, oldest first. */
  comments: readonly CommentFacts[]
  own: CommentFacts | null
}): Counted {
  const decisions = new Map<number, ApprovalDecision>()
  let standing: { approval: Approval; notes: string[] }[] = []
  const decide = (comment: CommentFacts, decideOn: (facts: ApprovalFacts) => ApprovalDecision) => {
    const decision = decideOn({ comment, change })
    if (comment.now !== null) decisions.set(comment.now.id, decision)
    if (decision.accepted) standing.push(decision)
  }
  if (own !== null) decide(own, decideOwnApproval)
  for (const comment of comments) {
    if (comment.now === null || wordOf(comment.now) === 'approve') {
      decide(comment, decideApproval)
      continue
    }
    if (!isRejection(comment)) continue
    for (const { approval } of standing)
      decisions.set(approval.comment, {
        accepted: false,
        code: 'rejected',
        message: `${comment.now.author.login} rejected this change after that.`,
      })
    standing = []
  }
  const byPerson = new Map(standing.map((one) => [one.approval.by.toLowerCase(), one]))
  return {
    approvals: [...byPerson.values()].map(({ approval }) => approval),
    required: approvalsNeeded(change.record?.kind ?? 'promotion', change.base.settings),
    notes: [...new Set(standing.flatMap(({ notes }) => notes))],
    decisions,
    seen: new Map(
      [...comments, ...(own === null ? [] : [own])].flatMap(({ now }) =>
        now === null ? [] : [[now.id, now]],
      ),
    ),
  }
}

/** Whether somebody who may decide rejected the change. */
function isRejection(facts: CommentFacts): boolean {
  const { now } = facts
  if (now === null || wordOf(now) !== 'reject') return false
  const unedited = { ...facts, now: { ...now, updatedAt: now.createdAt }, event: null }
  return firstRefusal(unedited, commentRules) === undefined
}
