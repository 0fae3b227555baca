import type { Forge, MergeOutcome } from '../forge/forge.ts'
import { type Api, allPages, statusOf, writeOnce } from './client.ts'
import { toChangedFile, toPull } from './convert.ts'

type Pulls = Pick<
  Forge,
  'pull' | 'pullsByHead' | 'pullsOfCommit' | 'pullFiles' | 'createPull' | 'updatePull' | 'merge'
>

/** Pull requests. */
export function pulls(api: Api): Pulls {
  const { client, owner, repo } = api
  const here = { owner, repo }

  const pull: Forge['pull'] = async (number) =>
    toPull(
      (
        await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', {
          ...here,
          pull_number: number,
        })
      ).data,
    )

  const pullsByHead: Forge['pullsByHead'] = async (head) => {
    if ('branch' in head) {
      const found = await allPages(
        async (page) =>
          (
            await client.request('GET /repos/{owner}/{repo}/pulls', {
              ...here,
              state: 'open',
              head: `${owner}:${head.branch}`,
              ...page,
            })
          ).data,
      )
      return found.map(toPull)
    }
    const open = await allPages(
      async (page) =>
        (await client.request('GET /repos/{owner}/{repo}/pulls', { ...here, state: 'open', ...page })).data,
    )
    return open
      .map(toPull)
      .filter((found) => found.head.sha === head.sha && found.head.repository === head.repository)
  }

  return {
    pull,
    pullsByHead,

    async pullsOfCommit(sha) {
      const found = await allPages(
        async (page) =>
          (
            await client.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
              ...here,
              commit_sha: sha,
              ...page,
            })
          ).data,
      )
      return found.map(toPull)
    },

    async pullFiles(number) {
      const files = await allPages(
        async (page) =>
          (
            await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
              ...here,
              pull_number: number,
              ...page,
            })
          ).data,
      )
      return files.map(toChangedFile)
    },

    async createPull(wanted) {
      const readBack = async () => (await pullsByHead({ branch: wanted.head }))[0]
      return writeOnce(
        async () =>
          toPull((await client.request('POST /repos/{owner}/{repo}/pulls', { ...here, ...wanted })).data),
        readBack,
      )
    },

    async updatePull(number, change) {
      await client.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
        ...here,
        pull_number: number,
        ...change,
      })
    },

    async merge(number, { sha, method, title, message }): Promise<MergeOutcome> {
      const readBack = async (): Promise<MergeOutcome | undefined> => {
        const { merged, mergeCommit } = await pull(number)
        return merged && mergeCommit ? { merged: true, sha: mergeCommit } : undefined
      }
      try {
        return await writeOnce(async (): Promise<MergeOutcome> => {
          const { data } = await client.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
            ...here,
            pull_number: number,
            sha,
            merge_method: method,
            commit_title: title,
            commit_message: message,
          })
          return { merged: true, sha: data.sha }
        }, readBack)
      } catch (error) {
        const because = (error as Error).message
        if (statusOf(error) === 409) return { merged: false, cause: 'head-moved', message: because }
        if (statusOf(error) === 405)
          return (await readBack()) ?? { merged: false, cause: 'not-mergeable', message: because }
        throw error
      }
    },
  }
}
