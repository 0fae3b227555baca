import { type CommitObject, formatCommit, formatTree, type TreeEntry, typeOfMode } from './objects.ts'
import { type NewObject, objectId, packOf } from './pack.ts'
import { git, tryGit } from './program.ts'
import { type GitRepository, readTree } from './repository.ts'

/** Writes objects, all with one process; git refuses what is malformed or points to nothing. */
export async function writeObjects(repo: GitRepository, objects: readonly NewObject[]): Promise<void> {
  await git(repo.path, ['unpack-objects', '-q', '--strict'], packOf(objects))
}

/** Writes a blob and gives its id. */
export async function writeBlob(repo: GitRepository, content: Uint8Array): Promise<string> {
  return write(repo, { type: 'blob', content })
}

/** Writes a commit and gives its id. */
export async function writeCommit(repo: GitRepository, commit: Omit<CommitObject, 'sha'>): Promise<string> {
  return write(repo, { type: 'commit', content: formatCommit(commit) })
}

async function write(repo: GitRepository, object: NewObject): Promise<string> {
  await writeObjects(repo, [object])
  return objectId(object)
}

/** A change of a tree at one path: what shall lie there, or null for nothing. */
export type TreeChange = { mode: string; sha: string } | { mode: string; content: Uint8Array } | null

/** A path to be removed is not there. */
export class BadTreeChange extends Error {}

export interface EditedTree {
  sha: string
  /** All that is new and must be written: blobs and trees. */
  objects: readonly NewObject[]
}

/** Works out the tree that comes of a base tree (none: empty) and changes by path. */
export async function editTree(
  repo: GitRepository,
  base: string | undefined,
  changes: ReadonlyMap<string, TreeChange>,
): Promise<EditedTree> {
  const objects: NewObject[] = []
  const sha = await edit(repo, { base, changes, objects })
  if (sha !== undefined) return { sha, objects }
  const empty: NewObject = { type: 'tree', content: Buffer.alloc(0) }
  return { sha: objectId(empty), objects: [...objects, empty] }
}

interface Edit {
  base: string | undefined
  changes: ReadonlyMap<string, TreeChange>
  objects: NewObject[]
}

/** Id of the changed tree, undefined when nothing is left in it. */
async function edit(repo: GitRepository, { base, changes, objects }: Edit): Promise<string | undefined> {
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
      entries.set(name, entryOf(name, change, objects))
    } else if (!entries.delete(name)) {
      throw new BadTreeChange(path)
    }
  }
  for (const [name, inner] of below) {
    const entry = entries.get(name)
    const folder = entry?.type === 'tree' ? entry.sha : undefined
    const sha = await edit(repo, { base: folder, changes: inner, objects })
    if (sha) entries.set(name, entryOf(name, { mode: '040000', sha }, objects))
    else entries.delete(name)
  }
  if (entries.size === 0) return undefined
  const tree: NewObject = { type: 'tree', content: formatTree([...entries.values()]) }
  objects.push(tree)
  return objectId(tree)
}

function entryOf(name: string, change: NonNullable<TreeChange>, objects: NewObject[]): TreeEntry {
  const { mode } = change
  const place = { mode, type: typeOfMode(mode), name, bytes: Buffer.from(name) }
  if ('sha' in change) return { ...place, sha: change.sha }
  const blob: NewObject = { type: 'blob', content: change.content }
  objects.push(blob)
  return { ...place, sha: objectId(blob) }
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
