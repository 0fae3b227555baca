/** A file that lies outside the repository, by its address and its size. */
export interface Located {
  location: string
  bytes: number
}

const longest = 300_000
const mostRedirects = 5

/**
 * Bytes at a public address; undefined where they are not to be had or are not so many. The address comes from a file
 * of the repository, which may be a branch's: only https is asked, at every redirect too, and no token is sent. `server`
 * is the GitHub that this runs on, whose own addresses count as they are.
 */
export async function download(
  { location, bytes }: Located,
  { server }: { server?: string | undefined } = {},
): Promise<Uint8Array | undefined> {
  const signal = AbortSignal.timeout(longest)
  const own = server === undefined ? undefined : addressOf(server)?.origin
  try {
    let at = addressOf(location)
    for (let redirects = 0; at && redirects <= mostRedirects; redirects++) {
      if (at.protocol !== 'https:' && at.origin !== own) return undefined
      const answer = await fetch(at, { redirect: 'manual', signal })
      if (answer.ok) return await exactly(bytes, answer.body)
      const next = answer.headers.get('location')
      if (answer.status < 300 || answer.status > 399 || next === null) return undefined
      at = addressOf(next, at.href)
    }
    return undefined
  } catch {
    return undefined
  }
}

function addressOf(text: string, base?: string): URL | undefined {
  return URL.canParse(text, base) ? new URL(text, base) : undefined
}

/** A whole stream of so many bytes; undefined for one of another length, which is left as soon as that shows. */
async function exactly(
  size: number,
  stream: ReadableStream<Uint8Array> | null,
): Promise<Uint8Array | undefined> {
  if (stream === null) return undefined
  const bytes = new Uint8Array(size)
  let at = 0
  // Leaving the loop ends the download: what says nothing of its length may be endless.
  for await (const chunk of stream) {
    if (at + chunk.length > size) return undefined
    bytes.set(chunk, at)
    at += chunk.length
  }
  return at === size ? bytes : undefined
}
