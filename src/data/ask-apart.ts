import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nativeFolder } from '../natives/load.ts'
import { entryOf, nodeOptions } from '../project/entry.ts'
import { UserError } from '../project/problem.ts'
import { tooLarge } from './read-fault.ts'
import { type SqlAnswer, type SqlQuestion, type SqlTask, tooMuchMemory, tooSlow } from './sql-answers.ts'
import type { Said, Start } from './sql-child/words.ts'

/** Answers the queries of a task, by the places of their checks. */
export type AskSql = (task: SqlTask) => Promise<Map<number, SqlAnswer>>

/** How long beyond its time a query is left, for DuckDB to stop it between two steps. */
const grace = 1_000
/** Resident bytes: 2 GB are the database's, the rest is Node's and what DuckDB does not count. */
const mostMemory = 3e9

/**
 * Asks queries in a process that is killed when one of them takes more time or memory than it may, whatever it is at. Those
 * that are left are then asked in another process. Throws a `UserError` where the files cannot be read.
 */
export const askApart: AskSql = async (task) => {
  const answers = new Map<number, SqlAnswer>()
  let left = task.questions
  while (left.length > 0) {
    const stopped = await askOnce({ ...task, questions: left }, answers)
    if (stopped) answers.set(stopped.index, { fault: stopped.fault })
    left = left.filter(({ index }) => !answers.has(index))
  }
  return answers
}

/** Collects answers; gives the query that the process was ended at. */
async function askOnce(
  task: SqlTask,
  answers: Map<number, SqlAnswer>,
): Promise<{ index: number; fault: string } | undefined> {
  const duckdb = await nativeFolder('@duckdb/node-api')
  const folder = await mkdtemp(join(tmpdir(), 'pawl-sql-'))
  const child = start(folder)
  try {
    return await heard(child, { start: { task, duckdb, memory: mostMemory }, answers })
  } finally {
    child.kill('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  }
}

/** No variable but those that are needed to start, and a folder of its own for all that it leaves. */
function start(folder: string): ChildProcess {
  const entry = entryOf(import.meta.url, { source: 'sql-child/main', bundle: 'ask' })
  const { PATH } = process.env
  return fork(entry, {
    execArgv: nodeOptions(entry),
    env: { TMPDIR: folder, ...(PATH === undefined ? {} : { PATH }) },
    // What DuckDB prints would stand among what Pawl does.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}

function heard(
  child: ChildProcess,
  { start, answers }: { start: Start; answers: Map<number, SqlAnswer> },
): Promise<{ index: number; fault: string } | undefined> {
  const { questions } = start.task
  let asked: SqlQuestion | undefined
  let timer: NodeJS.Timeout | undefined
  return new Promise<{ index: number; fault: string } | undefined>((resolve, reject) => {
    const stopped = (fault: string): void => {
      if (asked) resolve({ index: asked.index, fault })
      else reject(new Error(`the process for sql checks ended before the first: ${fault}`))
    }
    child.on('message', (message) => {
      const said = message as Said
      clearTimeout(timer)
      if (said.kind === 'asks') {
        asked = questions.find(({ index }) => index === said.index)
        const timeout = asked?.timeout ?? 0
        timer = setTimeout(() => stopped(tooSlow(timeout)), timeout + grace)
      } else if (said.kind === 'answers') answers.set(said.index, said.answer)
      else if (said.kind === 'memory' && asked) stopped(tooMuchMemory)
      else if (said.kind === 'memory')
        reject(new UserError({ place: { file: start.task.dataset.path }, ...tooLarge }))
      else if (said.kind === 'failed')
        reject(said.problems ? new UserError(said.problems) : new Error(said.message))
      else resolve(undefined)
    })
    child.once('error', reject)
    child.once('exit', () => stopped('the process that it ran in has ended'))
    child.send(start)
  }).finally(() => clearTimeout(timer))
}
