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
  /** Longest time for one answer, in milliseconds; a minute when absent. */
  timeout?: number
  /** Waits some milliseconds. Timers when absent; tests hand in something quicker. */
  sleep?: (milliseconds: number) => Promise<void>
}

/** A client that keeps to the policy of `withPolicy`. */
export interface Guarded extends Api {
  sleep: (milliseconds: number) => Promise<void>
  /** GitHub's own time now, in milliseconds since 1970, as far as its answers told it. */
  serverNow: () => number
}

/** How often something is tried at most. */
export const tries = 4

/** Full-jitter backoff: 0 to 0.25 s, 0.5 s, 1 s after the first, second, third failure. */
export function backoff({ sleep }: Guarded, failures: number): Promise<void> {
  return sleep(Math.random() * 125 * 2 ** failures)
}

export interface HttpError {
  status?: number
  message?: string
  response?: { headers: Record<string, string | undefined>; data?: unknown }
}

export function statusOf(error: unknown): number | undefined {
  const status = (error as HttpError | null)?.status
  return typeof status === 'number' ? status : undefined
}

/** Whether the request may or may not have had its effect: the answer was lost (a 500 of octokit's own) or the server failed. */
export function isAmbiguous(error: unknown): boolean {
  return !(error instanceof UserError) && (statusOf(error) ?? 0) >= 500
}

/** An answer that broke off. */
export class LostAnswer extends Error {
  readonly status = 500
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

type PageQuery = { per_page: number; page: number }
type Page<T> = { data: readonly T[]; headers: { link?: string | undefined } }

/** All pages of a list, 100 at a time. */
export async function allPages<T>(page: (query: PageQuery) => Promise<Page<T>>): Promise<T[]> {
  return pagesWhile(page, () => true)
}

/** Items of a sorted list up to the first that is not wanted any more; pages after it are not asked for. */
export async function pagesWhile<T>(
  page: (query: PageQuery) => Promise<Page<T>>,
  wanted: (item: T) => boolean,
): Promise<T[]> {
  const all: T[] = []
  for (let number = 1; ; number++) {
    const { data, headers } = await page({ per_page: 100, page: number })
    const end = data.findIndex((item) => !wanted(item))
    all.push(...(end < 0 ? data : data.slice(0, end)))
    if (end >= 0 || !hasNext(headers)) return all
  }
}

/** GitHub leaves things out of pages that are not for the one who asks, so a short page is not always the last. */
export function hasNext({ link }: Page<unknown>['headers']): boolean {
  return /<[^>]*>;\s*rel="next"/.test(link ?? '')
}
