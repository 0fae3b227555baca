import type { Comment, MergeOutcome, Repository } from '../forge/forge.ts'
import { headOf } from './change-rules.ts'
import type { PromotionContext } from './context.ts'
import { type Counted, wordOf } from './count.ts'
import { type FinishResult, finishMerge } from './finish.ts'
import { gather, type Standing } from './gather.ts'
import { mergeMessage } from './merge-message.ts'
import { isRefusal, orCannotTell, type Refusal, refusal } from './refusal.ts'
import { needsApproval, setStatus } from './status.ts'

export type MergeResult = ({ merged: true } & FinishResult) | ({ merged: false } & Refusal)

const looks = 3

/**
 * Merges a promotion or rollback that has its approvals, then says so to the world. Base, head and the comments that
 * were counted must be the same just before the merge, else all is read and counted again; the merge call carries the
 * head. `counted` is what was read a moment ago. Safe to run again after being killed anywhere: what fails before the
 * merge is a refusal, what fails after it is thrown, so that the job fails and is run again.
 */
export async function mergeApproved(
  context: PromotionContext,
  { pull, model, counted: first }: { pull: number; model: string; counted?: Standing },
): Promise<MergeResult> {
  let why = refusal('stages-moved', 'Things moved while this was merged. Look again, then approve again.')
  for (let nth = 0; nth < looks; nth++) {
    const standing = nth === 0 && first ? first : await orCannotTell(() => gather(context, { pull, model }))
    if (isRefusal(standing)) return { merged: false, ...standing }
    if (standing.change.pull.merged) return finished(context, { pull, model })
    const lacking = tooFew(standing)
    if (lacking !== undefined) return { merged: false, ...lacking }
    const ready = await orCannotTell(() => raise(context, standing))
    if (isRefusal(ready)) return lower(context, standing, ready)
    const outcome = ready.stands ? await merge(context, standing, ready) : undefined
    if (outcome?.merged) {
      // One that was found merged may have been announced by whoever merged it.
      const fresh = outcome.found ? {} : { fresh: { standing, commit: outcome.sha } }
      return finished(context, { pull, model, ...fresh })
    }
    if (outcome?.cause === 'not-mergeable')
      why = refusal('not-mergeable', `GitHub does not merge it: ${outcome.message}`)
    await lower(context, standing, why)
    if (outcome?.cause === 'not-mergeable') break
  }
  return { merged: false, ...why }
}

type Method = 'merge' | 'squash'

/** Turns the status green, as the default branch may require, and then looks a last time whether all is as it was. */
async function raise(
  context: PromotionContext,
  standing: Standing,
): Promise<{ stands: boolean; method: Method } | Refusal> {
  const method = methodOf(await context.forge.repository())
  if (method === undefined)
    return refusal(
      'message-cannot-be-carried',
      'This repository allows neither merge nor squash commits, so the approval cannot stand in the merge message. Allow one of them.',
    )
  const people = standing.counted.approvals.map(({ by }) => by).join(', ')
  await setStatus(context, standing.change.pull.head.sha, {
    state: 'success',
    description: `approved by ${people}`,
  })
  return { stands: await stillStands(context, standing), method }
}

async function lower(context: PromotionContext, { change }: Standing, why: Refusal): Promise<MergeResult> {
  await setStatus(context, change.pull.head.sha, { state: 'pending', description: `not merged: ${why.code}` })
  return { merged: false, ...why }
}

async function merge(
  { forge }: PromotionContext,
  { change, counted }: Standing,
  { method }: { method: Method },
): Promise<MergeOutcome> {
  const { entry, stages } = headOf(change)
  const { number, head } = change.pull
  const message = mergeMessage({ model: stages.model, entry, pull: number, approvals: counted.approvals })
  return forge.merge(number, { sha: head.sha, method, ...message })
}

async function finished(
  context: PromotionContext,
  of: Parameters<typeof finishMerge>[1],
): Promise<MergeResult> {
  const result = await finishMerge(context, of)
  return isRefusal(result) ? { merged: false, ...result } : { merged: true, ...result }
}

function methodOf({ merges }: Repository): Method | undefined {
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

/** Whether comments, base and head are still what was counted; waits until GitHub knows whether it merges. */
async function stillStands(context: PromotionContext, { change, counted }: Standing): Promise<boolean> {
  const { forge, sleep } = context
  const { number } = change.pull
  if (!(await commentsStand(context, { number, counted }))) return false
  if ((await forge.branchHead(change.defaultBranch)) !== change.base.sha) return false
  let now = await forge.pull(number)
  for (let nth = 0; now.mergeable === null && nth < 5; nth++) {
    await sleep(1000 * 2 ** nth)
    now = await forge.pull(number)
  }
  return (
    now.state === 'open' &&
    now.head.sha === change.pull.head.sha &&
    now.base.branch === change.pull.base.branch
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
