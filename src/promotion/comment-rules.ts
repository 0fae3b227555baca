import type { CommentFacts } from './approval-facts.ts'
import { type Refusal, refusal } from './refusal.ts'

type Rule = (facts: CommentFacts) => Refusal | undefined

/** What must hold for any comment that asks Pawl to do something. */
export const commanderRules: readonly Rule[] = [
  ({ now }) => (now === null ? refusal('comment-deleted', 'The comment is not there any more.') : undefined),

  ({ now }) =>
    now !== null && now.createdAt !== now.updatedAt
      ? refusal('comment-edited', 'The comment was edited. Write the command in a new comment.')
      : undefined,

  ({ now, event }) =>
    event !== null &&
    (event.id !== now?.id || event.body !== now.body || event.author.login !== now.author.login)
      ? refusal(
          'comment-differs',
          'The comment is not the one that was sent. Write the command in a new comment.',
        )
      : undefined,

  ({ now, event }) =>
    now?.author.type !== 'User' || (event !== null && event.author.type !== 'User')
      ? refusal('not-a-person', 'Only a person can decide this, not a bot or an organisation.')
      : undefined,

  ({ now, permission }) =>
    permission === 'write' || permission === 'maintain' || permission === 'admin'
      ? undefined
      : refusal(
          'no-permission',
          `${now?.author.login} may not write to this repository (the permission is ${permission}).`,
        ),
]

/** What must hold for a comment by which somebody decides something. */
export const commentRules: readonly Rule[] = [
  ...commanderRules,

  ({ now, approver }) =>
    approver
      ? undefined
      : refusal(
          'not-an-approver',
          `${now?.author.login} is not on the approvers' list, approvals.from in pawl.yaml of the default branch.`,
        ),
]
