import type { Comment, Forge } from '../forge/forge.ts'

/** Answers are found again by this first line, in comments of our own only; nothing else is ever read back from them. */
function markerOf(key: string): string {
  if (!/^[a-z0-9-]+$/.test(key)) throw new Error(`${JSON.stringify(key)} cannot stand in a marker`)
  return `<!-- pawl:answer ${key} -->`
}

/** Key of the answer to one comment: however often it is answered, it has one answer. */
export function answerTo(comment: number): string {
  return `comment-${comment}`
}

/**
 * Says something on a pull request or issue once: a second time with the same key updates what was said, and what a
 * race left double is removed.
 */
export async function sayOnce(
  forge: Forge,
  { number, key, text }: { number: number; key: string; text: string },
): Promise<void> {
  const body = `${markerOf(key)}\n${text}`
  const before = await ownComments(forge, number, key)
  const [first] = before
  if (first === undefined) {
    await forge.createComment(number, body)
    await removeDoubles(forge, await ownComments(forge, number, key))
    return
  }
  if (first.body !== body) await forge.updateComment(first.id, body)
  await removeDoubles(forge, before)
}

async function ownComments(forge: Forge, number: number, key: string): Promise<Comment[]> {
  const me = await forge.me()
  const all = await forge.comments(number)
  return all
    .filter(({ author, body }) => author.login === me.login && body.startsWith(`${markerOf(key)}\n`))
    .sort((a, b) => a.id - b.id)
}

/** Every process keeps the lowest id, so two that clean up at once agree. */
async function removeDoubles(forge: Forge, own: readonly Comment[]): Promise<void> {
  for (const { id } of own.slice(1)) await forge.deleteComment(id)
}
