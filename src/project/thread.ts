import { parentPort, Worker } from 'node:worker_threads'
import { threadModule } from './entry.ts'

/**
 * Has a task done by a thread; tasks are begun in the order in which they are asked. Memory in `given` is the thread's from then
 * on and is not copied.
 */
export type Ask<Task, Answer> = (task: Task, given?: readonly ArrayBuffer[]) => Promise<Answer>

interface Waiting<Answer> {
  resolve: (answer: Answer) => void
  reject: (error: unknown) => void
}

/**
 * Starts a thread of its own for as long as it is used. Values in a SharedArrayBuffer are not copied; they must stay as they are
 * until their answer is there. When the thread fails, everything that waits for it and what is asked later fails with it.
 */
export async function withThread<Task, Answer, T>(
  entry: string,
  use: (ask: Ask<Task, Answer>) => Promise<T>,
): Promise<T> {
  const thread = new Worker(threadModule(entry), { env: {} })
  try {
    return await use(asking(thread))
  } finally {
    await thread.terminate()
  }
}

function asking<Task, Answer>(thread: Worker): Ask<Task, Answer> {
  const waiting = new Map<number, Waiting<Answer>>()
  let [asked, failure] = [0, undefined as unknown]
  const fail = (error: unknown) => {
    failure ??= error
    for (const { reject } of waiting.values()) reject(failure)
    waiting.clear()
  }
  thread.on('message', ({ id, answer }: { id: number; answer: Answer }) => {
    waiting.get(id)?.resolve(answer)
    waiting.delete(id)
  })
  thread.on('error', fail)
  thread.on('exit', () => fail(new Error('a thread has ended before its work was done')))
  return (task, given = []) =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      const id = asked++
      waiting.set(id, { resolve, reject })
      thread.postMessage({ id, task }, given)
    })
}

/**
 * The thread's side: answers tasks. An exception ends the thread, and all that waits for it. Memory that `given` names of an
 * answer is handed over and not copied.
 */
export function answerTasks<Task, Answer>(
  answer: (task: Task) => Answer | Promise<Answer>,
  given: (answer: Answer) => readonly ArrayBuffer[] = () => [],
): void {
  if (parentPort === null) throw new Error('this is the program of a thread')
  const port = parentPort
  port.on('message', async ({ id, task }: { id: number; task: Task }) => {
    const answered = await answer(task)
    port.postMessage({ id, answer: answered }, given(answered))
  })
}
