import { git, tryGit } from './program.ts'
import { type GitRepository, readCommit } from './repository.ts'

/** How far the short way is tried before `git` is asked. */
const shortWay = 50

/** The commits from `base` to `head`, oldest first, when that is a short line without merges: no process needed. */
async function line(repo: GitRepository, base: string, head: string): Promise<string[] | undefined> {
  const commits: string[] = []
  let at = head
  while (at !== base) {
    const parents = (await readCommit(repo, at))?.parents ?? []
    const [parent, second] = parents
    if (!parent || second || commits.length === shortWay) return undefined
    commits.push(at)
    at = parent
  }
  return commits.reverse()
}

/** Commits reachable from `head` and not from `base`, oldest first. */
export async function commitsBetween(repo: GitRepository, base: string, head: string): Promise<string[]> {
  const straight = await line(repo, base, head)
  if (straight) return straight
  const out = await git(repo.path, ['rev-list', '--reverse', '--topo-order', head, `^${base}`, '--'])
  return out.toString('utf8').split('\n').filter(Boolean)
}

export async function isAncestor(repo: GitRepository, older: string, newer: string): Promise<boolean> {
  if (await line(repo, older, newer)) return true
  return (await tryGit(repo.path, ['merge-base', '--is-ancestor', older, newer])).code === 0
}

/** The best common ancestor, undefined for histories that share nothing. */
export async function mergeBase(repo: GitRepository, a: string, b: string): Promise<string | undefined> {
  if (await line(repo, a, b)) return a
  const outcome = await tryGit(repo.path, ['merge-base', a, b])
  return outcome.code === 0 ? outcome.out.toString('utf8').trim() : undefined
}

/** Newest commits of a history, optionally only those that touch a path. */
export async function log(
  repo: GitRepository,
  head: string,
  filter: { path?: string; since?: string; until?: string; author?: string } = {},
): Promise<string[]> {
  const args = ['rev-list', '--topo-order', head]
  if (filter.since) args.push(`--since=${filter.since}`)
  if (filter.until) args.push(`--until=${filter.until}`)
  if (filter.author) args.push('--fixed-strings', `--author=${filter.author}`)
  const out = await git(repo.path, [...args, '--', ...(filter.path ? [`:(literal)${filter.path}`] : [])])
  return out.toString('utf8').split('\n').filter(Boolean)
}

export interface Change {
  path: string
  previousPath?: string
  status: 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'changed'
  /** Blob id after the change; before it for a removed file. */
  blob: string
  additions: number
  deletions: number
  /** Unified diff without its file header; absent for binary and very large changes. */
  patch?: string
}

const statuses = new Map<string, Change['status']>([
  ['A', 'added'],
  ['M', 'modified'],
  ['D', 'removed'],
  ['R', 'renamed'],
  ['C', 'copied'],
  ['T', 'changed'],
])

/** GitHub leaves out the text of a change beyond this. */
const patchLimit = 1024 * 1024
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** Files that differ between two commits or trees; `from` null means everything was added. */
export async function changesBetween(
  repo: GitRepository,
  from: string | null,
  to: string,
): Promise<Change[]> {
  const args = ['diff-tree', '-r', '-M', '--no-ext-diff', '--no-abbrev', '--raw', '--numstat', '-p']
  const out = (await git(repo.path, [...args, from ?? emptyTree, to, '--'])).toString('utf8')
  // Names are quoted, so that no name can look like the beginning of a patch.
  const [heads = '', ...patches] = out.split(/^(?=diff --git )/m)
  const lines = heads.split('\n').filter(Boolean)
  const raw = lines.filter((one) => one.startsWith(':'))
  const counts = lines.slice(raw.length)
  let next = 0
  return raw.map((one, index) => {
    const change = { ...parseRaw(one), ...parseCounts(counts[index] ?? '') }
    const patch = patches[next] ?? ''
    // A file that became a link, say, is shown as a removal and an addition.
    next += change.status === 'changed' ? 2 : 1
    const hunks = patch.indexOf('\n@@ ')
    if (hunks < 0 || patch.length > patchLimit) return change
    return { ...change, patch: patch.slice(hunks + 1).replace(/\n$/, '') }
  })
}

function parseRaw(text: string): Omit<Change, 'additions' | 'deletions'> {
  const [facts = '', first = '', second] = text.split('\t')
  const [, , before = '', after = '', letter = ''] = facts.split(' ')
  const status = statuses.get(letter.charAt(0)) ?? 'changed'
  const blob = status === 'removed' ? before : after
  if (second === undefined) return { path: unquote(first), status, blob }
  return { previousPath: unquote(first), path: unquote(second), status, blob }
}

/** Added and removed lines; git writes dashes for a binary file. */
function parseCounts(text: string): Pick<Change, 'additions' | 'deletions'> {
  const [, added = '0', deleted = '0'] = /^(\d+)\t(\d+)\t/.exec(text) ?? []
  return { additions: Number(added), deletions: Number(deleted) }
}

const escapes = new Map([
  ['a', 7],
  ['b', 8],
  ['t', 9],
  ['n', 10],
  ['v', 11],
  ['f', 12],
  ['r', 13],
])

/** A name as git writes it: in quotes and with escapes when it holds anything special. */
function unquote(name: string): string {
  if (!name.startsWith('"')) return name
  const bytes: number[] = []
  for (const [, octal, letter, plain] of name.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8))
    else if (letter !== undefined) bytes.push(escapes.get(letter) ?? letter.charCodeAt(0))
    else bytes.push(...Buffer.from(plain ?? ''))
  }
  return Buffer.from(bytes).toString('utf8')
}
