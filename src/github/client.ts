import { setTimeout as sleep } from 'node:timers/promises'
import type { Octokit } from '@octokit/core'
import { UserError } from '../project/problem.ts'

/** What both `@actions/github` and `@octokit/rest` give; the rest of this folder uses nothing else. */
export type Client = Pick<Octokit, 'request' | 'hook'>

/** A client and the repository it speaks of. */
export interface Api {
  client: Client
  owner: string
  repo: string
  /** Longest time to wait for a rate limit before giving up, in milliseconds. */
  patience: number
  /** Permissions that the token is to have, for the words of an error: `contents: write, statuses: write`. */
  permissions?: string
}

interface HttpError {
  status?: number
  message?: string
  response?: { headers: Record<string, string | undefined>; data?: unknown }
}

export function statusOf(error: unknown): number | undefined {
  const status = (error as HttpError)?.status
  return typeof status === 'number' ? status : undefined
}

/** Whether the request may or may not have had its effect: the answer was lost or the server failed. */
function isAmbiguous(error: unknown): boolean {
  const status = statusOf(error)
  return status === undefined || status >= 500
}

const tries = 4

/** Full-jitter backoff: 0 to 0.25 s, 0.5 s, 1 s, … */
function backoff(attempt: number): Promise<void> {
  return sleep(Math.random() * 250 * 2 ** attempt)
}

/**
 * Makes a client retry reads and wait for rate limits. Writes are never repeated here, because a lost answer does not
 * say whether the write took place: see `writeOnce`.
 */
export function withPolicy(api: Api): Api {
  api.client.hook.wrap('request', async (request, options) => {
    const isRead = options.method === 'GET' || options.method === 'HEAD'
    for (let attempt = 0; ; attempt++) {
      try {
        return await request(options)
      } catch (error) {
        const wait = rateLimitWait(error)
        if (wait !== undefined && attempt < 2 && wait <= api.patience) {
          await sleep(wait)
          continue
        }
        if (isRead && isAmbiguous(error) && attempt + 1 < tries) {
          await backoff(attempt)
          continue
        }
        throw explained(error, { ...options, needed: api.permissions })
      }
    }
  })
  return api
}

/**
 * Writes, and after a lost answer or a server's failure looks whether the effect is there before writing again.
 * `readBack` finds the effect by something that only this write can have left.
 */
export async function writeOnce<T>(
  write: () => Promise<T>,
  readBack: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await write()
    } catch (error) {
      if (!isAmbiguous(error)) throw error
      const found = await readBack()
      if (found !== undefined) return found
      if (attempt + 1 >= tries) throw error
      await backoff(attempt)
    }
  }
}

/** Milliseconds that GitHub asks to wait for, or undefined when this is no rate limit. */
function rateLimitWait(error: unknown): number | undefined {
  const { status, response, message } = error as HttpError
  if (status !== 429 && status !== 403) return undefined
  const headers = response?.headers ?? {}
  if (headers['retry-after']) return Number(headers['retry-after']) * 1000
  if (headers['x-ratelimit-remaining'] === '0')
    return Math.max(0, Number(headers['x-ratelimit-reset']) * 1000 - Date.now())
  if (/secondary rate limit/i.test(message ?? '')) return 60_000
  return undefined
}

/** Errors that a user can mend, named as such; everything else as it came. */
function explained(
  error: unknown,
  { method, url, needed }: { method?: string; url?: string; needed?: string | undefined },
): unknown {
  const { message = '', response } = error as HttpError
  const what = `${method} ${url}`
  if (statusOf(error) === 401)
    return new UserError(
      { message: `GitHub did not accept the token (${what})`, hint: 'check the input token' },
      { cause: error },
    )
  if (statusOf(error) === 403 && /not accessible by integration/i.test(message)) {
    const lacking = acceptedPermissions(response?.headers ?? {})
    return new PermissionError(
      {
        message: `the token may not do this: ${what}${lacking ? ` (it takes ${lacking})` : ''}`,
        hint: needed
          ? `give the job all permissions of this action: ${needed}`
          : 'give the token the permissions that the README of this action lists',
      },
      { cause: error },
    )
  }
  return error
}

/** GitHub says `issues=write; pull_requests=write` for what would have done: either of two. */
function acceptedPermissions(headers: Record<string, string | undefined>): string {
  return (headers['x-accepted-github-permissions'] ?? '')
    .split(';')
    .map((set) => set.trim().replaceAll('_', '-').replaceAll('=', ': ').replaceAll(',', ' and '))
    .filter(Boolean)
    .join(' or ')
}

/** The token lacks a permission. Reads that may lack one catch it. */
export class PermissionError extends UserError {
  readonly status = 403
}

/** The answer to a read, or undefined when there is no such thing. */
export async function orUndefined<T>(read: Promise<T>): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

/** All pages of a list, by page number, 100 at a time. */
export async function allPages<T>(
  page: (query: { per_page: number; page: number }) => Promise<readonly T[]>,
): Promise<T[]> {
  const all: T[] = []
  for (let number = 1; ; number++) {
    const items = await page({ per_page: 100, page: number })
    all.push(...items)
    if (items.length < 100) return all
  }
}
