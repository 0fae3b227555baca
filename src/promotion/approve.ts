import type { Forge, Pull } from '../forge/forge.ts'
import type { CommentEvent } from './approval-facts.ts'
import type { PromotionContext } from './context.ts'
import { gather, type Standing } from './gather.ts'
import { type MergeResult, mergeApproved, sayHowMany } from './merge.ts'
import { rebuild } from './rebuild.ts'
import { modelOfBranch } from './record.ts'
import { isRefusal, orCannotTell, type Refusal, refusal } from './refusal.ts'
import { type Refused, refuse, reply, type Spoken } from './spoken.ts'

export type ApproveResult =
  | Refused
  | { kind: 'waiting'; have: number; required: number }
  | { kind: 'merged'; commit: string; version: string; stage: string }

/**
 * Answers `/approve <sha>`: counts it or says why not, and merges when enough people have approved. Run again for the
 * same comment it finishes what was left and answers only once.
 */
export async function approve(context: PromotionContext, spoken: Spoken): Promise<ApproveResult> {
  const { pull } = spoken
  const found = await orCannotTell(() => modelOfPull(context, pull))
  if (isRefusal(found)) return refuse(context, spoken, found)
  const { model, now } = found
  const standing = await orCannotTell(() => gather(context, { ...spoken, model, now }))
  if (isRefusal(standing)) return refuse(context, spoken, standing)
  if (standing.change.pull.merged)
    return conclude(context, spoken, await mergeApproved(context, { pull, model }))
  const refused = whyNot(standing, spoken.event)
  if (refused !== undefined) {
    const result = await refuse(context, spoken, refused)
    if (refused.code === 'stages-moved') await rebuild(context, { pull, model })
    return result
  }
  const { approvals, required, notes } = standing.counted
  const waits = approvals.length < required
  if (waits || notes.length > 0) await sayAccepted(context, spoken, standing)
  if (!waits)
    return conclude(context, spoken, await mergeApproved(context, { pull, model, counted: standing }))
  await sayHowMany(context, standing)
  return { kind: 'waiting', have: approvals.length, required }
}

/** A pull request of Pawl's as it is now, and the model that it is about. */
export async function modelOfPull(
  { forge }: PromotionContext,
  number: number,
): Promise<{ model: string; now: Pull } | Refusal> {
  const now = await pullOrIssue(forge, number)
  if (now === 'issue')
    return refusal('not-a-promotion', 'This is an issue; nothing can be approved or rejected here.')
  const model = modelOfBranch(now.head.branch)
  if (model !== undefined) return { model, now }
  return refusal(
    'not-a-promotion',
    'This is not a promotion or rollback that Pawl prepared, so there is nothing to decide.',
  )
}

/** Most comments with commands are on pull requests, so it is asked only after a failure whether this is one. */
export async function pullOrIssue(forge: Forge, number: number): Promise<Pull | 'issue'> {
  try {
    return await forge.pull(number)
  } catch (error) {
    if ((await forge.issue(number)).isPull) throw error
    return 'issue'
  }
}

function whyNot({ counted }: Standing, event: CommentEvent): Refusal | undefined {
  const decision = counted.decisions.get(event.id)
  if (decision === undefined)
    return refusal('comment-deleted', 'The comment is not there any more, or does not say it any more.')
  return decision.accepted ? undefined : refusal(decision.code, decision.message)
}

/** What came of merging. A refusal after the approval was accepted takes the place of the first answer. */
async function conclude(
  context: PromotionContext,
  spoken: Spoken,
  result: MergeResult,
): Promise<ApproveResult> {
  if (result.merged)
    return { kind: 'merged', commit: result.commit, version: result.version, stage: result.stage }
  return refuse(context, spoken, result)
}

async function sayAccepted(
  context: PromotionContext,
  spoken: Spoken,
  { change, counted, comments }: Standing,
): Promise<void> {
  const { record } = change
  const { event } = spoken
  const own = counted.approvals.find(({ comment }) => comment === event.id)
  if (record === null) throw new Error('an approval without a record was accepted')
  const text = context.texts.accepted({
    by: event.author.login,
    because: own?.because ?? null,
    model: record.model,
    version: record.version,
    stage: record.stage,
    head: change.pull.head.sha,
    approvals: {
      have: counted.approvals.length,
      required: counted.required,
      by: counted.approvals.map(({ by }) => by),
    },
    notes: counted.notes,
  })
  await reply(context, spoken, { text, comments })
}
