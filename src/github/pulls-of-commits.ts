import type { Forge, Pull } from '../forge/forge.ts'
import { type Guarded, hasNext } from './client.ts'
import { toPull } from './convert.ts'

/** No more pages are listed than this, and no more commits asked about one by one than that. */
const mostPages = 30
const mostLookups = 300
const atOnce = 8

/**
 * Merged pull requests of some commits: one list of all pull requests, newest first, tells most of them by their merge
 * commit or head. Commits that it does not tell of are asked about one by one, unless the list came to its end: then no
 * pull request brought them in. No more pages are read than commits are left, so this never asks twice as often as
 * asking about each would.
 */
export function pullsOfCommits(
  { client, owner, repo }: Guarded,
  ofCommit: (sha: string) => Promise<Pull[]>,
): Forge['pullsOfCommits'] {
  /** By creation, of any state: the list grows at its beginning only, so nothing slips between its pages. */
  async function newest(page: number): Promise<{ pulls: Pull[]; isLast: boolean }> {
    const { data, headers } = await client.request('GET /repos/{owner}/{repo}/pulls', {
      owner,
      repo,
      state: 'all',
      sort: 'created',
      direction: 'desc',
      per_page: 100,
      page,
    })
    return { pulls: data.map(toPull), isLast: !hasNext(headers) }
  }

  return async (commits) => {
    const found = new Map<number, Pull>()
    const wanted = new Set(commits)
    const left = new Set(commits)
    const isWanted = ({ merged, mergeCommit, head }: Pull) =>
      merged && (wanted.has(mergeCommit ?? '') || wanted.has(head.sha))
    for (let page = 1; left.size >= page && page <= mostPages; page++) {
      const { pulls, isLast } = await newest(page)
      for (const pull of pulls.filter(isWanted)) {
        found.set(pull.number, pull)
        left.delete(pull.mergeCommit ?? '')
      }
      if (isLast) return [...found.values()]
    }
    if (left.size > mostLookups) return undefined
    const rest = [...left]
    for (let at = 0; at < rest.length; at += atOnce) {
      const lists = await Promise.all(rest.slice(at, at + atOnce).map(ofCommit))
      for (const pull of lists.flat()) found.set(pull.number, pull)
    }
    return [...found.values()]
  }
}
