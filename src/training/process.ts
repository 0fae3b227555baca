import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { endTree, signalTree, stopTree, type Tree } from '../model/process-tree.ts'
import { shellFor } from '../model/shell.ts'
import type { Log } from '../project/log.ts'
import { messageOf } from '../project/problem.ts'
import { mark } from './environment.ts'
import { outputTo } from './output.ts'

export interface ProcessRequest {
  command: string
  /** Where the command starts. */
  folder: string
  /** A private folder around it: whatever works in there when the command is over is ended. */
  place: string
  /** The whole environment; its mark tells this training's processes from all others. */
  environment: Readonly<Record<string, string>>
  /** In milliseconds. */
  timeout: number
  /** Milliseconds between asking the processes to end and ending them. */
  grace: number
  log: Log
  /** Values that are replaced by *** wherever they appear in the output. */
  secrets: readonly string[]
}

export type ProcessResult = { seconds: number; tail: string } & (
  | { how: 'exit'; code: number | null; signal: NodeJS.Signals | null }
  | { how: 'timeout' }
  | { how: 'spawn'; message: string }
)

/**
 * Runs a command line by bash in a process group of its own, with nothing but the given environment. Its output goes to
 * the log line by line. Past the time-out the whole tree is ended, processes that left the group among it; and so is what
 * is left behind when the command itself ends.
 */
export async function runCommand(request: ProcessRequest): Promise<ProcessResult> {
  const { folder, place, environment, timeout, grace, log, secrets } = request
  const begun = performance.now()
  const output = outputTo(log, secrets)
  const [shell, ...words] = shellFor(request.command, environment.PATH)
  const child = spawn(shell, words, {
    cwd: folder,
    env: { ...environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const measured = () => ({ seconds: (performance.now() - begun) / 1000, tail: output.tail() })
  const ended = endOf(child)
  if (child.pid === undefined)
    return { ...measured(), how: 'spawn', message: messageOf(await ended.catch((error: unknown) => error)) }

  const tree: Tree = { leader: child.pid, mark: `${mark}=${environment[mark]}`, folder: place }
  const streams = [child.stdout, child.stderr].map((readable) => {
    const lines = output.stream()
    readable.on('data', lines.take)
    return { lines, closed: new Promise<void>((done) => readable.once('close', () => done())) }
  })
  let stopped: Promise<void> | undefined
  const orphaned = (): void => signalTree(tree, 'SIGKILL')
  process.once('exit', orphaned)
  const timer = setTimeout(() => {
    stopped = stopTree(tree, grace)
  }, timeout)
  try {
    const { code, signal } = await ended
    await (stopped ?? endTree(tree))
    // A process that was not found may hold a pipe open for ever.
    await Promise.race([Promise.all(streams.map(({ closed }) => closed)), sleep(1_000)])
    for (const { lines } of streams) lines.end()
    // Nor may such a process keep Pawl from ending by the pipe it holds.
    child.stdout.destroy()
    child.stderr.destroy()
    return stopped ? { ...measured(), how: 'timeout' } : { ...measured(), how: 'exit', code, signal }
  } finally {
    clearTimeout(timer)
    process.removeListener('exit', orphaned)
  }
}

function endOf(child: ChildProcess): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', (code, signal) => done({ code, signal }))
  })
}
