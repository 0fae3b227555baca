import { entryOf } from '../../project/entry.ts'
import { type Ask, withThread } from '../../project/thread.ts'
import { type ColumnsTask, countColumns } from '../number-counter.ts'

/** From so many values on a thread of its own is worth the tenth of a second that it takes to start. */
const many = 8_000_000

/** Counts many values in a thread of its own, so that reading goes on meanwhile, and few at once. What it gives is the same. */
export async function withCounting<T>(
  values: number,
  use: (count: Ask<ColumnsTask, void>) => Promise<T>,
): Promise<T> {
  if (values < many) return use(async (task) => countColumns(task))
  return withThread(entryOf(import.meta.url, { source: 'main', bundle: 'count' }), use)
}
