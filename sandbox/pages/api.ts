import { z } from 'zod'

/** Where and as whom a repository is read. */
export interface Source {
  apiUrl: string
  token: string
  owner: string
  repo: string
}

/** Reads one thing of the repository; `path` follows `/repos/{owner}/{repo}`. Throws with GitHub's own words. */
export async function read<T>(source: Source, path: string, type: z.ZodType<T>): Promise<T> {
  return type.parse(await (await request(source, address(source, path))).json())
}

/** Reads bytes, such as a log or an archive. */
export async function readBytes(source: Source, path: string): Promise<Buffer> {
  return Buffer.from(await (await request(source, address(source, path))).arrayBuffer())
}

/** Reads all pages of a list. */
export async function readAll<T>(source: Source, path: string, type: z.ZodType<T>): Promise<T[]> {
  const items: T[] = []
  for await (const page of pagesOf(source, path)) items.push(...z.array(type).parse(page))
  return items
}

/** Reads all pages of a list that stands in an object, such as `{total_count, jobs}`. */
export async function readAllIn<T>(
  source: Source,
  { path, list, type }: { path: string; list: string; type: z.ZodType<T> },
): Promise<T[]> {
  const items: T[] = []
  const Page = z.record(z.string(), z.unknown())
  for await (const page of pagesOf(source, path)) items.push(...z.array(type).parse(Page.parse(page)[list]))
  return items
}

async function* pagesOf(source: Source, path: string): AsyncGenerator<unknown> {
  let next: string | undefined = `${address(source, path)}${path.includes('?') ? '&' : '?'}per_page=100`
  while (next !== undefined) {
    const answer = await request(source, next)
    yield await answer.json()
    next = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1]
  }
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
