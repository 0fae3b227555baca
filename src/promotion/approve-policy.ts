import { pullOrIssue } from './approve.ts'
import type { PromotionContext } from './context.ts'
import { type PolicyReview, policyReview, policyStatus, setPolicyStatus } from './policy-review.ts'
import { modelOfBranch } from './record.ts'
import { isRefusal, orCannotTell, type Refusal, refusal } from './refusal.ts'
import { type Refused, refuse, reply, type Spoken } from './spoken.ts'

export type ApprovePolicyResult =
  | Refused
  | { kind: 'agreed'; models: readonly string[]; have: number; required: number }

/**
 * Answers `/approve-policy <sha>`: an approver who had no hand in a change agrees to what it edits of the policy that judges
 * models. It merges nothing; it turns the status `pawl/policy` green once enough people have agreed.
 */
export async function approvePolicy(
  context: PromotionContext,
  { sha, ...spoken }: Spoken & { sha: string },
): Promise<ApprovePolicyResult> {
  const { forge, texts } = context
  const found = await orCannotTell(() => reviewOf(context, { ...spoken, sha }))
  if (isRefusal(found)) return refuse(context, spoken, found)
  const { head, review } = found
  const refused = review.refused.get(spoken.event.id)
  if (refused) return refuse(context, spoken, refused)
  await setPolicyStatus({ forge }, head, policyStatus(review, head))
  const { models, required, approvals } = review
  const have = approvals.length
  const by = spoken.event.author.login
  const because = approvals.find((approval) => approval.by === by)?.because ?? null
  await reply(context, spoken, { text: texts.policyAgreed({ by, because, models, head, have, required }) })
  return { kind: 'agreed', models, have, required }
}

async function reviewOf(
  context: PromotionContext,
  { pull: number, event, sha }: Spoken & { sha: string },
): Promise<{ head: string; review: PolicyReview } | Refusal> {
  const pull = await pullOrIssue(context.forge, number)
  if (pull === 'issue') return refusal('nothing-to-do', 'This is an issue; it edits no policy.')
  if (modelOfBranch(pull.head.branch) !== undefined)
    return refusal('nothing-to-do', 'A promotion or rollback edits no policy; it is approved by /approve.')
  if (pull.state !== 'open') return refusal('pull-closed', 'This pull request is closed.')
  const { defaultBranch } = await context.forge.repository()
  if (pull.base.branch !== defaultBranch)
    return refusal(
      'retargeted',
      `This pull request is for ${pull.base.branch}. Only the policy and the approvers of ${defaultBranch} count.`,
    )
  const head = pull.head.sha
  if (!head.startsWith(sha))
    return refusal(
      'sha-not-head',
      `${sha.slice(0, 7)} is not the head of this pull request. Look at what is there now, and name ${head.slice(0, 7)}.`,
    )
  const review = await policyReview(context, { pull, event })
  return review.models.length === 0
    ? refusal('nothing-to-do', 'This change edits no policy of a model that the base branch has.')
    : { head, review }
}
