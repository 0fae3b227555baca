import { UserError } from '../project/problem.ts'
import type { FileChange, Forge } from './forge.ts'

/** A record to write. One that is there already with other content is an error, unless it may be replaced. */
export interface StateFile {
  path: string
  content: string
  replace?: boolean
  /** Nobody can have written it before, so it is not looked for. */
  isNew?: boolean
}

/** The branch `pawl/state`: JSON that changes often, written by compare-and-swap, never by force. */
export interface StateBranch {
  /** The text of a record, or undefined where there is none. */
  read(path: string): Promise<string | undefined>
  /** Paths of all records below a folder, sorted. */
  list(folder: string): Promise<string[]>
  /** Writes some records in one commit. Writing what is there already makes no commit and is no error. */
  append(files: readonly StateFile[], message: string): Promise<{ sha: string | null; changed: boolean }>
}

export interface StateBranchOptions {
  forge: Forge
  branch?: string
  sleep: (milliseconds: number) => Promise<void>
  /** Between 0 and 1. */
  random: () => number
  /** How often a write is tried when others write at the same time. */
  tries?: number
}

const firstPause = 250
const longestPause = 30_000

export function stateBranch(options: StateBranchOptions): StateBranch {
  const { forge, branch = 'pawl/state', sleep, random, tries = 12 } = options
  /** Where the branch was after our last write: if it has moved since, the next write is refused and asks. */
  let last: string | null = null

  async function attempt(files: readonly StateFile[], message: string) {
    const head = last ?? (await forge.branchHead(branch)) ?? null
    const changes = await changesFrom({ forge, head, files })
    if (changes.length === 0) return { done: true, sha: head, changed: false } as const
    const result = await forge.commit({
      branch,
      expected: head,
      onto: head,
      parents: head === null ? [] : [head],
      message,
      files: changes,
    })
    last = result.moved ? null : result.sha
    return result.moved
      ? ({ done: false } as const)
      : ({ done: true, sha: result.sha, changed: true } as const)
  }

  return {
    read: (path) => textAt(forge, path, branch),
    async list(folder) {
      return (await forge.tree(folder, branch)).map(({ path }) => path).sort()
    },
    async append(files, message) {
      for (let nth = 0; nth < tries; nth++) {
        const result = await attempt(files, message)
        if (result.done) return { sha: result.sha, changed: result.changed }
        await sleep(random() * Math.min(longestPause, firstPause * 2 ** nth))
      }
      throw new UserError({
        message: `${branch} was written by others ${tries} times in a row, so nothing was written`,
        hint: 'run this again; give jobs that write it one concurrency group',
      })
    },
  }
}

interface Wanted {
  forge: Forge
  head: string | null
  files: readonly StateFile[]
}

/** The files that differ from what the branch holds at a commit. */
async function changesFrom({ forge, head, files }: Wanted): Promise<FileChange[]> {
  const changes: FileChange[] = []
  const seen = new Map<string, string>()
  for (const { path, content, replace = false, isNew = false } of files) {
    const twin = seen.get(path)
    if (twin !== undefined && twin !== content)
      throw new Error(`two records of one commit share the path ${path}`)
    if (twin !== undefined) continue
    seen.set(path, content)
    const there = head === null || isNew ? undefined : await textAt(forge, path, head)
    if (there === content) continue
    if (there !== undefined && !replace)
      throw new Error(`${path} holds another record already; records are written once`)
    changes.push({ path, content })
  }
  return changes
}

async function textAt(forge: Forge, path: string, ref: string): Promise<string | undefined> {
  const bytes = await forge.file(path, ref)
  return bytes === undefined ? undefined : new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}
