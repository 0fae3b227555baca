import type { FileChange, Forge } from '../forge/forge.ts'
import { UserError } from '../project/problem.ts'
import { type Guarded, orUndefined, statusOf } from './client.ts'
import { remembered } from './remembered.ts'
import { writeAgain, writeOnce } from './write-once.ts'

type Change = Parameters<Forge['commit']>[0]

/** What GitHub says when a branch is not where it was. */
const movedWords = /fast.forward|reference (already exists|does not exist|update failed|cannot be updated)/i
/** Text up to this size goes into the request for the tree rather than into one of its own. */
const mostInline = 512 * 1024

/** `Forge.commit` by blobs, a tree, a commit and a reference that is never forced. */
export function newCommit(
  api: Guarded,
  { branchHead, commitsBetween }: Pick<Forge, 'branchHead' | 'commitsBetween'>,
): Forge['commit'] {
  const { client, owner, repo } = api
  const here = { owner, repo }

  const treeOf = remembered(async (commit_sha: string) => {
    const { data } = await client.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
      ...here,
      commit_sha,
    })
    return data.tree.sha
  })

  /** Objects are named by their content: to send one twice is harmless. */
  async function newTree({ onto, files }: Pick<Change, 'onto' | 'files'>): Promise<string> {
    const [base_tree, ...tree] = await Promise.all([
      onto === null ? undefined : treeOf(onto),
      ...files.map(entryOf),
    ])
    const { data } = await writeAgain(api, () =>
      client.request('POST /repos/{owner}/{repo}/git/trees', {
        ...here,
        tree,
        ...(base_tree === undefined ? {} : { base_tree }),
      }),
    )
    return data.sha
  }

  async function entryOf({ path, content }: FileChange) {
    const entry = { path, mode: '100644' as const, type: 'blob' as const }
    if (content === null) return { ...entry, sha: null }
    const text = typeof content === 'string' ? content : asText(content)
    if (text !== undefined) return { ...entry, content: text }
    const { data } = await writeAgain(api, () =>
      client.request('POST /repos/{owner}/{repo}/git/blobs', {
        ...here,
        content: Buffer.from(content as Uint8Array).toString('base64'),
        encoding: 'base64',
      }),
    )
    return { ...entry, sha: data.sha }
  }

  /** Whether a branch with that head holds a commit; one that shares no history with it does not. */
  async function holds(head: string, sha: string): Promise<boolean> {
    return head === sha || (await orUndefined(commitsBetween(head, sha)))?.length === 0
  }

  /** Points a branch at a commit if it still is where it was expected. */
  async function point({ branch, expected, sha }: Pick<Change, 'branch' | 'expected'> & { sha: string }) {
    const ref = `heads/${branch}`
    const write = async () => {
      if (expected === null)
        await client.request('POST /repos/{owner}/{repo}/git/refs', { ...here, ref: `refs/${ref}`, sha })
      else
        await client.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
          ...here,
          ref,
          sha,
          force: false,
        })
      return true
    }
    // Somebody may have built on the commit before we look.
    const readBack = async () => {
      const head = await branchHead(branch)
      return head !== undefined && head !== expected && (await holds(head, sha)) ? true : undefined
    }
    try {
      await writeOnce(api, write, readBack)
      return { moved: false, sha } as const
    } catch (error) {
      if (statusOf(error) !== 422 && statusOf(error) !== 409) throw error
      const { message } = error as Error
      if (movedWords.test(message) || ((await branchHead(branch)) ?? null) !== expected)
        return { moved: true } as const
      throw new UserError(
        {
          message: `GitHub does not let Pawl write ${branch}: ${message}`,
          hint: 'look at the rules of that branch',
        },
        { cause: error },
      )
    }
  }

  return async ({ branch, expected, onto, parents, message, files }) => {
    // Only then does GitHub's "fast forward" mean that nobody else was there.
    if (expected !== null && !parents.includes(expected))
      throw new Error(`a commit on ${branch} has to descend from the one it is expected on`)
    const tree = await newTree({ onto, files })
    const { data } = await writeAgain(api, () =>
      client.request('POST /repos/{owner}/{repo}/git/commits', {
        ...here,
        message,
        tree,
        parents: [...parents],
      }),
    )
    treeOf.learn(tree, data.sha)
    return point({ branch, expected, sha: data.sha })
  }
}

/** Bytes as text where nothing is lost by it. */
function asText(content: Uint8Array): string | undefined {
  if (content.length > mostInline || content.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
  } catch {
    return undefined
  }
}
