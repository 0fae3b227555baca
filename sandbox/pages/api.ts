import { z } from 'zod'

/** Where and as whom a repository is read. */
export interface Source {
  apiUrl: string
  token: string
  owner: string
  repo: string
}

const User = z.object({ login: z.string(), type: z.string() }).nullable()
const Time = z.string()

const Reactions = z.record(z.string(), z.unknown()).optional()

export const Issue = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  user: User,
  labels: z.array(z.object({ name: z.string(), color: z.string() })),
  comments: z.int(),
  created_at: Time,
  closed_at: Time.nullable(),
  closed_by: User.optional(),
  html_url: z.string(),
  pull_request: z.unknown().optional(),
})
export type Issue = z.infer<typeof Issue>

export const Comment = z.object({
  body: z.string(),
  user: User,
  created_at: Time,
  updated_at: Time,
  reactions: Reactions,
})
export type Comment = z.infer<typeof Comment>

export const Review = z.object({
  body: z.string(),
  user: User,
  state: z.string(),
  submitted_at: Time.optional(),
})

export const Pull = z.object({
  draft: z.boolean().optional(),
  merged: z.boolean(),
  merged_at: Time.nullable(),
  merged_by: User,
  merge_commit_sha: z.string().nullable(),
  additions: z.int(),
  deletions: z.int(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string(), sha: z.string() }),
})

export const Commit = z.object({
  sha: z.string(),
  author: User.optional(),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string(), date: Time }),
    committer: z.object({ date: Time }),
  }),
})
export type Commit = z.infer<typeof Commit>

export const Status = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string(),
  description: z.string().nullable(),
  target_url: z.string().nullable(),
})
export type Status = z.infer<typeof Status>

export const ChangedFile = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
  additions: z.int(),
  deletions: z.int(),
  patch: z.string().optional(),
})
export type ChangedFile = z.infer<typeof ChangedFile>

/** Reads one thing of the repository; `path` follows `/repos/{owner}/{repo}`. Throws with GitHub's own words. */
export async function read<T>(source: Source, path: string, type: z.ZodType<T>): Promise<T> {
  return type.parse(await (await request(source, address(source, path))).json())
}

/** Reads all pages of a list. */
export async function readAll<T>(source: Source, path: string, type: z.ZodType<T>): Promise<T[]> {
  const items: T[] = []
  let next: string | undefined = `${address(source, path)}${path.includes('?') ? '&' : '?'}per_page=100`
  while (next !== undefined) {
    const answer = await request(source, next)
    items.push(...z.array(type).parse(await answer.json()))
    next = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  }
  return items
}

function address({ apiUrl, owner, repo }: Source, path: string): string {
  return `${apiUrl.replace(/\/$/, '')}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}${path}`
}

async function request({ apiUrl, token }: Source, url: string): Promise<Response> {
  // The token goes to the host that it is for, wherever a link to a next page leads.
  if (new URL(url).origin !== new URL(apiUrl).origin) throw new Error(`${url} is not on ${apiUrl}`)
  const answer = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: 'application/vnd.github+json' },
  })
  if (!answer.ok)
    throw new Error(`GET ${url} answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`)
  return answer
}
