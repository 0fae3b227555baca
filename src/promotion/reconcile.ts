import type { Pull } from '../forge/forge.ts'
import { messageOf } from '../project/problem.ts'
import { isSaid } from './answer.ts'
import { fullName, type PromotionContext } from './context.ts'
import { finishMerge } from './finish.ts'
import { gather } from './gather.ts'
import { mergeApproved, sayHowMany } from './merge.ts'
import { rebuild } from './rebuild.ts'
import { modelOfBranch } from './record.ts'
import { isRefusal, orCannotTell } from './refusal.ts'

/** What became of one promotion or rollback. */
export interface Reconciled {
  pull: number
  model: string
  outcome:
    | 'waits'
    | 'merged'
    | 'rebuilt'
    | 'closed'
    /** It was merged before, and is told to the world now. */
    | 'announced'
    | 'refused'
    | 'failed'
  reason: string
}

/**
 * Takes every open promotion and rollback, and those merged since a time, the way that approving and merging take, from
 * wherever they stopped. What is complete is left alone. A failure of one does not keep the others from being done.
 */
export async function reconcilePulls(
  context: PromotionContext,
  { since }: { since: string },
): Promise<Reconciled[]> {
  const { forge } = context
  const here = fullName(await forge.repository()).toLowerCase()
  const ours = (pulls: readonly Pull[]) =>
    pulls.flatMap((pull) => {
      const model = modelOfBranch(pull.head.branch)
      const isHere = pull.head.repository?.toLowerCase() === here
      return model !== undefined && isHere ? [{ pull, model }] : []
    })
  const done: Reconciled[] = []
  for (const { pull, model } of ours(await forge.pulls({ state: 'closed', since })))
    if (pull.merged && !(await isComplete(context, pull)))
      done.push(await attempt({ pull, model }, () => announce(context, { pull: pull.number, model })))
  for (const { pull, model } of ours(await forge.pulls({ state: 'open' })))
    done.push(await attempt({ pull, model }, () => advance(context, { pull: pull.number, model })))
  return done
}

type Step = Pick<Reconciled, 'outcome' | 'reason'>

async function attempt(
  { pull, model }: { pull: Pull; model: string },
  work: () => Promise<Step>,
): Promise<Reconciled> {
  const about = { pull: pull.number, model }
  try {
    return { ...about, ...(await work()) }
  } catch (error) {
    return { ...about, outcome: 'failed', reason: messageOf(error) }
  }
}

/** The word is said after the dispatch, and the branch removed after the word. */
async function isComplete({ forge }: PromotionContext, { number, head }: Pull): Promise<boolean> {
  const me = await forge.me()
  if (!isSaid(await forge.comments(number), { key: 'merged', me })) return false
  return (await forge.branchHead(head.branch)) !== head.sha
}

async function announce(
  context: PromotionContext,
  { pull, model }: { pull: number; model: string },
): Promise<Step> {
  const result = await finishMerge(context, { pull, model })
  if (isRefusal(result)) return { outcome: 'refused', reason: result.message }
  return { outcome: 'announced', reason: `${model} ${result.version} holds ${result.stage}` }
}

async function advance(
  context: PromotionContext,
  { pull, model }: { pull: number; model: string },
): Promise<Step> {
  const rebuilt = await rebuild(context, { pull, model })
  if (rebuilt.kind === 'refused') return { outcome: 'refused', reason: rebuilt.message }
  if (rebuilt.kind === 'closed') return { outcome: 'closed', reason: rebuilt.reason }
  if (rebuilt.kind === 'rebuilt')
    return { outcome: 'rebuilt', reason: `it needs /approve ${rebuilt.head.slice(0, 7)}` }

  const standing = await orCannotTell(() => gather(context, { pull, model }))
  if (isRefusal(standing)) return { outcome: 'refused', reason: standing.message }
  if (standing.change.record === null)
    return { outcome: 'refused', reason: 'Its head is not what Pawl prepared. Run the promotion again.' }
  const { approvals, required } = standing.counted
  if (approvals.length < required) {
    await sayHowMany(context, standing)
    return { outcome: 'waits', reason: `${approvals.length} of ${required} approvals are there` }
  }
  const merged = await mergeApproved(context, { pull, model, counted: standing })
  return merged.merged
    ? { outcome: 'merged', reason: `${model} ${merged.version} holds ${merged.stage}` }
    : { outcome: 'refused', reason: merged.message }
}
