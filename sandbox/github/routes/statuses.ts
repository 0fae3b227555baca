import { z } from 'zod'
import { actorOf, raise } from '../behaviour/events.ts'
import { readCommit, resolveCommit } from '../git/repository.ts'
import { created, found, invalid, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { person } from '../http/caller.ts'
import { page } from '../http/pages.ts'
import { showCommit } from '../shapes/commit.ts'
import { repositoryUrl, showMinimal } from '../shapes/repository.ts'
import { nodeId, showLogin } from '../shapes/user.ts'
import type { Status } from '../state/things.ts'

const reads = { role: 'read', scopes: ['statuses:read'] } as const

export const statuses = {
  'POST /repos/{owner}/{repo}/statuses/{sha}': {
    needs: { role: 'write', scopes: ['statuses:write'] },
    handle: createStatus,
  },
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses': { needs: reads, handle: listStatuses },
  'GET /repos/{owner}/{repo}/commits/{ref}/status': { needs: reads, handle: combinedStatus },
} satisfies Endpoints

const statusBody = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  target_url: z.string().nullable().optional(),
  description: z.string().nullable().optional(),
  context: z.string().default('default'),
})

/** So many statuses of one name a commit may have. */
const perContext = 1000

async function createStatus(call: RoomCall) {
  const { world, room, caller, param } = call
  const body = await call.body(statusBody)
  const commit = await readCommit(room.git, param('sha'))
  if (!commit) throw new Refusal(422, `No commit found for SHA: ${param('sha')}`)
  if (body.description && [...body.description].length > 140) {
    const message = 'description is too long (maximum is 140 characters)'
    throw invalid({ resource: 'Status', code: 'custom', field: 'description', message })
  }
  if (body.target_url && !/^https?:\/\//.test(body.target_url)) {
    const message = 'target_url must use http(s) scheme'
    throw invalid({ resource: 'Status', code: 'custom', field: 'target_url', message })
  }
  const same = room.statuses
    .all()
    .filter(({ sha, context }) => sha === commit.sha && context === body.context)
  if (same.length >= perContext) {
    const message = 'This SHA and context has reached the maximum number of statuses.'
    throw invalid({ resource: 'Status', code: 'custom', field: 'base', message })
  }
  const status = room.statuses.put({
    id: world.nextId(),
    sha: commit.sha,
    state: body.state,
    context: body.context,
    description: body.description ?? null,
    targetUrl: body.target_url ?? null,
    creator: person(caller).login,
    createdAt: world.now(),
  })
  const shown = showStatus(call, status)
  const payload = { ...shown, sha: commit.sha, name: room.fullName, commit: showCommit(world, room, commit) }
  raise(world, room, { name: 'status', actor: actorOf(caller), payload })
  return created(shown)
}

function simple({ world, room }: RoomCall, status: Status) {
  return {
    url: `${repositoryUrl(world, room)}/statuses/${status.sha}`,
    avatar_url: showLogin(world, status.creator).avatar_url,
    id: status.id,
    node_id: nodeId('Status', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
  }
}

function showStatus(call: RoomCall, status: Status) {
  return { ...simple(call, status), creator: showLogin(call.world, status.creator) }
}

/** Statuses of a commit, newest first. */
async function statusesOf({ room, param }: RoomCall) {
  const sha = found(await resolveCommit(room.git, param('ref')))
  return {
    sha,
    newest: room.statuses
      .all()
      .filter((status) => status.sha === sha)
      .reverse(),
  }
}

async function listStatuses(call: RoomCall) {
  const { newest } = await statusesOf(call)
  return page({ url: call.url, items: newest, show: (status) => showStatus(call, status) })
}

async function combinedStatus(call: RoomCall) {
  const { world, room } = call
  const { sha, newest } = await statusesOf(call)
  const byContext = new Map(newest.toReversed().map((status) => [status.context, status]))
  const items = [...byContext.values()]
  const url = `${repositoryUrl(world, room)}/commits/${sha}`
  return page({
    url: call.url,
    items,
    show: (status) => ({ ...simple(call, status), required: false }),
    wrap: (shown, total) => ({
      state: combined(items),
      statuses: shown,
      sha,
      total_count: total,
      repository: showMinimal(world, room),
      commit_url: url,
      url: `${url}/status`,
    }),
  })
}

function combined(items: readonly Status[]): 'failure' | 'pending' | 'success' {
  if (items.some(({ state }) => state === 'failure' || state === 'error')) return 'failure'
  if (items.length === 0 || items.some(({ state }) => state === 'pending')) return 'pending'
  return 'success'
}
