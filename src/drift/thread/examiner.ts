import { entryOf } from '../../project/entry.ts'
import { type Ask, withThread } from '../../project/thread.ts'
import type { ExaminedOf } from '../compare.ts'
import { examineNumbers, type NumbersTask } from '../examine-numbers.ts'

/** Examines columns of numbers, in the order in which they are given. */
export type Examiner = Ask<NumbersTask, ExaminedOf>

/** From so many values on a thread of its own is worth the tenth of a second that it takes to start. */
const many = 4_000_000

/** Examines many values in a thread of its own, so that reading goes on meanwhile, and few at once. What it gives is the same. */
export async function withExaminer<T>(values: number, use: (examine: Examiner) => Promise<T>): Promise<T> {
  if (values < many) return use(async (task) => examineNumbers(task))
  return withThread(entryOf(import.meta.url, { source: 'main', bundle: 'compare' }), use)
}
