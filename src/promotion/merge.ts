import type { Comment, Repository } from '../forge/forge.ts'
import { headOf } from './change-rules.ts'
import type { PromotionContext } from './context.ts'
import type { Counted } from './count.ts'
import { wordOf } from './count.ts'
import { type FinishResult, finishMerge } from './finish.ts'
import { gather, type Standing } from './gather.ts'
import { mergeMessage } from './merge-message.ts'
import { type Refusal, refusal } from './refusal.ts'
import { needsApproval, setStatus } from './status.ts'

export type MergeResult = ({ merged: true } & FinishResult) | ({ merged: false } & Refusal)

const looks = 3

/**
 * Merges a promotion or rollback that has its approvals, then says so to the world. Base, head and the comments that
 * were counted must be the same just before the merge, else all is read and counted again; the merge call carries the
 * head. `counted` is what was read a moment ago. Safe to run again after being killed anywhere.
 */
export async function mergeApproved(
  context: PromotionContext,
  { pull, model, counted: first }: { pull: number; model: string; counted?: Standing },
): Promise<MergeResult> {
  for (let nth = 0; nth < looks; nth++) {
    const standing = nth === 0 && first ? first : await gather(context, { pull, model })
    const { change, counted } = standing
    if (change.pull.merged) return finished(context, { pull, model })
    const lacking = tooFew(standing)
    if (lacking !== undefined) return { merged: false, ...lacking }
    const method = methodOf(await context.forge.repository())
    if (method === undefined) return { merged: false, ...cannotCarry }
    await setStatus(context, change.pull.head.sha, {
      state: 'success',
      description: `approved by ${counted.approvals.map(({ by }) => by).join(', ')}`,
    })
    if (!(await stillStands(context, standing))) continue
    const outcome = await context.forge.merge(pull, {
      sha: change.pull.head.sha,
      method,
      ...mergeMessage({ model, entry: headOf(change).entry, pull, approvals: counted.approvals }),
    })
    if (outcome.merged) return finished(context, { pull, model })
    await setStatus(context, change.pull.head.sha, {
      state: 'pending',
      description: 'approved, but not merged',
    })
    if (outcome.cause === 'head-moved') continue
    return { merged: false, ...refusal('not-mergeable', `GitHub does not merge it: ${outcome.message}`) }
  }
  return {
    merged: false,
    ...refusal('stages-moved', 'Things moved while this was merged. Look again, then approve again.'),
  }
}

const cannotCarry = refusal(
  'message-cannot-be-carried',
  'This repository allows neither merge nor squash commits, so the approval cannot stand in the merge message. Allow one of them.',
)

async function finished(
  context: PromotionContext,
  of: { pull: number; model: string },
): Promise<MergeResult> {
  const result = await finishMerge(context, of)
  return 'code' in result ? { merged: false, ...result } : { merged: true, ...result }
}

function methodOf({ merges }: Repository): 'merge' | 'squash' | undefined {
  if (merges.merge) return 'merge'
  return merges.squash ? 'squash' : undefined
}

/** Why the approvals that count are not enough: the newest reason against one of the others, or that they are few. */
function tooFew({ counted }: Standing): Refusal | undefined {
  const { approvals, required, decisions } = counted
  if (approvals.length >= required) return undefined
  const last = [...decisions.values()].findLast((decision) => !decision.accepted)
  if (last !== undefined && !last.accepted) return refusal(last.code, last.message)
  return refusal('too-few-approvals', `${approvals.length} of ${required} approvals are there.`)
}

/** Whether base, head and the comments that decide are still what was counted; waits until GitHub knows if it merges. */
async function stillStands(context: PromotionContext, { change, counted }: Standing): Promise<boolean> {
  const { forge, sleep } = context
  const { number } = change.pull
  for (let nth = 0; nth < 5; nth++) {
    if ((await forge.pull(number)).mergeable !== null) break
    await sleep(1000 * 2 ** nth)
  }
  if (!(await commentsStand(context, { number, counted }))) return false
  const [now, base] = [await forge.pull(number), await forge.branchHead(change.defaultBranch)]
  return (
    now.state === 'open' &&
    now.head.sha === change.pull.head.sha &&
    now.base.branch === change.pull.base.branch &&
    base === change.base.sha
  )
}

async function commentsStand(
  { forge }: PromotionContext,
  { number, counted }: { number: number; counted: Counted },
): Promise<boolean> {
  const now = new Map((await forge.comments(number)).map((comment) => [comment.id, comment]))
  const isNewWord = ({ id, body }: Comment) => !counted.seen.has(id) && wordOf({ body }) !== undefined
  if ([...now.values()].some(isNewWord)) return false
  for (const [id, seen] of counted.seen) {
    const comment = now.get(id) ?? (await forge.comment(id))
    if (comment?.body !== seen.body || comment.updatedAt !== seen.updatedAt) return false
  }
  return true
}

/** Says on the head how many approvals there are; for an approval that is not the last one needed. */
export async function sayHowMany(context: PromotionContext, { change, counted }: Standing): Promise<void> {
  const head = change.pull.head.sha
  const { approvals, required } = counted
  await setStatus(context, head, needsApproval({ head, have: approvals.length, required }))
}
