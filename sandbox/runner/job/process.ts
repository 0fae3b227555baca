import { spawn } from 'node:child_process'

export interface Task {
  command: string
  args: readonly string[]
  cwd: string
  env: Readonly<Record<string, string>>
  onLine(line: string): void
  /** Ends the process: first by SIGINT, then by SIGTERM, then by SIGKILL, as GitHub's runner does. */
  signal: AbortSignal
  /** Told the process group, so that what a step leaves running is ended with its job. */
  onStart(group: number): void
}

const patience = { interrupt: 7500, terminate: 2500, drain: 1000 }

/** Runs a program with its output taken line by line; gives the exit code, 128 and more for a signal. */
export function runTask({ command, args, cwd, env, onLine, signal, onStart }: Task): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
    child.on('error', (error) => reject(new Error(explain(error, { command, cwd }), { cause: error })))
    if (child.pid === undefined) return
    const group = child.pid
    onStart(group)
    const out = lines(onLine)
    const err = lines(onLine)
    child.stdout.setEncoding('utf8').on('data', out.take)
    child.stderr.setEncoding('utf8').on('data', err.take)

    const timers: NodeJS.Timeout[] = []
    const stop = (): void => {
      endGroup(group, 'SIGINT')
      timers.push(setTimeout(() => endGroup(group, 'SIGTERM'), patience.interrupt))
      timers.push(setTimeout(() => endGroup(group, 'SIGKILL'), patience.interrupt + patience.terminate))
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)

    child.on('exit', () => {
      // A process that the step left in the background may hold the pipes for as long as it lives.
      timers.push(
        setTimeout(() => {
          child.stdout.destroy()
          child.stderr.destroy()
        }, patience.drain),
      )
    })
    child.on('close', (code, killedBy) => {
      for (const timer of timers) clearTimeout(timer)
      signal.removeEventListener('abort', stop)
      out.end()
      err.end()
      resolve(code ?? (killedBy ? 128 : 1))
    })
  })
}

/** Sends a signal to all processes of a group; that there is none left is no fault. */
export function endGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

function lines(onLine: (line: string) => void): { take(chunk: string): void; end(): void } {
  let rest = ''
  return {
    take(chunk) {
      const parts = (rest + chunk).split(/\r?\n/)
      rest = parts.pop() ?? ''
      for (const line of parts) onLine(line)
    },
    end() {
      if (rest !== '') onLine(rest)
    },
  }
}

function explain(error: Error, { command, cwd }: { command: string; cwd: string }): string {
  return `An error occurred trying to start process '${command}' with working directory '${cwd}'. ${error.message}`
}
