import { parentPort, Worker } from 'node:worker_threads'
import { threadModule } from './entry.ts'

/** Has a task done by a thread; tasks are done in the order in which they are asked. */
export type Ask<Task, Answer> = (task: Task) => Promise<Answer>

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
  return (task) =>
    new Promise((resolve, reject) => {
      if (failure !== undefined) return reject(failure)
      const id = asked++
      waiting.set(id, { resolve, reject })
      thread.postMessage({ id, task })
    })
}

/** The thread's side: answers tasks, each after the one before. */
export function answerTasks<Task, Answer>(answer: (task: Task) => Answer): void {
  if (parentPort === null) throw new Error('this is the program of a thread')
  const port = parentPort
  port.on('message', ({ id, task }: { id: number; task: Task }) =>
    port.postMessage({ id, answer: answer(task) }),
  )
}
