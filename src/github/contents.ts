import type { Forge } from '../forge/forge.ts'
import { type Api, allPages, orUndefined, statusOf, writeOnce } from './client.ts'
import { toCommit } from './convert.ts'

type Contents = Pick<Forge, 'branchHead' | 'file' | 'tree' | 'commitsBetween' | 'commit' | 'deleteBranch'>

/** Branches, commits and files by the git data routes. */
export function contents(api: Api): Contents {
  const { client, owner, repo } = api
  const here = { owner, repo }

  async function branchHead(branch: string): Promise<string | undefined> {
    const answer = await orUndefined(
      client.request('GET /repos/{owner}/{repo}/git/ref/{ref}', { ...here, ref: `heads/${branch}` }),
    )
    return answer?.data.object.sha
  }

  return {
    branchHead,

    async file(path, ref) {
      const answer = await orUndefined(
        client.request('GET /repos/{owner}/{repo}/contents/{path}', {
          ...here,
          path,
          ref,
          mediaType: { format: 'raw' },
          request: { parseSuccessResponseBody: false },
        }),
      )
      if (!answer) return undefined
      return new Uint8Array(await new Response(answer.data as unknown as ReadableStream).arrayBuffer())
    },

    async tree(folder, ref) {
      const commit = await client.request('GET /repos/{owner}/{repo}/commits/{ref}', { ...here, ref })
      const { data } = await client.request('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
        ...here,
        tree_sha: commit.data.commit.tree.sha,
        recursive: '1',
      })
      if (data.truncated) throw new Error(`the tree of ${ref} is too large for GitHub to list`)
      const prefix = folder === '' ? '' : `${folder}/`
      return data.tree
        .filter((entry) => entry.type === 'blob' && entry.path.startsWith(prefix))
        .map((entry) => ({ path: entry.path, blob: entry.sha }))
    },

    async commitsBetween(base, head) {
      if (base === null) {
        const all = await allPages(
          async (page) =>
            (await client.request('GET /repos/{owner}/{repo}/commits', { ...here, sha: head, ...page })).data,
        )
        return all.map(toCommit).reverse()
      }
      const basehead = `${base}...${head}`
      const all = await allPages(
        async (page) =>
          (
            await client.request('GET /repos/{owner}/{repo}/compare/{basehead}', {
              ...here,
              basehead,
              ...page,
            })
          ).data.commits,
      )
      return all.map(toCommit)
    },

    async commit({ branch, expected, onto, parents, message, files }) {
      const tree = await newTree(api, { onto, files })
      const { data } = await client.request('POST /repos/{owner}/{repo}/git/commits', {
        ...here,
        message,
        tree,
        parents: [...parents],
      })
      const pointed = await pointBranch(api, { branch, expected, sha: data.sha })
      return pointed
        ? { moved: false, sha: data.sha }
        : { moved: true, now: (await branchHead(branch)) ?? null }
    },

    async deleteBranch(branch) {
      try {
        await client.request('DELETE /repos/{owner}/{repo}/git/refs/{ref}', {
          ...here,
          ref: `heads/${branch}`,
        })
      } catch (error) {
        // Gone already is what was asked for.
        if (statusOf(error) !== 404 && statusOf(error) !== 422) throw error
      }
    },
  }

  /** Objects are named by their content: sending one twice is harmless, so these writes need no read-back. */
  async function newTree(
    from: Api,
    { onto, files }: Pick<Parameters<Forge['commit']>[0], 'onto' | 'files'>,
  ): Promise<string> {
    const entries = await Promise.all(
      files.map(async ({ path, content }) => {
        const entry = { path, mode: '100644' as const, type: 'blob' as const }
        if (content === null) return { ...entry, sha: null }
        if (typeof content === 'string') return { ...entry, content }
        const blob = await from.client.request('POST /repos/{owner}/{repo}/git/blobs', {
          ...here,
          content: Buffer.from(content).toString('base64'),
          encoding: 'base64',
        })
        return { ...entry, sha: blob.data.sha }
      }),
    )
    const base =
      onto === null
        ? undefined
        : (
            await client.request('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', {
              ...here,
              commit_sha: onto,
            })
          ).data.tree.sha
    const { data } = await client.request('POST /repos/{owner}/{repo}/git/trees', {
      ...here,
      tree: entries,
      ...(base ? { base_tree: base } : {}),
    })
    return data.sha
  }

  /** Points a branch at a commit if it still is where it was expected; never forced. */
  async function pointBranch(
    from: Api,
    { branch, expected, sha }: { branch: string; expected: string | null; sha: string },
  ): Promise<boolean> {
    const readBack = async () => ((await branchHead(branch)) === sha ? true : undefined)
    try {
      return await writeOnce(async () => {
        if (expected === null)
          await from.client.request('POST /repos/{owner}/{repo}/git/refs', {
            ...here,
            ref: `refs/heads/${branch}`,
            sha,
          })
        else
          await from.client.request('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
            ...here,
            ref: `heads/${branch}`,
            sha,
            force: false,
          })
        return true
      }, readBack)
    } catch (error) {
      if (statusOf(error) === 422 || statusOf(error) === 409) return (await readBack()) ?? false
      throw error
    }
  }
}
