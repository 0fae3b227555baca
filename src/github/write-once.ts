import { backoff, type Guarded, isAmbiguous, tries } from './client.ts'

/**
 * Writes, and after a lost answer or a server's failure looks whether the effect is there before writing again.
 * `readBack` finds the effect by something that only this write can have left. A refusal of a later attempt may come of
 * an effect that the look before it did not show yet, so it is followed by another look.
 */
export async function writeOnce<T>(
  api: Guarded,
  write: () => Promise<T>,
  readBack: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      const doubtful = isAmbiguous(error)
      if (!doubtful && attempt === 1) throw error
      if (doubtful) await backoff(api, attempt)
      const found = await readBack()
      if (found !== undefined) return found
      if (!doubtful || attempt >= tries) throw error
    }
  }
}

/** Repeats a write after a lost answer: for what says the same when it is done twice. */
export async function writeAgain<T>(api: Guarded, write: () => Promise<T>): Promise<T> {
  const { result } = await writeOnce(
    api,
    async () => ({ result: await write() }),
    async () => undefined,
  )
  return result
}
