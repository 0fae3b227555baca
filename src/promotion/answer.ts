import type { Comment, Forge, Person } from '../forge/forge.ts'

/** Answers are found again by this first line, in comments of our own only; nothing else is ever read back from them. */
function markerOf(key: string): string {
  if (!/^[a-z0-9-]+$/.test(key)) throw new Error(`${JSON.stringify(key)} cannot stand in a marker`)
  return `<!-- pawl:answer ${key} -->`
}

/** Key of the answer to one comment: however often it is answered, it has one answer. */
export function answerTo(comment: number): string {
  return `comment-${comment}`
}

/** Whether one of some comments is ours and says what is said under a key. */
export function isSaid(
  comments: readonly Pick<Comment, 'author' | 'body'>[],
  { key, me }: { key: string; me: Person },
): boolean {
  return comments.some(
    ({ author, body }) => author.login === me.login && body.startsWith(`${markerOf(key)}\n`),
  )
}

/**
 * Says something on a pull request or issue once: a second time with the same key updates what was said, and what a
 * race left double is removed. Every process keeps the lowest id, so two that clean up at once agree. `beforeFirst` is
 * done before it is said for the first time. `comments` are those that are there, where they were read a moment ago.
 */
export async function sayOnce(
  forge: Forge,
  {
    number,
    key,
    text,
    beforeFirst,
    comments,
  }: {
    number: number
    key: string
    text: string
    beforeFirst?: () => Promise<void>
    comments?: readonly Comment[]
  },
): Promise<void> {
  const body = `${markerOf(key)}\n${text}`
  const me = await forge.me()
  const [first, ...doubles] = (comments ?? (await forge.comments(number)))
    .filter((comment) => comment.author.login === me.login && comment.body.startsWith(`${markerOf(key)}\n`))
    .sort((a, b) => a.id - b.id)
  if (first === undefined) {
    await beforeFirst?.()
    await forge.createComment(number, body)
  } else if (first.body !== body) {
    await forge.updateComment(first.id, body)
  }
  for (const { id } of doubles) await forge.deleteComment(id)
}

/** Says something under a key that nobody can have said before, so that nobody need be asked whether it was. */
export async function sayFirst(
  forge: Forge,
  { number, key, text }: { number: number; key: string; text: string },
): Promise<void> {
  await forge.createComment(number, `${markerOf(key)}\n${text}`)
}
