import { diffOf, pullsOf } from '../behaviour/pulls.ts'
import { type Change, changesBetween, commitsBetween, log, mergeBase } from '../git/history.ts'
import { commitAt, readCommit, resolveCommit } from '../git/repository.ts'
import { found, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { page } from '../http/pages.ts'
import { showChange, showCommit } from '../shapes/commit.ts'
import { showPull } from '../shapes/pull.ts'
import { htmlUrl, repositoryUrl } from '../shapes/repository.ts'
import { accountOf } from '../state/world.ts'

const reads = { role: 'read', scopes: ['contents:read'] } as const

export const commits = {
  'GET /repos/{owner}/{repo}/commits': { needs: reads, handle: listCommits },
  'GET /repos/{owner}/{repo}/commits/{ref}': { needs: reads, handle: getCommit },
  'GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls': {
    needs: { role: 'read', scopes: ['pull-requests:read', 'contents:read'] },
    handle: pullsOfCommit,
  },
  'GET /repos/{owner}/{repo}/compare/{basehead}': { needs: reads, handle: compare },
} satisfies Endpoints

async function listCommits(call: RoomCall) {
  const { world, room, url, query } = call
  const start = query('sha') ?? room.repository.defaultBranch
  const head = await resolveCommit(room.git, start)
  if (!head && query('sha') === undefined) throw new Refusal(409, 'Git Repository is empty.')
  const [path, since, until, author] = [query('path'), query('since'), query('until'), query('author')]
  const email = author && (accountOf(world, author)?.email ?? author)
  const items = await log(room.git, found(head), {
    ...(path ? { path } : {}),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
    ...(email ? { author: email } : {}),
  })
  return page({
    url,
    items,
    show: async (sha) => showCommit(world, room, await commitAt(room.git, sha)),
  })
}

const totals = (changes: readonly Change[]) => {
  const additions = changes.reduce((sum, change) => sum + change.additions, 0)
  const deletions = changes.reduce((sum, change) => sum + change.deletions, 0)
  return { additions, deletions, total: additions + deletions }
}

async function getCommit({ world, room, param }: RoomCall) {
  const sha = await resolveCommit(room.git, param('ref'))
  if (!sha) throw new Refusal(422, `No commit found for SHA: ${param('ref')}`)
  const commit = await commitAt(room.git, sha)
  const changes = await changesBetween(room.git, commit.parents[0] ?? null, sha)
  return ok({
    ...showCommit(world, room, commit),
    stats: totals(changes),
    files: changes.map((change) => showChange(world, room, change, sha)),
  })
}

/** Pull requests that brought a commit in; open ones only while it is not in the default branch. */
async function pullsOfCommit(call: RoomCall) {
  const { world, room, url, param } = call
  const sha = param('commit_sha')
  if (!(await readCommit(room.git, sha))) throw new Refusal(422, `No commit found for SHA: ${sha}`)
  const merged = pullsOf(room).filter(({ pull }) => pull.merged?.commits.includes(sha))
  const holding = await Promise.all(
    pullsOf(room).map(async (issue) => {
      if (issue.state !== 'open') return []
      return (await diffOf(room, issue)).commits.includes(sha) ? [issue] : []
    }),
  )
  return page({ url, items: [...merged, ...holding.flat()], show: (issue) => showPull(world, room, issue) })
}

async function compare(call: RoomCall) {
  const { world, room, param } = call
  const [from = '', to = '', more] = param('basehead').split('...')
  if (from === '' || to === '' || more !== undefined) throw new Refusal(404, 'Not Found')
  const base = found(await resolveCommit(room.git, from))
  const head = found(await resolveCommit(room.git, to))
  const common = await mergeBase(room.git, base, head)
  if (!common) throw new Refusal(404, `No common ancestor between ${from} and ${to}.`)
  const [ahead, behind, changes] = await Promise.all([
    commitsBetween(room.git, base, head),
    commitsBetween(room.git, head, base),
    changesBetween(room.git, common, head),
  ])
  const show = async (sha: string) => showCommit(world, room, await commitAt(room.git, sha))
  const status = ahead.length === 0 ? (behind.length === 0 ? 'identical' : 'behind') : 'ahead'
  const first = Number(call.query('page') ?? '1')
  const paged = await page({
    url: withSize(call.url, call.query('per_page') ?? '250'),
    items: ahead,
    show,
  })
  const html = `${htmlUrl(world, room)}/compare/${from}...${to}`
  return {
    ...paged,
    body: {
      url: `${repositoryUrl(world, room)}/compare/${from}...${to}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: await show(base),
      merge_base_commit: await show(common),
      status: status === 'ahead' && behind.length > 0 ? 'diverged' : status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: paged.body,
      // All files are on the first page, as on GitHub.
      files: first > 1 ? [] : changes.slice(0, 300).map((change) => showChange(world, room, change, head)),
    },
  }
}

function withSize(url: URL, size: string): URL {
  const sized = new URL(url)
  sized.searchParams.set('per_page', size)
  return sized
}
