import type { Comment } from '../forge/forge.ts'
import { answerTo, sayOnce } from './answer.ts'
import type { CommentEvent } from './approval-facts.ts'
import type { PromotionContext } from './context.ts'
import type { Refusal } from './refusal.ts'

/** A comment with a command, as the event carried it. `line` is the command as it was written. */
export interface Spoken {
  /** The issue or pull request that it stands on. */
  pull: number
  event: CommentEvent
  line: string
}

export type Refused = { kind: 'refused' } & Refusal

/** Answers a comment; answered again, the answer is updated. `comments` are those of the pull request, where they were read. */
export async function reply(
  { forge }: Pick<PromotionContext, 'forge'>,
  { pull, event }: Spoken,
  said: { text: string; comments?: readonly Comment[] },
): Promise<void> {
  await sayOnce(forge, { number: pull, key: answerTo(event.id), ...said })
}

/** Says why a command is not carried out. */
export async function refuse(
  context: PromotionContext,
  spoken: Spoken,
  { code, message }: Refusal,
): Promise<Refused> {
  const by = spoken.event.author.login
  await reply(context, spoken, { text: context.texts.refused({ by, command: spoken.line, code, message }) })
  return { kind: 'refused', code, message }
}
