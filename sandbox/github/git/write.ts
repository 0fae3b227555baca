import { createHash } from 'node:crypto'
import { type CommitObject, formatCommit, formatTree, type TreeEntry, typeOfMode } from './objects.ts'
import { git, gitLine, tryGit } from './program.ts'
import { type GitRepository, readTree } from './repository.ts'

export async function writeBlob(repo: GitRepository, content: Uint8Array): Promise<string> {
  return gitLine(repo.path, ['hash-object', '-w', '--stdin'], Buffer.from(content))
}

export async function writeCommit(repo: GitRepository, commit: Omit<CommitObject, 'sha'>): Promise<string> {
  return gitLine(repo.path, ['hash-object', '-w', '-t', 'commit', '--stdin'], formatCommit(commit))
}

/** A change of a tree at one path: what shall lie there, or null for nothing. */
export type TreeChange = { mode: string; sha: string } | null

/** A path to be removed is not there, or a file stands where a folder should be. */
export class BadTreeChange extends Error {}

/** Writes the tree that comes of a base tree (none: empty) and changes by path; gives its id. */
export async function editTree(
  repo: GitRepository,
  base: string | undefined,
  changes: ReadonlyMap<string, TreeChange>,
): Promise<string> {
  const written: (readonly TreeEntry[])[] = []
  const root = await edit(repo, { base, changes, written })
  const trees = written.filter((entries) => entries.length > 0)
  if (root === undefined) return gitLine(repo.path, ['hash-object', '-w', '-t', 'tree', '--stdin'])
  // One process for all levels: folders come before what holds them, and their ids are known beforehand.
  const input = trees.map((entries) => Buffer.concat([...entries.map(listed), Buffer.from([0])]))
  await git(repo.path, ['mktree', '-z', '--batch'], Buffer.concat(input))
  return root
}

function listed({ mode, type, sha, bytes }: TreeEntry): Buffer {
  return Buffer.concat([Buffer.from(`${mode} ${type} ${sha}\t`), bytes, Buffer.from([0])])
}

interface Edit {
  base: string | undefined
  changes: ReadonlyMap<string, TreeChange>
  written: (readonly TreeEntry[])[]
}

/** Id of the changed tree, undefined when nothing is left in it. */
async function edit(repo: GitRepository, { base, changes, written }: Edit): Promise<string | undefined> {
  const entries = new Map<string, TreeEntry>()
  for (const entry of base ? ((await readTree(repo, base)) ?? []) : []) entries.set(entry.name, entry)

  const below = new Map<string, Map<string, TreeChange>>()
  for (const [path, change] of changes) {
    const slash = path.indexOf('/')
    const name = slash < 0 ? path : path.slice(0, slash)
    if (slash >= 0) {
      const inner = below.get(name) ?? new Map<string, TreeChange>()
      inner.set(path.slice(slash + 1), change)
      below.set(name, inner)
    } else if (change) {
      entries.set(name, { ...change, type: typeOfMode(change.mode), name, bytes: Buffer.from(name) })
    } else if (!entries.delete(name)) {
      throw new BadTreeChange(path)
    }
  }
  for (const [name, inner] of below) {
    const entry = entries.get(name)
    const folder = entry?.type === 'tree' ? entry.sha : undefined
    const sha = await edit(repo, { base: folder, changes: inner, written })
    if (sha) entries.set(name, { mode: '040000', type: 'tree', sha, name, bytes: Buffer.from(name) })
    else entries.delete(name)
  }
  if (entries.size === 0) return undefined
  const list = [...entries.values()]
  written.push(list)
  const content = formatTree(list)
  return createHash('sha1').update(`tree ${content.length}\0`).update(content).digest('hex')
}

export interface RefMove {
  ref: string
  /** Where the ref must stand now; null when it must not exist. */
  from: string | null
  /** Where it goes; null deletes it. */
  to: string | null
}

const nothing = '0'.repeat(40)

/** Moves refs all together by compare-and-swap; false, and nothing moved, when one stood elsewhere. */
export async function moveRefs(repo: GitRepository, moves: readonly RefMove[]): Promise<boolean> {
  const lines = moves.map(({ ref, from, to }) =>
    to === null ? `delete ${ref}\0${from ?? nothing}\0` : `update ${ref}\0${to}\0${from ?? nothing}\0`,
  )
  const outcome = await tryGit(repo.path, ['update-ref', '-z', '--stdin'], lines.join(''))
  return outcome.code === 0
}

/** Points a hidden ref of the server's own (`refs/pull/…`) somewhere, wherever it stood. */
export async function pointRef(repo: GitRepository, ref: string, to: string): Promise<void> {
  await git(repo.path, ['update-ref', ref, to])
}
