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
  const ends = [from ?? emptyTree, to, '--']
  const [list, patches] = await Promise.all([
    git(repo.path, ['diff-tree', '-r', '-M', '-z', '--raw', '--numstat', '--no-abbrev', ...ends]),
    git(repo.path, ['diff-tree', '-r', '-M', '--no-ext-diff', '-p', ...ends]),
  ])
  const changes = parseChanges(list)
  addPatches(changes, patches.toString('utf8'))
  return changes.map(({ change }) => change)
}

interface Parsed {
  change: Change
  /** A file that became a link, say, is shown as a removal and an addition. */
  blocks: 1 | 2
}

/** Reads what `--raw` says of each file, then what `--numstat` says of each, in the same order. */
function parseChanges(out: Buffer): Parsed[] {
  const parsed: Parsed[] = []
  let at = 0
  const next = () => {
    const end = out.indexOf(0, at)
    const text = out.toString('utf8', at, end)
    at = end + 1
    return text
  }
  while (out[at] === 58) {
    const [, , before = '', after = '', letter = ''] = next().split(' ')
    const status = statuses.get(letter.charAt(0)) ?? 'changed'
    const path = next()
    const blob = status === 'removed' ? before : after
    const place =
      status === 'renamed' || status === 'copied' ? { previousPath: path, path: next() } : { path }
    const change = { ...place, status, blob, additions: 0, deletions: 0 }
    parsed.push({ change, blocks: status === 'changed' ? 2 : 1 })
  }
  for (const { change } of parsed) {
    const [added = '', deleted = '', path = ''] = next().split('\t')
    change.additions = Number.parseInt(added, 10) || 0
    change.deletions = Number.parseInt(deleted, 10) || 0
    if (path === '') at = out.indexOf(0, out.indexOf(0, at) + 1) + 1
  }
  return parsed
}

function addPatches(parsed: readonly Parsed[], text: string): void {
  const texts = text.split(/^(?=diff --git )/m)
  let index = 0
  for (const { change, blocks } of parsed) {
    const block = texts[index] ?? ''
    index += blocks
    const hunks = block.indexOf('\n@@ ')
    if (hunks >= 0 && block.length <= patchLimit) change.patch = block.slice(hunks + 1).replace(/\n$/, '')
  }
}
