/** Git objects between their bytes and plain data. */

export interface Signature {
  name: string
  email: string
  /** ISO 8601, UTC. */
  date: string
}

export interface CommitObject {
  sha: string
  tree: string
  parents: readonly string[]
  author: Signature
  committer: Signature
  message: string
}

export interface TreeEntry {
  mode: string
  type: 'blob' | 'tree' | 'commit'
  sha: string
  name: string
  /** The name's own bytes: git does not promise UTF-8. */
  bytes: Buffer
}

/** Reads a commit; unknown headers (signatures, encodings) are passed over. */
export function parseCommit(sha: string, content: Buffer): CommitObject {
  const text = content.toString('utf8')
  const end = text.indexOf('\n\n')
  const head = end < 0 ? text : text.slice(0, end)
  const commit = { tree: '', parents: [] as string[], author: nobody, committer: nobody }
  for (const line of head.split('\n')) {
    const space = line.indexOf(' ')
    const value = line.slice(space + 1)
    if (line.startsWith('tree ')) commit.tree = value
    else if (line.startsWith('parent ')) commit.parents.push(value)
    else if (line.startsWith('author ')) commit.author = parseSignature(value)
    else if (line.startsWith('committer ')) commit.committer = parseSignature(value)
  }
  return { sha, ...commit, message: end < 0 ? '' : text.slice(end + 2) }
}

const nobody: Signature = { name: '', email: '', date: '1970-01-01T00:00:00Z' }

function parseSignature(text: string): Signature {
  const [, name, email, seconds] = /^(.*?) ?<([^>]*)> (-?\d+) [+-]\d{4}$/.exec(text) ?? []
  if (name === undefined || email === undefined || seconds === undefined) return nobody
  return { name, email, date: isoOfSeconds(Number(seconds)) }
}

function isoOfSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** The bytes of a commit. Names and addresses lose what would break a header. */
export function formatCommit(commit: Omit<CommitObject, 'sha'>): Buffer {
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${formatSignature(commit.author)}`,
    `committer ${formatSignature(commit.committer)}`,
  ]
  return Buffer.from(`${lines.join('\n')}\n\n${commit.message}`)
}

function formatSignature({ name, email, date }: Signature): string {
  const clean = (text: string) => text.replace(/[<>\n\r\0]/g, '').trim()
  return `${clean(name) || 'unknown'} <${clean(email)}> ${Math.floor(Date.parse(date) / 1000)} +0000`
}

export function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = []
  let at = 0
  while (at < content.length) {
    const space = content.indexOf(32, at)
    const zero = content.indexOf(0, space)
    const mode = content.toString('latin1', at, space).padStart(6, '0')
    const bytes = content.subarray(space + 1, zero)
    const sha = content.toString('hex', zero + 1, zero + 21)
    entries.push({ mode, type: typeOfMode(mode), sha, name: bytes.toString('utf8'), bytes })
    at = zero + 21
  }
  return entries
}

export function typeOfMode(mode: string): TreeEntry['type'] {
  if (mode === '040000') return 'tree'
  return mode === '160000' ? 'commit' : 'blob'
}

/** The bytes of a tree, entries in git's order (a folder sorts as if its name ended in a slash). */
export function formatTree(entries: readonly TreeEntry[]): Buffer {
  const keyed = entries.map((entry) => ({
    entry,
    key: entry.type === 'tree' ? Buffer.concat([entry.bytes, Buffer.from('/')]) : entry.bytes,
  }))
  keyed.sort((a, b) => Buffer.compare(a.key, b.key))
  return Buffer.concat(
    keyed.flatMap(({ entry }) => [
      Buffer.from(`${entry.mode.replace(/^0/, '')} `),
      entry.bytes,
      Buffer.from([0]),
      Buffer.from(entry.sha, 'hex'),
    ]),
  )
}
