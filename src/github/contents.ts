import type { Forge } from '../forge/forge.ts'
import { allPages, type Guarded, orUndefined, statusOf } from './client.ts'
import { newCommit } from './commit.ts'
import { toCommit } from './convert.ts'
import { type Files, isSha } from './files.ts'
import { remembered } from './remembered.ts'
import { writeAgain } from './write-once.ts'

type Contents = Pick<Forge, 'branchHead' | 'file' | 'tree' | 'commitsBetween' | 'commit' | 'deleteBranch'>
interface Entry {
  path: string
  type: string
  sha: string
}

/** Branches, commits and files. */
export function contents(api: Guarded, files: Files): Contents {
  const { client, owner, repo } = api
  const here = { owner, repo }

  const branchHead: Forge['branchHead'] = async (branch) => {
    const answer = await orUndefined(
      client.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...here, ref: `heads/${branch}` }),
    )
    return answer?.data.object.sha
  }

  async function entries(
    tree_sha: string,
    how: { recursive?: '1' },
  ): Promise<{ tree: Entry[]; truncated: boolean }> {
    const { data } = await client.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...here,
      tree_sha,
      ...how,
    })
    return data
  }

  const wholeTree = remembered((commit: string) => entries(commit, { recursive: '1' }))

  /** The tree of a folder, found by going down; undefined where there is no such folder. */
  async function folderTree(folder: string, commit: string): Promise<string | undefined> {
    let at: string | undefined = commit
    for (const name of folder.split('/')) {
      if (at === undefined) return undefined
      const found: Entry[] = (await entries(at, {})).tree
      at = found.find(({ path, type }) => path === name && type === 'tree')?.sha
    }
    return at
  }

  const commitsBetween = remembered(async (base: string | null, head: string) => {
    if (base === null) {
      const all = await allPages((page) =>
        client.request('GET /repos/{owner}/{repo}/commits', { ...here, sha: head, ...page }),
      )
      return all.map(toCommit).reverse()
    }
    const basehead = `${base}...${head}`
    const all = await allPages(async (page) => {
      const { data, headers } = await client.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
        ...here,
        basehead,
        ...page,
      })
      return { data: data.commits, headers }
    })
    return all.map(toCommit)
  })

  return {
    branchHead,
    commitsBetween,
    commit: newCommit(api, { branchHead, commitsBetween }),
    file: files.read,

    async tree(folder, ref) {
      const commit = isSha(ref) ? ref : await branchHead(ref)
      if (commit === undefined) return []
      const prefix = folder === '' ? '' : `${folder}/`
      const blobs = (tree: readonly Entry[], above: string) =>
        tree
          .filter(({ type }) => type === 'blob')
          .map(({ path, sha }) => ({ path: above + path, blob: sha }))
          .filter(({ path }) => path.startsWith(prefix))
      const whole = await wholeTree(commit)
      if (!whole.truncated) return blobs(whole.tree, '')
      const own = folder === '' ? undefined : await folderTree(folder, commit)
      if (own === undefined && folder !== '') return []
      const part = own === undefined ? whole : await entries(own, { recursive: '1' })
      if (part.truncated) throw new Error(`${folder || 'the tree'} of ${ref} is too large for GitHub to list`)
      return blobs(part.tree, prefix)
    },

    async deleteBranch(branch) {
      try {
        await writeAgain(api, () =>
          client.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', { ...here, ref: `heads/${branch}` }),
        )
      } catch (error) {
        // Gone already is what was asked for; one that may not be deleted stays.
        if (statusOf(error) !== 404 && statusOf(error) !== 422) throw error
      }
    },
  }
}
