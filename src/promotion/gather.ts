import type { Comment, Pull } from '../forge/forge.ts'
import type { ChangeFacts, CommentEvent, CommentFacts } from './approval-facts.ts'
import type { PromotionContext } from './context.ts'
import { type Counted, countApprovals, wordOf } from './count.ts'
import { gatherChange } from './gather-change.ts'
import { people } from './gather-people.ts'

/** A change with the approvals that it has at this moment. */
export interface Standing {
  change: ChangeFacts
  counted: Counted
  /** What is said on the pull request, all of it. */
  comments: readonly Comment[]
}

/**
 * Reads a change and counts its approvals, all from the forge as it is now. Comments are read last, so that a rejection
 * or an edit just before is seen. `event` is the comment that is answered now, `now` the pull
 * request where it was just read.
 */
export async function gather(
  context: PromotionContext,
  { pull, model, event, now }: { pull: number; model: string; event?: CommentEvent; now?: Pull },
): Promise<Standing> {
  const { forge } = context
  const change = await gatherChange(context, { pull, model, ...(now && { now }) })
  const ask = people(forge, change.base.settings)
  const own = change.record?.kind === 'rollback' ? change.record.comment : null
  const ownNow = own === null ? undefined : ((await forge.comment(own)) ?? null)
  const comments = await forge.comments(pull)
  const words = comments.filter((comment) => wordOf(comment) !== undefined)
  if (event !== undefined && !words.some(({ id }) => id === event.id)) await mustBeGone(context, event)
  const facts: CommentFacts[] = []
  for (const now of words.sort(inTime))
    facts.push(await ask.facts({ now, event: now.id === event?.id ? event : null }))
  return {
    change,
    comments,
    counted: countApprovals({
      change,
      comments: facts,
      own: ownNow === undefined || ownNow === null ? null : await ask.facts({ now: ownNow, event: null }),
    }),
  }
}

/** A comment that the event tells of and the list lacks was deleted or edited; an old list must not pass for that. */
async function mustBeGone({ forge }: PromotionContext, event: CommentEvent): Promise<void> {
  const now = await forge.comment(event.id)
  if (now !== undefined && wordOf(now) !== undefined)
    throw new Error('the list of comments lacks the one that is to be answered')
}

function inTime(a: Comment, b: Comment): number {
  return Date.parse(a.createdAt) - Date.parse(b.createdAt) || a.id - b.id
}
