/** The thread that examines columns of numbers while the database reads the next ones. */
import { parentPort } from 'node:worker_threads'
import { examineNumbers, type NumbersTask } from '../examine-numbers.ts'

if (parentPort === null) throw new Error('this is the program of a thread')
const port = parentPort
port.on('message', ({ id, task }: { id: number; task: NumbersTask }) =>
  port.postMessage({ id, examined: examineNumbers(task) }),
)
