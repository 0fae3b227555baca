import { Worker } from 'node:worker_threads'
import { entryOf, threadModule } from '../../project/entry.ts'
import type { ExaminedOf } from '../compare.ts'
import { examineNumbers, type NumbersTask } from '../examine-numbers.ts'

/** Examines columns of numbers, in the order in which they are given. */
export type Examiner = (task: NumbersTask) => Promise<ExaminedOf>

/** From so many values on a thread of its own is worth the tenth of a second that it takes to start. */
const many = 4_000_000

/**
 * Examines many values in a thread of its own, so that reading goes on meanwhile, and few at once. What it gives is the same.
 * Values in a SharedArrayBuffer are not copied; they must stay as they are until their answer is there.
 */
export async function withExaminer<T>(values: number, use: (examine: Examiner) => Promise<T>): Promise<T> {
  if (values < many) return use(async (task) => examineNumbers(task))
  const entry = entryOf(import.meta.url, { source: 'main', bundle: 'compare' })
  const thread = new Worker(threadModule(entry), { env: {} })
  try {
    return await use(asking(thread))
  } finally {
    await thread.terminate()
  }
}

interface Waiting {
  resolve: (examined: ExaminedOf) => void
  reject: (error: unknown) => void
}

function asking(thread: Worker): Examiner {
  const waiting = new Map<number, Waiting>()
  let [asked, failure] = [0, undefined as unknown]
  const fail = (error: unknown) => {
    failure ??= error
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }
  thread.on('message', ({ id, examined }: { id: number; examined: ExaminedOf }) => {
    waiting.get(id)?.resolve(examined)
    waiting.delete(id)
  })
  thread.on('error', fail)
  thread.on('exit', () => fail(new Error('the thread that examines columns has ended')))
  return (task) =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      const id = asked++
      waiting.set(id, { resolve, reject })
      thread.postMessage({ id, task })
    })
}
