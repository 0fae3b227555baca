import { spawn } from 'node:child_process'
import { git } from '../git/git.ts'
import { UserError } from '../project/problem.ts'

/** One commit on the first-parent line that changed files, with the blobs that the files have after it. */
export interface Change {
  commit: string
  /** Commit date, ISO 8601. */
  date: string
  files: readonly { path: string; blob: string | null }[]
}

/**
 * Commits of a branch's first-parent line that changed some paths (git pathspecs), oldest first. A shallow clone is a
 * `UserError`, because it would make the past look shorter than it is.
 */
export async function firstParentChanges(
  folder: string,
  ref: string,
  paths: readonly string[],
): Promise<Change[]> {
  await refuseShallow(folder)
  const output = await git(
    folder,
    ...[
      '--no-replace-objects',
      'log',
      '--first-parent',
      '-m',
      '--reverse',
      '--raw',
      '--no-abbrev',
      '--no-renames',
    ],
    ...['-z', '--format=%H%x00%cI', '--end-of-options', ref, '--', ...paths],
  )
  const changes: { commit: string; date: string; files: { path: string; blob: string | null }[] }[] = []
  const tokens = output.split('\0').map((token) => token.replace(/^\n+/, ''))
  for (let index = 0; index + 1 < tokens.length; index += 2) {
    const [head, tail] = [tokens[index] as string, tokens[index + 1] as string]
    if (!head.startsWith(':')) {
      changes.push({ commit: head, date: tail, files: [] })
      continue
    }
    const blob = head.split(' ')[3] as string
    changes.at(-1)?.files.push({ path: tail, blob: /^0+$/.test(blob) ? null : blob })
  }
  return changes
}

async function refuseShallow(folder: string): Promise<void> {
  const shallow = (await git(folder, 'rev-parse', '--is-shallow-repository')).trim()
  if (shallow === 'false') return
  throw new UserError({
    message: 'this is a shallow clone: approvals are proved by the whole history, which is not here',
    hint: 'git fetch --unshallow, or fetch-depth: 0 in actions/checkout',
  })
}

/** Contents of many objects by name (`<commit>:<path>`, a blob's or a commit's id), in one process; undefined where there is none. */
export async function readObjects(
  folder: string,
  names: readonly string[],
): Promise<Map<string, Buffer | undefined>> {
  const wanted = [...new Set(names)]
  if (wanted.some((name) => name.includes('\n'))) throw new Error('an object name must be one line')
  const output = await catFile(folder, wanted)
  const objects = new Map<string, Buffer | undefined>()
  let at = 0
  for (const name of wanted) {
    const end = output.indexOf('\n', at)
    const header = output.subarray(at, end).toString('utf8')
    const size = / (?:blob|commit) (\d+)$/.exec(header)?.[1]
    at = end + 1
    if (size === undefined) {
      objects.set(name, undefined)
      continue
    }
    objects.set(name, output.subarray(at, at + Number(size)))
    at += Number(size) + 1
  }
  return objects
}

async function catFile(folder: string, names: readonly string[]): Promise<Buffer> {
  if (names.length === 0) return Buffer.alloc(0)
  const child = spawn('git', ['-C', folder, '--no-replace-objects', 'cat-file', '--batch'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stdin.on('error', () => {})
  child.stdin.end(names.map((name) => `${name}\n`).join(''))
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`git cat-file ended with code ${code}`)
  return Buffer.concat(chunks)
}

/** Parents and message of a commit object as git stores it. */
export function parseCommit(object: Buffer): { parents: string[]; message: string } {
  const text = object.toString('utf8')
  const end = text.indexOf('\n\n')
  const headers = end === -1 ? text : text.slice(0, end)
  const parents = headers.split('\n').flatMap((line) => /^parent ([0-9a-f]{40,64})$/.exec(line)?.[1] ?? [])
  return { parents, message: end === -1 ? '' : text.slice(end + 2) }
}
