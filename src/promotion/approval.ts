import type { Approval } from '../registry/approval-trailer.ts'
import type { ChangeFacts, CommentFacts } from './approval-facts.ts'
import { handIn, sameLogin, unknownAuthors } from './authorship.ts'
import { changeRules, headOf } from './change-rules.ts'
import { readComment } from './comment-lines.ts'
import { commentRules } from './comment-rules.ts'
import { firstRefusal, type Refusal, refusal } from './refusal.ts'
import type { SlashCommand } from './slash-command.ts'

export type ApprovalDecision =
  | {
      accepted: true
      approval: Approval
      /** Remarks that a reader must see. */
      notes: string[]
    }
  | ({ accepted: false } & Refusal)

export interface ApprovalFacts {
  comment: CommentFacts
  change: ChangeFacts
}

type Approve = Extract<SlashCommand, { command: 'approve' }>

/**
 * Whether a comment `/approve <sha>` counts for a change. All rules must hold; the first that does not is the answer.
 * What cannot be known never counts as known: whoever gathers the facts refuses before asking.
 */
export function decideApproval(facts: ApprovalFacts): ApprovalDecision {
  const refused = firstRefusal(facts, [
    ({ comment }) => firstRefusal(comment, commentRules),
    commandNamesTheHead,
    ({ change }) => firstRefusal(change, changeRules),
    commenterHasNoHandInIt,
    reasonWhereNeeded,
  ])
  if (refused !== undefined) return { accepted: false, ...refused }
  return { accepted: true, approval: approvalOf(facts), notes: notesOf(facts.change) }
}

function commandOf({ comment }: ApprovalFacts): Approve | undefined {
  const spoken = readComment(comment.now?.body ?? '')
  return spoken.kind === 'command' && spoken.command.command === 'approve' ? spoken.command : undefined
}

function commandNamesTheHead(facts: ApprovalFacts): Refusal | undefined {
  const command = commandOf(facts)
  if (command === undefined) return refusal('comment-differs', 'The comment does not say /approve <sha>.')
  const head = facts.change.pull.head.sha
  if (head.startsWith(command.sha)) return undefined
  return refusal(
    'sha-not-head',
    `The comment names ${command.sha}, but the head of this pull request is ${head.slice(0, 7)}. Look at what is there now, then approve that.`,
  )
}

function commenterHasNoHandInIt(facts: ApprovalFacts): Refusal | undefined {
  const { change } = facts
  const { record, base } = change
  const login = facts.comment.now?.author.login ?? ''
  if (base.settings.approvals.self === 'allow' || record === null) return undefined
  const another = "Somebody else on the approvers' list has to approve."
  const alone = record.kind === 'rollback' && !base.settings.rollback['second-person']
  if (!alone && record.starter !== null && sameLogin(record.starter, login))
    return refusal('started-the-run', `${login} started the run that this change comes from. ${another}`)
  if (sameLogin(change.pull.author.login, login))
    return refusal('opened-the-pull', `${login} opened this pull request. ${another}`)
  if (change.code === null)
    return refusal('cannot-tell', 'It is not known who wrote the code of this candidate.')
  const hand = handIn(change.code, login)
  if (hand?.kind === 'commit')
    return refusal(
      'wrote-the-code',
      `${login} is ${hand.as} of commit ${hand.sha.slice(0, 7)}, which is part of this candidate. ${another}`,
    )
  if (hand?.kind === 'pull')
    return refusal(
      'wrote-the-code',
      `${login} opened pull request #${hand.number}, which is part of this candidate. ${another}`,
    )
  return undefined
}

function reasonWhereNeeded(facts: ApprovalFacts): Refusal | undefined {
  const command = commandOf(facts)
  if (facts.change.record?.verdict !== 'inconclusive' || command?.because) return undefined
  return refusal(
    'reason-needed',
    `The evidence is inconclusive, so an approval takes a reason: /approve ${command?.sha ?? '<sha>'} because <reason>`,
  )
}

function approvalOf(facts: ApprovalFacts): Approval {
  const { entry, report, policy } = headOf(facts.change).digests
  const comment = facts.comment.now
  if (comment === null) throw new Error('a deleted comment cannot be an approval')
  return {
    by: comment.author.login,
    comment: comment.id,
    head: facts.change.pull.head.sha,
    entry,
    report,
    policy,
    because: commandOf(facts)?.because ?? null,
  }
}

function notesOf({ code, base }: ChangeFacts): string[] {
  if (base.settings.approvals.self === 'allow' || code === null)
    return ['pawl.yaml allows people to approve what they wrote themselves.']
  const unknown = unknownAuthors(code)
  if (unknown === 0) return []
  return [
    `${unknown} ${unknown === 1 ? 'author' : 'authors'} of the code could not be matched to a GitHub account, so it is not known whether the approver is among them.`,
  ]
}
