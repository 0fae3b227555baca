import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { nodeOptions } from '../project/entry.ts'
import type { Log } from '../project/log.ts'
import type { Limits } from './limits.ts'
import { killGroup, residentMemory } from './processes.ts'
import { oneLine } from './text.ts'

/** How a child process ended. Every way but `done` carries what happened and where. */
export type Ended = { how: 'done' } | { how: 'timeout' | 'memory' | 'output' | 'crash'; message: string }

/** What of Pawl's environment a model's process may see: enough to find programs, no secret and nothing to fetch with. */
const allowed = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR']

const watchEvery = 20
/** Beyond this the child's own watchdog ends it, should this process be too busy to. */
const graceForChild = 2_000
const tailBytes = 8_192

interface Watched {
  stopped: Exclude<Ended['how'], 'done' | 'crash'> | undefined
  phase: string
  tail: string
}

/**
 * Runs a job's child process to its end, in a process group and an environment of its own, and kills it beyond its
 * limits. Never throws for what the child does; throws where no process could be started at all.
 */
export function runIsolated(of: {
  entry: string
  folder: string
  limits: Limits
  log?: Log | undefined
  /** Hears what the child says that it does. */
  heard?: ((phase: string) => void) | undefined
}): Promise<Ended> {
  const { entry, folder, limits, log, heard } = of
  const heap = Math.max(64, Math.floor((limits.memory / 2 ** 20) * 0.9))
  const milliseconds = String(limits.milliseconds + graceForChild)
  return runLimited({
    program: process.execPath,
    words: [`--max-old-space-size=${heap}`, ...nodeOptions(entry), entry, folder, milliseconds],
    folder,
    environment: scrubbed(process.env),
    limits,
    phase: 'starting',
    memoryOf: residentMemory,
    every: watchEvery,
    end: async (pid) => killGroup(pid),
    log,
    heard,
  })
}

export interface LimitedProgram {
  program: string
  words: readonly string[]
  folder: string
  /** The whole environment. */
  environment: Readonly<Record<string, string>>
  limits: Limits
  /** What it does until it says something else on its fourth pipe, for messages. */
  phase: string
  memoryOf: (pid: number) => number
  /** Milliseconds between two looks at its memory. */
  every: number
  /** What it prints, as it comes. */
  said?: (chunk: Buffer) => void
  /** Ends whatever it left behind. */
  end: (pid: number) => Promise<void>
  log?: Log | undefined
  /** Hears what it says that it does, which may be anything. */
  heard?: ((phase: string) => void) | undefined
}

/** Runs a program to its end in a process group of its own, and kills it beyond its limits. */
export async function runLimited(of: LimitedProgram): Promise<Ended> {
  const { limits } = of
  const child = spawn(of.program, of.words, {
    cwd: of.folder,
    env: { ...of.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const watched: Watched = { stopped: undefined, phase: of.phase, tail: '' }
  const stop = (why: NonNullable<Watched['stopped']>) => {
    watched.stopped ??= why
    if (child.pid !== undefined) killGroup(child.pid)
  }
  listen(child, { ...of, watched, stop })
  const timer = setTimeout(() => stop('timeout'), limits.milliseconds)
  const watch = setInterval(() => {
    if (child.pid !== undefined && of.memoryOf(child.pid) > limits.memory) stop('memory')
  }, of.every)
  const orphaned = () => stop('timeout')
  process.once('exit', orphaned)
  try {
    return verdictOf(await ending(child, of.end), { watched, limits })
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    process.removeListener('exit', orphaned)
  }
}

function scrubbed(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(allowed.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

function listen(
  child: ChildProcess,
  on: Pick<LimitedProgram, 'limits' | 'log' | 'heard' | 'said'> & {
    watched: Watched
    stop: (why: 'output') => void
  },
): void {
  let printed = 0
  const count = (chunk: Buffer) => {
    printed += chunk.length
    if (printed > on.limits.output) on.stop('output')
    else on.watched.tail = (on.watched.tail + chunk.toString('utf8')).slice(-tailBytes)
  }
  child.stdout?.on('data', (chunk: Buffer) => {
    count(chunk)
    on.said?.(chunk)
  })
  child.stderr?.on('data', count)
  const phases = child.stdio[3] as Readable | null
  phases?.on('data', (chunk: Buffer) => {
    const lines = chunk.subarray(-1_000).toString('utf8').trim().split('\n')
    on.watched.phase = oneLine(lines.at(-1) ?? '', 100) || on.watched.phase
    on.heard?.(on.watched.phase)
  })
  if (child.pid !== undefined) preferForKilling(child.pid)
  child.once('close', () => {
    for (const line of on.watched.tail.split('\n').filter((text) => text.trim() !== ''))
      on.log?.foreign(oneLine(line))
  })
}

/** Should the machine run out of memory, the system is to end the model and not the process that judges it. */
function preferForKilling(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/oom_score_adj`, '1000')
  } catch {
    // No such file outside Linux, some containers forbid it, and the process may be over: the limits still hold.
  }
}

interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

function ending(child: ChildProcess, end: LimitedProgram['end']): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new Error('the process for the model could not be started', { cause })),
    )
    child.once('exit', () => child.pid !== undefined && end(child.pid).catch(reject))
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
}

function verdictOf({ code, signal }: Exit, of: { watched: Watched; limits: Limits }): Ended {
  const { stopped, phase, tail } = of.watched
  const { milliseconds, memory, output } = of.limits
  const where = `while ${phase}`
  switch (stopped) {
    case 'timeout':
      return { how: 'timeout', message: `took longer than ${milliseconds / 1000} s and was killed ${where}` }
    case 'memory':
      return {
        how: 'memory',
        message: `took more than ${mebibytes(memory)} of memory and was killed ${where}`,
      }
    case 'output':
      return { how: 'output', message: `printed more than ${output} bytes and was killed ${where}` }
  }
  if (code === 0) return { how: 'done' }
  if (/heap out of memory|bad_alloc/.test(tail))
    return { how: 'memory', message: `ran out of memory ${where}` }
  const said = oneLine(tail.slice(-300))
  const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`
  const outside = signal === 'SIGKILL' ? ', from outside, as the system does when memory runs out' : ''
  return { how: 'crash', message: `${how} ${where}${outside}${said ? `: ${said}` : ''}` }
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`
}
