export interface Remembered<Key extends readonly unknown[], T> {
  (...key: Key): Promise<T>
  /** Keeps an answer that came in another way. */
  learn(answer: T, ...key: Key): void
}

/**
 * Asks once for each key and keeps the answer: for what cannot change (a commit, a file at a commit), or not within one
 * command (the repository's settings, somebody's rights). Never for what moves. Failures and undefined are not kept,
 * because what was just made may not be seen yet.
 */
export function remembered<Key extends readonly unknown[], T>(
  ask: (...key: Key) => Promise<T>,
): Remembered<Key, T> {
  const known = new Map<string, Promise<T>>()
  const answerTo = (...key: Key): Promise<T> => {
    const name = JSON.stringify(key)
    const old = known.get(name)
    if (old !== undefined) return old
    const answer = ask(...key)
    const forget = () => known.delete(name)
    known.set(name, answer)
    answer.then((value) => value === undefined && forget(), forget)
    return answer
  }
  return Object.assign(answerTo, {
    learn: (answer: T, ...key: Key) => void known.set(JSON.stringify(key), Promise.resolve(answer)),
  })
}
