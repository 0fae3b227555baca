/** The process that user SQL is asked in: it can be ended at any time, which one call of a function in DuckDB cannot be. */
import { loadDuckdb } from '../../natives/load.ts'
import { messageOf, UserError } from '../../project/problem.ts'
import { isTooLarge, tooLarge } from '../read-fault.ts'
import { answerSql } from '../sql-answers.ts'
import type { Said, Start } from './words.ts'

const watchEvery = 20

/** At once, whatever the threads of DuckDB do. */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}

/** Goes on when the parent has it, or is gone. */
function say(said: Said): Promise<void> {
  return new Promise((resolve) => {
    if (process.send) process.send(said, () => resolve())
    else resolve()
  })
}

function watchMemory(most: number): void {
  setInterval(() => {
    if (process.memoryUsage.rss() > most) say({ kind: 'memory' }).then(end)
  }, watchEvery).unref()
}

async function work({ task, duckdb, memory }: Start): Promise<void> {
  watchMemory(memory)
  try {
    await loadDuckdb({ folder: duckdb })
    await answerSql(task, {
      asks: ({ index }) => void say({ kind: 'asks', index }),
      answers: ({ index }, answer) => void say({ kind: 'answers', index, answer }),
    })
    await say({ kind: 'done' })
  } catch (error) {
    const problems = isTooLarge(error)
      ? [{ place: { file: task.dataset.path }, ...tooLarge }]
      : error instanceof UserError
        ? error.problems
        : undefined
    await say({ kind: 'failed', message: messageOf(error), ...(problems ? { problems } : {}) })
  }
}

// The parent ends this process when it has heard all, and leaves it when it ends itself.
process.once('disconnect', end)
process.once('message', (start) => void work(start as Start))
