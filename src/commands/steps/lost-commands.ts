import type { Comment } from '../../forge/forge.ts'
import { messageOf } from '../../project/problem.ts'
import { answerTo, isSaid } from '../../promotion/answer.ts'
import { readComment } from '../../promotion/comment-lines.ts'
import type { PromotionContext } from '../../promotion/context.ts'
import { answerComment, ended } from './answer-comment.ts'

/** A command whose event never came to an end, and what it came to now. */
export interface Found {
  issue: number
  comment: number
  command: string
  outcome: 'done' | 'refused' | 'failed'
  reason: string
}

/**
 * Answers commands that nobody answered, because their event was lost or its job was killed. Commands younger than
 * `until` may be on their way; edited comments are never commands. What was half done goes on where it stopped.
 */
export async function answerLost(
  world: PromotionContext,
  { since, until }: { since: string; until: string },
): Promise<Found[]> {
  const { forge } = world
  const comments = await forge.commentsSince(since)
  const me = await forge.me()
  const found: Found[] = []
  for (const comment of comments.filter((one) => mayBeLost(one, { since, until }))) {
    const { id, body, author, issue } = comment
    if (isSaid(comments, { key: answerTo(id), me })) continue
    const signs = await forge.reactions(id)
    const ends: readonly string[] = Object.values(ended)
    if (signs.some(({ by, reaction }) => by === me.login && ends.includes(reaction))) continue
    try {
      const answered = await answerComment(world, { issue, id, body, author })
      if (!answered) continue
      const { command } = answered
      found.push(
        'done' in answered
          ? { issue, comment: id, command, outcome: 'done', reason: answered.done }
          : { issue, comment: id, command, outcome: 'refused', reason: answered.refused.message },
      )
    } catch (error) {
      found.push({ issue, comment: id, command: '', outcome: 'failed', reason: messageOf(error) })
    }
  }
  return found
}

function mayBeLost(
  { author, body, createdAt, updatedAt }: Comment,
  { since, until }: { since: string; until: string },
): boolean {
  const at = Date.parse(createdAt)
  return (
    author.type === 'User' &&
    createdAt === updatedAt &&
    at >= Date.parse(since) &&
    at <= Date.parse(until) &&
    readComment(body).kind !== 'chatter'
  )
}
