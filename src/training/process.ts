import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { killGroup } from '../model/processes.ts'
import type { Log } from '../project/log.ts'
import { mark } from './environment.ts'

const graceMilliseconds = 2_000
const longestLine = 2_000
const mostLines = 20_000
const tailLines = 20

export interface ProcessRequest {
  command: string
  folder: string
  environment: Readonly<Record<string, string>>
  timeout: number
  log: Log
  /** Values that are replaced by *** wherever they appear in the output. */
  secrets: readonly string[]
}

export interface ProcessResult {
  how: 'exit' | 'timeout'
  code: number | null
  signal: NodeJS.Signals | null
  /** The last lines that were printed. */
  tail: string
  seconds: number
}

/**
 * Runs a command line by bash in a process group of its own, with nothing but the given environment. Its output goes to
 * the log line by line. Past the time-out the whole tree is ended, processes that left the group among it; and so is what
 * is left behind when the command itself ends.
 */
export async function runCommand(request: ProcessRequest): Promise<ProcessResult> {
  const begun = performance.now()
  const child = spawn('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', request.command], {
    cwd: request.folder,
    env: { ...request.environment },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = listener(request)
  child.stdout.setEncoding('utf8').on('data', output.take)
  child.stderr.setEncoding('utf8').on('data', output.take)

  let timedOut = false
  const orphaned = (): void => endTree(child.pid, request.environment[mark], 'SIGKILL')
  process.once('exit', orphaned)
  const timer = setTimeout(async () => {
    timedOut = true
    endTree(child.pid, request.environment[mark], 'SIGTERM')
    await sleep(graceMilliseconds)
    endTree(child.pid, request.environment[mark], 'SIGKILL')
  }, request.timeout)
  try {
    const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>(
      (done, fail) => {
        child.on('error', fail)
        // A process that lives on may hold the pipes open for ever; the command's own end decides.
        child.on('exit', (exitCode, exitSignal) => done({ code: exitCode, signal: exitSignal }))
      },
    )
    endTree(child.pid, request.environment[mark], 'SIGKILL')
    await drained(child.stdout, child.stderr)
    output.end()
    return {
      how: timedOut ? 'timeout' : 'exit',
      code,
      signal,
      tail: output.tail(),
      seconds: (performance.now() - begun) / 1000,
    }
  } finally {
    clearTimeout(timer)
    process.removeListener('exit', orphaned)
  }
}

/** Waits for what was printed before the end, but not for ever. */
async function drained(...streams: readonly NodeJS.ReadableStream[]): Promise<void> {
  const ends = streams.map(
    (stream) =>
      new Promise<void>((done) =>
        'readableEnded' in stream && stream.readableEnded ? done() : stream.once('close', () => done()),
      ),
  )
  await Promise.race([Promise.all(ends), sleep(1_000)])
}

/** Ends the group, and on Linux every other process that carries the training's mark. */
function endTree(leader: number | undefined, id: string | undefined, signal: NodeJS.Signals): void {
  if (leader !== undefined) killGroup(leader, signal)
  if (process.platform !== 'linux' || !id) return
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${mark}=${id}`))
        process.kill(Number(pid), signal)
    } catch {
      // It ended in the meantime, or belongs to somebody else.
    }
  }
}

interface Listener {
  take(chunk: string): void
  end(): void
  tail(): string
}

function listener({ log, secrets }: ProcessRequest): Listener {
  let rest = ''
  let lines = 0
  let tail: string[] = []
  const say = (raw: string): void => {
    const masked = secrets.reduce(
      (text, secret) => (secret === '' ? text : text.replaceAll(secret, '***')),
      raw,
    )
    const line =
      masked.length > longestLine ? `${masked.slice(0, longestLine)} … (${masked.length} characters)` : masked
    lines++
    if (lines <= mostLines) log.foreign(line)
    if (lines === mostLines + 1) log.info(`training has printed ${mostLines} lines; the rest is not shown`)
    tail = [...tail.slice(1 - tailLines), line]
  }
  return {
    take(chunk) {
      const parts = (rest + chunk).split(/\r?\n|\r/)
      rest = (parts.pop() ?? '').slice(-1_000_000)
      for (const part of parts) say(part)
    },
    end() {
      if (rest !== '') say(rest)
      rest = ''
    },
    tail: () => tail.join('\n'),
  }
}
