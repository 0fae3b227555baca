import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isSha } from './names.ts'
import { type CommitObject, parseCommit, parseTree, type TreeEntry } from './objects.ts'
import { git } from './program.ts'
import { type GitObject, type ObjectInfo, type ObjectReader, openReader } from './reader.ts'

/** A bare repository on disk. Objects never change, so parsed ones are kept; refs are always asked for. */
export interface GitRepository {
  path: string
  reader: ObjectReader
  commits: Map<string, CommitObject>
  trees: Map<string, readonly TreeEntry[]>
}

/** Rejects what a push may not do to protected branches; the server names them in the environment. */
const preReceive = `#!/bin/sh
# Lists of refs: SANDBOX_LOCKED nobody may push to, SANDBOX_UNFORCED nobody may force, SANDBOX_LASTING nobody may delete.
zero=0000000000000000000000000000000000000000
refuse() {
  echo "error: GH006: Protected branch update failed for $1." >&2
  echo "error: $2" >&2
  exit 1
}
while read -r old new ref; do
  case " $SANDBOX_LOCKED " in *" $ref "*) refuse "$ref" "$SANDBOX_REASON" ;; esac
  if [ "$new" = "$zero" ]; then
    case " $SANDBOX_LASTING " in *" $ref "*) refuse "$ref" "Cannot delete this branch" ;; esac
  elif [ "$old" != "$zero" ] && ! git merge-base --is-ancestor "$old" "$new"; then
    case " $SANDBOX_UNFORCED " in *" $ref "*) refuse "$ref" "Cannot force-push to this branch" ;; esac
  fi
done
`

const settings = [
  ['http.receivepack', 'true'],
  ['uploadpack.allowAnySHA1InWant', 'true'],
  ['receive.hideRefs', 'refs/pull'],
  ['receive.advertisePushOptions', 'false'],
  ['receive.fsckObjects', 'true'],
  ['receive.autogc', 'false'],
  ['gc.auto', '0'],
  ['merge.renames', 'true'],
] as const

/** Opens the bare repository at a path, making it (or cloning it from `from`) when it is not there. */
export async function openGitRepository(
  path: string,
  { defaultBranch, from }: { defaultBranch: string; from?: string },
): Promise<GitRepository> {
  if (!existsSync(path)) await create(path, { defaultBranch, ...(from ? { from } : {}) })
  return { path, reader: openReader(path), commits: new Map(), trees: new Map() }
}

async function create(path: string, { defaultBranch, from }: { defaultBranch: string; from?: string }) {
  await mkdir(path, { recursive: true })
  await git(path, ['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`])
  const config = settings.map(([key, value]) => {
    const [section, name] = key.split('.')
    return `[${section}]\n\t${name} = ${value}\n`
  })
  const file = join(path, 'config')
  await writeFile(file, config.join(''), { flag: 'a' })
  await mkdir(join(path, 'hooks'))
  await writeFile(join(path, 'hooks', 'pre-receive'), preReceive, { mode: 0o755 })
  if (from)
    await git(path, ['fetch', '--quiet', from, '+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'])
}

/** An object by id, or undefined. */
export async function readObject(repo: GitRepository, sha: string): Promise<GitObject | undefined> {
  return isSha(sha) ? repo.reader.read(sha) : undefined
}

/** Type and size of an object by id, or undefined. */
export async function objectInfo(repo: GitRepository, sha: string): Promise<ObjectInfo | undefined> {
  return isSha(sha) ? repo.reader.info(sha) : undefined
}

export async function readCommit(repo: GitRepository, sha: string): Promise<CommitObject | undefined> {
  const known = repo.commits.get(sha)
  if (known) return known
  const object = await readObject(repo, sha)
  if (object?.type !== 'commit') return undefined
  const commit = parseCommit(object.sha, object.content)
  repo.commits.set(sha, commit)
  return commit
}

/** A commit that must be there, since the caller got its id from git itself. */
export async function commitAt(repo: GitRepository, sha: string): Promise<CommitObject> {
  const commit = await readCommit(repo, sha)
  if (!commit) throw new Error(`no commit ${sha} in ${repo.path}`)
  return commit
}

/** Entries of a tree, or undefined when there is no such tree. */
export async function readTree(repo: GitRepository, sha: string): Promise<readonly TreeEntry[] | undefined> {
  const known = repo.trees.get(sha)
  if (known) return known
  const object = await readObject(repo, sha)
  if (object?.type !== 'tree') return undefined
  const entries = parseTree(object.content)
  repo.trees.set(sha, entries)
  return entries
}

/** What lies at a path below a tree; the tree itself for the empty path. */
export async function entryAt(
  repo: GitRepository,
  tree: string,
  path: string,
): Promise<Pick<TreeEntry, 'mode' | 'type' | 'sha'> | undefined> {
  let entry: Pick<TreeEntry, 'mode' | 'type' | 'sha'> = { mode: '040000', type: 'tree', sha: tree }
  for (const part of path === '' ? [] : path.split('/')) {
    if (entry.type !== 'tree') return undefined
    const next = (await readTree(repo, entry.sha))?.find(({ name }) => name === part)
    if (!next) return undefined
    entry = next
  }
  return entry
}

/** The object that a full ref name points to. */
export async function readRef(repo: GitRepository, ref: string): Promise<ObjectInfo | undefined> {
  return repo.reader.info(ref)
}

/** Head of a branch. */
export async function branchHead(repo: GitRepository, branch: string): Promise<string | undefined> {
  const object = await repo.reader.read(`refs/heads/${branch}`)
  if (object?.type === 'commit') repo.commits.set(object.sha, parseCommit(object.sha, object.content))
  return object?.sha
}

export interface Ref {
  name: string
  sha: string
  type: GitObject['type']
}

/** All refs whose full name starts with a prefix, by name. */
export async function listRefs(repo: GitRepository, prefix: string): Promise<Ref[]> {
  const out = await git(repo.path, ['for-each-ref', '--format=%(refname) %(objectname) %(objecttype)'])
  const lines = out.toString('utf8').split('\n').filter(Boolean)
  const refs = lines.map((line) => {
    const [name = '', sha = '', type = ''] = line.split(' ')
    return { name, sha, type: type as GitObject['type'] }
  })
  return refs.filter(({ name }) => name.startsWith(prefix))
}

/** The commit meant by a branch, tag, full ref or id, in GitHub's order of trying. */
export async function resolveCommit(repo: GitRepository, name: string): Promise<string | undefined> {
  if (isSha(name)) return (await readCommit(repo, name))?.sha
  for (const ref of [
    `refs/heads/${name}`,
    `refs/tags/${name}`,
    ...(name.startsWith('refs/') ? [name] : []),
  ]) {
    const object = await repo.reader.read(ref)
    if (object?.type === 'commit') return object.sha
    if (object?.type === 'tag') return /^object ([0-9a-f]{40})/.exec(object.content.toString('latin1'))?.[1]
  }
  if (!/^[0-9a-f]{4,39}$/.test(name)) return undefined
  const object = await repo.reader.read(name)
  return object?.type === 'commit' ? object.sha : undefined
}
