import type { components } from '@octokit/openapi-types'
import type { Forge, MergeOutcome, Person, Pull } from '../forge/forge.ts'
import { allPages, type Guarded, orUndefined, pagesWhile, statusOf } from './client.ts'
import { toChangedFile, toPull } from './convert.ts'
import type { Files } from './files.ts'
import { pullsOfCommits } from './pulls-of-commits.ts'
import type { Remembered } from './remembered.ts'
import { sameText, traceOf } from './trace.ts'
import { writeAgain, writeOnce } from './write-once.ts'

type Pulls = Pick<
  Forge,
  'pull' | 'pulls' | 'pullsByHead' | 'pullsOfCommits' | 'pullFiles' | 'createPull' | 'updatePull' | 'merge'
>

type Created = components['schemas']['pull-request'] | components['schemas']['pull-request-simple']

/** Pull requests. */
export function pulls(api: Guarded, { files, me }: { files: Files; me: Remembered<[], Person> }): Pulls {
  const { client, owner, repo } = api
  const here = { owner, repo }
  const trace = traceOf(api, me)

  const pull: Forge['pull'] = async (pull_number) =>
    toPull(
      (await client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}', { ...here, pull_number })).data,
    )

  /** Open pull requests; the order is one in which none slips from one page to another. */
  const open = (head?: string) =>
    allPages((page) =>
      client.request('GET /repos/{owner}/{repo}/pulls', {
        ...here,
        state: 'open',
        sort: 'created',
        direction: 'desc',
        ...(head === undefined ? {} : { head }),
        ...page,
      }),
    )

  const ofCommit = async (commit_sha: string): Promise<Pull[]> => {
    const found = await allPages((page) =>
      client.request('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', {
        ...here,
        commit_sha,
        ...page,
      }),
    )
    return found.map(toPull)
  }

  /** Those whose head a commit is. GitHub knows by commit only what comes from this repository; forks are listed. */
  async function byHeadCommit({ sha, repository }: { sha: string; repository: string }): Promise<Pull[]> {
    const isHead = (found: Pull) =>
      found.state === 'open' &&
      found.head.sha === sha &&
      found.head.repository?.toLowerCase() === repository.toLowerCase()
    const isOurs = repository.toLowerCase() === `${owner}/${repo}`.toLowerCase()
    const own = isOurs ? (await orUnknown(ofCommit(sha))).filter(isHead) : []
    return own.length > 0 ? own : (await open()).map(toPull).filter(isHead)
  }

  return {
    pull,
    pullsOfCommits: pullsOfCommits(api, ofCommit),

    async pullsByHead(head) {
      if ('branch' in head) return (await open(`${owner}:${head.branch}`)).map(toPull)
      return byHeadCommit(head)
    },

    async pulls(wanted) {
      if (wanted.state === 'open') return (await open()).map(toPull)
      const listed = await pagesWhile(
        (page) =>
          client.request('GET /repos/{owner}/{repo}/pulls', {
            ...here,
            state: 'closed',
            sort: 'updated',
            direction: 'desc',
            ...page,
          }),
        ({ updated_at }) => Date.parse(updated_at) >= Date.parse(wanted.since),
      )
      return listed.map(toPull)
    },

    async pullFiles(pull_number) {
      const changed = await allPages((page) =>
        client.request('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', {
          ...here,
          pull_number,
          ...page,
        }),
      )
      for (const file of changed) files.learn(file)
      return changed.map(toChangedFile)
    },

    async createPull(wanted) {
      const mine = trace(
        ({ title, body, base }: Created) =>
          title === wanted.title && base.ref === wanted.base && sameText(body, wanted.body),
      )
      const made: Created = await writeOnce(
        api,
        async (): Promise<Created> =>
          (await client.request('POST /repos/{owner}/{repo}/pulls', { ...here, ...wanted })).data,
        async () => mine.in(await open(`${owner}:${wanted.head}`)),
      )
      mine.made(made)
      return toPull(made)
    },

    async updatePull(pull_number, change) {
      await writeAgain(api, () =>
        client.request('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', {
          ...here,
          pull_number,
          ...change,
        }),
      )
    },

    async merge(number, { sha, method, title, message }): Promise<MergeOutcome> {
      const readBack = async (): Promise<MergeOutcome | undefined> => {
        const { merged, mergeCommit, head } = await pull(number)
        if (!merged || mergeCommit === null || head.sha !== sha) return undefined
        return { merged: true, sha: mergeCommit, found: true }
      }
      const write = async (): Promise<MergeOutcome> => {
        const { data } = await client.request('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
          ...here,
          pull_number: number,
          sha,
          merge_method: method,
          commit_title: title,
          commit_message: message,
        })
        return { merged: true, sha: data.sha, found: false }
      }
      try {
        return await writeOnce(api, write, readBack)
      } catch (error) {
        const because = (error as Error).message
        if (statusOf(error) !== 409 && statusOf(error) !== 405) throw error
        // "Base branch was modified" comes with 405 too, and is over when it is tried again.
        if (statusOf(error) === 409 || /branch was modified/i.test(because))
          return { merged: false, cause: 'head-moved', message: because }
        return (await readBack()) ?? { merged: false, cause: 'not-mergeable', message: because }
      }
    },
  }
}

/** Nothing, where GitHub does not know the commit. */
async function orUnknown<T>(list: Promise<T[]>): Promise<T[]> {
  try {
    return (await orUndefined(list)) ?? []
  } catch (error) {
    if (statusOf(error) === 422) return []
    throw error
  }
}
