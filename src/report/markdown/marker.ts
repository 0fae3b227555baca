import type { Comment, Person } from '../../forge/forge.ts'

/** Hidden at the very start of a comment of ours: it says which one to update. Besides it only names and numbers are read back, those of last-push.ts. */
export const checkMarker = '<!-- pawl:check -->'

type Written = Pick<Comment, 'id' | 'body' | 'author'>

/** What is ours: the comment to update, and those that a race left behind. */
export interface Own<T extends Written> {
  keep: T | undefined
  remove: readonly T[]
}

/**
 * Finds our comment among all comments of a pull request or issue. Anybody can write the marker, so it counts only in
 * a comment whose author is us, and only at the very start. Of several the lowest id is kept, which every process that
 * looks chooses alike.
 */
export function ownComments<T extends Written>(
  comments: readonly T[],
  own: { marker: string; me: Person },
): Own<T> {
  const [keep, ...remove] = comments.filter((comment) => isOwn(comment, own)).sort((a, b) => a.id - b.id)
  return { keep, remove }
}

function isOwn(
  { author, body }: { author: Person; body: string },
  { marker, me }: { marker: string; me: Person },
): boolean {
  if (author.login !== me.login || author.type !== me.type) return false
  return body === marker || body.startsWith(`${marker}\n`) || body.startsWith(`${marker}\r\n`)
}
