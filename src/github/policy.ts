import { setTimeout as wait } from 'node:timers/promises'
import { type Api, backoff, type Guarded, type HttpError, isAmbiguous, LostAnswer, tries } from './client.ts'
import { explained, rateLimited } from './errors.ts'

/**
 * Makes a client retry reads, wait for rate limits and give up on answers that do not come. Writes are never repeated
 * here after a failure, because a lost answer does not say whether the write took place: see `writeOnce`. A rate limit
 * says that it did not.
 */
export function withPolicy(api: Api): Guarded {
  const { timeout = 60_000, sleep = wait } = api
  // Their times are compared with when a write began, and the clock of this machine may be wrong.
  let ahead: number | undefined
  const heard = (date: string | undefined) => {
    const time = Date.parse(date ?? '')
    if (!Number.isNaN(time)) ahead = time - performance.now()
  }
  const serverNow = () => (ahead === undefined ? Date.now() : ahead + performance.now())
  const guarded: Guarded = {
    ...api,
    sleep: async (milliseconds) => void (await sleep(milliseconds)),
    serverNow,
  }

  api.client.hook.wrap('request', async (request, options) => {
    const isRead = options.method === 'GET' || options.method === 'HEAD'
    const own = options.request.signal
    let failures = 0
    let waited = 0
    for (;;) {
      // Every attempt has its own time. Hooks below this one see what is set here, not what is handed to them.
      options.request = { ...options.request, signal: own ?? AbortSignal.timeout(timeout) }
      try {
        const answer = await request(options)
        heard(answer.headers.date)
        return await whole(answer, { isRaw: options.request.parseSuccessResponseBody === false })
      } catch (error) {
        heard((error as HttpError | null)?.response?.headers.date)
        const pause = rateLimitPause(error, serverNow())
        if (pause !== undefined) {
          waited += pause
          if (waited > api.patience) throw rateLimited(error, { until: serverNow() + pause, pause })
          await guarded.sleep(pause)
        } else {
          failures += 1
          if (!isRead || !isAmbiguous(error) || failures >= tries)
            throw explained(error, { ...options, needed: api.permissions })
          await backoff(guarded, failures)
        }
      }
    }
  })
  return guarded
}

interface Answer {
  data: unknown
  headers: { 'content-type'?: string | undefined }
}

/** Octokit hands on what it got of an answer that broke off; such a one is no answer. */
async function whole<A extends Answer>(answer: A, { isRaw }: { isRaw: boolean }): Promise<A> {
  if (isRaw) return { ...answer, data: await bytesOf(answer.data as ReadableStream | null) }
  const isJson = /^application\/json\b/.test(answer.headers['content-type'] ?? '')
  if (isJson && typeof answer.data === 'string') throw new LostAnswer('the answer broke off')
  return answer
}

/** Raw bytes are read within the policy, so that they are retried too. */
async function bytesOf(stream: ReadableStream | null): Promise<Uint8Array> {
  try {
    return new Uint8Array(await new Response(stream).arrayBuffer())
  } catch (cause) {
    throw new LostAnswer('the answer broke off', { cause })
  }
}

/** Milliseconds that GitHub asks to wait for, at least a second; undefined when this is no rate limit. */
function rateLimitPause(error: unknown, serverNow: number): number | undefined {
  const { status, response, message = '' } = error as HttpError
  if (status !== 429 && status !== 403) return undefined
  const headers = response?.headers ?? {}
  const after = Number(headers['retry-after'] ?? 'none')
  const isLimit = status === 429 || !Number.isNaN(after) || /rate limit|abuse detection/i.test(message)
  if (!isLimit) return undefined
  const reset = headers['x-ratelimit-remaining'] === '0' ? Number(headers['x-ratelimit-reset']) : Number.NaN
  if (!Number.isNaN(after)) return Math.max(1, after) * 1000
  return Number.isNaN(reset) ? 60_000 : Math.max(1000, reset * 1000 + 1000 - serverNow)
}
