import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where Chromium is; undefined where there is none. */
export const chromium: string | undefined = [process.env.CHROMIUM ?? '', ...places].find(
  (path) => path !== '' && existsSync(path),
)

type Answer = { id?: number; result?: Record<string, unknown>; error?: { message: string } }

/** One tab of a headless Chromium, spoken to by its DevTools protocol over a pipe. */
export interface Browser {
  open(address: string, width?: number): Promise<void>
  /** The value of an expression in the page. */
  evaluate(expression: string): Promise<unknown>
  /** Waits until an expression holds. */
  until(expression: string): Promise<void>
  close(): Promise<void>
}

export async function openBrowser(program: string): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'pb-'))
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-pipe']
  const child = spawn(program, [...flags, `--user-data-dir=${profile}`, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  })
  const send = speak(child)
  const { targetId } = (await send('Target.createTarget', { url: 'about:blank' })) as { targetId: string }
  const { sessionId } = (await send('Target.attachToTarget', { targetId, flatten: true })) as {
    sessionId: string
  }
  const inTab = (method: string, params: object = {}) => send(method, params, sessionId)
  const evaluate = async (expression: string): Promise<unknown> => {
    const { result } = (await inTab('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })) as { result: { value?: unknown } }
    return result.value
  }
  const until = async (expression: string): Promise<void> => {
    const end = performance.now() + 60_000
    while (performance.now() < end) {
      // A page that is just being left has nothing to say.
      if (await evaluate(expression).catch(() => false)) return
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error(`never came true: ${expression}\n${await evaluate('document.body.innerText')}`)
  }
  return {
    evaluate,
    until,
    async open(address, width = 1000) {
      await inTab('Emulation.setDeviceMetricsOverride', {
        width,
        height: 900,
        deviceScaleFactor: 1,
        mobile: false,
      })
      await inTab('Page.navigate', { url: address })
      await until(`location.href === ${JSON.stringify(address)} && document.readyState === 'complete'`)
    },
    async close() {
      const ended = new Promise((done) => child.once('exit', done))
      child.kill('SIGKILL')
      await ended
      // Its children end a moment later.
      rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

/** Messages are JSON with a zero byte after each. */
function speak({ stdio }: ChildProcess) {
  const [input, output] = [stdio[3] as Writable, stdio[4] as Readable]
  const waiting = new Map<number, (answer: Answer) => void>()
  let rest = ''
  let last = 0
  output.setEncoding('utf8').on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\0')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const answer = JSON.parse(part) as Answer
      if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
    }
  })
  return (method: string, params: object, sessionId?: string): Promise<unknown> =>
    new Promise((done, fail) => {
      const id = ++last
      waiting.set(id, ({ result, error }) =>
        error ? fail(new Error(`${method}: ${error.message}`)) : done(result),
      )
      input.write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`)
    })
}
