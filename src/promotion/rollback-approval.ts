import type { ApprovalDecision, ApprovalFacts } from './approval.ts'
import { sameLogin } from './authorship.ts'
import { changeRules, headOf } from './change-rules.ts'
import { readComment } from './comment-lines.ts'
import { commentRules } from './comment-rules.ts'
import { firstRefusal, type Refusal, refusal } from './refusal.ts'
import type { SlashCommand } from './slash-command.ts'

type RollbackCommand = Extract<SlashCommand, { command: 'rollback' }>

/**
 * Whether the comment that asked for a rollback is its approval too: it is by an approver, asks for exactly this, and
 * the project does not ask for a second person. Where it does not count, `/approve <sha>` on the pull request may.
 */
export function decideOwnApproval(facts: ApprovalFacts): ApprovalDecision {
  const refused = firstRefusal(facts, [
    onePersonIsEnough,
    ({ comment }) => firstRefusal(comment, commentRules),
    ({ change }) => firstRefusal(change, changeRules),
    commentAsksForThis,
    commentIsNewerThanHistory,
  ])
  if (refused !== undefined) return { accepted: false, ...refused }
  const { entry, report, policy } = headOf(facts.change).digests
  const { now } = facts.comment
  if (now === null) throw new Error('a deleted comment cannot be an approval')
  return {
    accepted: true,
    approval: {
      by: now.author.login,
      comment: now.id,
      head: facts.change.pull.head.sha,
      entry,
      report,
      policy,
      because: commandOf(facts)?.because ?? null,
    },
    notes: [],
  }
}

function onePersonIsEnough({ change }: ApprovalFacts): Refusal | undefined {
  if (!change.base.settings.rollback['second-person']) return undefined
  return refusal(
    'needs-second-person',
    'pawl.yaml asks for a second person for rollbacks: another approver has to approve the pull request.',
  )
}

function commandOf({ comment }: ApprovalFacts): RollbackCommand | undefined {
  const spoken = readComment(comment.now?.body ?? '')
  return spoken.kind === 'command' && spoken.command.command === 'rollback' ? spoken.command : undefined
}

function commentAsksForThis(facts: ApprovalFacts): Refusal | undefined {
  const { record } = facts.change
  const { entry } = headOf(facts.change)
  const command = commandOf(facts)
  const { now } = facts.comment
  const asks =
    record?.kind === 'rollback' &&
    record.comment === now?.id &&
    command?.model === record.model &&
    (command.to === null || command.to === entry.version) &&
    command.because === entry.reason &&
    sameLogin(entry.actor, now.author.login)
  if (asks) return undefined
  return refusal('command-differs', 'The comment does not ask for this rollback.')
}

/** An old `/rollback` must not do its work a second time after the model has moved on. */
function commentIsNewerThanHistory(facts: ApprovalFacts): Refusal | undefined {
  const last = facts.change.base.stages?.history.at(-1)
  const asked = Date.parse(facts.comment.now?.createdAt ?? '')
  if (last !== undefined && asked > Date.parse(last.at)) return undefined
  return refusal(
    'command-too-old',
    'The model changed stage after this was asked for. Ask again, or approve the pull request.',
  )
}
