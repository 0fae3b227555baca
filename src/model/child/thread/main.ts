/** The thread that runs a model while the next rows are prepared and the last answers are read. */
import { answerTasks } from '../../../project/thread.ts'
import { load, memoryOf, type Running, runtimeAt, type Tensors } from '../running.ts'
import type { Answer, Task } from '../threaded.ts'

let loaded: Promise<Running> | undefined

async function answer(task: Task): Promise<Answer> {
  if (task.kind === 'prepare') {
    runtimeAt(task.runtime)
    return { kind: 'done' }
  }
  if (task.kind === 'load') {
    loaded = load(task.loading)
    return { kind: 'loaded', version: (await loaded).version }
  }
  if (loaded === undefined) throw new Error('a model is loaded before it is run')
  const { run } = await loaded
  return { kind: 'ran', outputs: plain(await run(task.feeds)) }
}

function plain(tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [name, { type, data, dims }]),
  )
}

answerTasks(answer, (given) => (given.kind === 'ran' ? memoryOf(given.outputs) : []))
