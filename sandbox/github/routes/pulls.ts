import { z } from 'zod'
import { actorOf } from '../behaviour/events.ts'
import { diffOf, figuresOf, freshFigures, pullOf, pullsOf, raisePull, savePull } from '../behaviour/pulls.ts'
import { bringHead, closePull } from '../behaviour/refs.ts'
import { commitsBetween } from '../git/history.ts'
import { branchHead, commitAt } from '../git/repository.ts'
import { created, invalid, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { atLeast, maySee, person, roleOf } from '../http/caller.ts'
import { page } from '../http/pages.ts'
import { showChange, showCommit } from '../shapes/commit.ts'
import { showPull, showWholePull } from '../shapes/pull.ts'
import type { Room } from '../state/room.ts'
import type { PullIssue } from '../state/things.ts'
import { roomOf } from '../state/world.ts'
import { nextNumber, refuseLong, refuseTitle, sort } from './issue-rules.ts'

const reads = { role: 'read', scopes: ['pull-requests:read'] } as const
const writes = { role: 'read', scopes: ['pull-requests:write'] } as const

export const pulls = {
  'GET /repos/{owner}/{repo}/pulls': { needs: reads, handle: listPulls },
  'POST /repos/{owner}/{repo}/pulls': { needs: writes, handle: createPull },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': { needs: reads, handle: getPull },
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}': { needs: writes, handle: updatePull },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': { needs: reads, handle: listFiles },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/commits': { needs: reads, handle: listCommits },
} satisfies Endpoints

export const pullHere = ({ room, param }: RoomCall): PullIssue => pullOf(room, param('pull_number'))

function listPulls(call: RoomCall) {
  const { world, room, url, query } = call
  const state = query('state') ?? 'open'
  const [base, head] = [query('base'), query('head')]
  const items = pullsOf(room)
    .filter((issue) => state === 'all' || issue.state === state)
    .filter(({ pull }) => !base || pull.base.branch === base)
    .filter(({ pull }) => !head || labelOf(pull.head) === head)
  const sorted = sort(items, query('sort') === 'updated' ? 'updatedAt' : 'createdAt', query('direction'))
  return page({ url, items: sorted, show: (issue) => showPull(world, room, issue) })
}

/** `owner:branch`, as GitHub names a head. */
const labelOf = ({ repository, branch }: PullIssue['pull']['head']) => `${repository.split('/')[0]}:${branch}`

const createBody = z.object({
  title: z.string().optional(),
  head: z.string(),
  head_repo: z.string().optional(),
  base: z.string(),
  body: z.string().nullable().optional(),
  draft: z.boolean().default(false),
  maintainer_can_modify: z.boolean().default(true),
})

async function createPull(call: RoomCall) {
  const { world, room, caller } = call
  const author = person(caller)
  const body = await call.body(createBody)
  if (caller.kind === 'workflow' && !room.repository.settings.actionsMayCreatePulls) {
    throw new Refusal(403, 'GitHub Actions is not permitted to create or approve pull requests.')
  }
  const title = body.title ?? ''
  refuseTitle('PullRequest', title)
  refuseLong('PullRequest', body.body)
  const { from, branch } = headOf(call, body.head)
  const [head, base] = await Promise.all([branchHead(from.git, branch), branchHead(room.git, body.base)])
  if (!base) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
  if (!head) throw invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' })
  refuseDuplicate(room, { from, branch, base: body.base })

  const number = nextNumber(call)
  await bringHead(room, from, { number, sha: head })
  if ((await commitsBetween(room.git, base, head)).length === 0) {
    const message = `No commits between ${body.base} and ${branch}`
    throw invalid({ resource: 'PullRequest', code: 'custom', message })
  }
  const now = world.now()
  const issue: PullIssue = {
    id: world.nextId(),
    number,
    title,
    body: body.body ?? '',
    state: 'open',
    author: author.login,
    labels: [],
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: {
      id: world.nextId(),
      draft: body.draft,
      base: { branch: body.base, sha: base },
      head: { repository: from.fullName, branch, sha: head },
      merged: null,
      mayMaintainersModify: from !== room && body.maintainer_can_modify,
    },
  }
  room.issues.put(issue)
  await raisePull(world, room, { issue, action: 'opened', actor: actorOf(caller) })
  return created(showWholePull(world, room, issue, await freshFigures(room, issue)))
}

/** Repository and branch of `branch` or `owner:branch`; what can not be seen is not there. */
function headOf({ world, room, caller }: RoomCall, head: string): { from: Room; branch: string } {
  const wrong = () => invalid({ resource: 'PullRequest', field: 'head', code: 'invalid' })
  const [owner = '', ...rest] = head.split(':')
  const branch = rest.length > 0 ? rest.join(':') : head
  const sameOwner = rest.length === 0 || owner.toLowerCase() === room.repository.owner.toLowerCase()
  const forks = [...world.rooms.values()].filter(({ repository }) => repository.forkOf === room.fullName)
  const from = sameOwner
    ? room
    : forks.find(({ repository }) => repository.owner.toLowerCase() === owner.toLowerCase())
  if (!from || !maySee(from, caller)) throw wrong()
  // A person needs write access to the branch that is proposed.
  if (caller.kind === 'user' && !atLeast(roleOf(from, caller.account.login), 'write')) throw wrong()
  if (caller.kind === 'workflow' && from !== room) throw wrong()
  return { from, branch }
}

function refuseDuplicate(
  room: Room,
  { from, branch, base }: { from: Room; branch: string; base: string },
): void {
  const same = pullsOf(room).some(
    ({ state, pull }) =>
      state === 'open' &&
      pull.base.branch === base &&
      pull.head.branch === branch &&
      pull.head.repository === from.fullName,
  )
  if (!same) return
  const message = `A pull request already exists for ${from.repository.owner}:${branch}.`
  throw invalid({ resource: 'PullRequest', code: 'custom', message })
}

async function getPull(call: RoomCall) {
  const { world, room } = call
  const issue = pullHere(call)
  return ok(showWholePull(world, room, issue, await figuresOf(world, room, issue)))
}

const updateBody = z.object({
  title: z.string().optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
})

async function updatePull(call: RoomCall) {
  const { world, room, caller } = call
  const issue = pullHere(call)
  refuseStrangers(call, issue)
  const body = await call.body(updateBody)
  const title = body.title ?? issue.title
  refuseTitle('PullRequest', title)
  refuseLong('PullRequest', body.body)
  const base = body.base === undefined ? issue.pull.base : await newBase(call, issue, body.base)
  const text = body.body === undefined ? issue.body : (body.body ?? '')
  const edited = savePull(room, issue, {
    title,
    body: text,
    updatedAt: world.now(),
    pull: { ...issue.pull, base },
  })
  if (title !== issue.title || text !== issue.body || base !== issue.pull.base) {
    const { branch, sha } = issue.pull.base
    const changes = {
      ...(title === issue.title ? {} : { title: { from: issue.title } }),
      ...(text === issue.body ? {} : { body: { from: issue.body } }),
      ...(base === issue.pull.base ? {} : { base: { ref: { from: branch }, sha: { from: sha } } }),
    }
    const more = { changes }
    await raisePull(world, room, { issue: edited, action: 'edited', actor: actorOf(caller), more })
  }
  if (body.state === 'closed' && edited.state === 'open')
    await closePull(world, room, edited, actorOf(caller))
  if (body.state === 'open' && edited.state === 'closed') await reopenPull(call, edited)
  return getPull(call)
}

/** The author may, and who has write access. */
function refuseStrangers({ room, caller }: RoomCall, issue: PullIssue): void {
  const self = person(caller)
  if (caller.kind === 'workflow' || issue.author === self.login) return
  if (!atLeast(roleOf(room, self.login), 'write'))
    throw new Refusal(403, 'Must have admin rights to Repository.')
}

async function newBase(
  { room }: RoomCall,
  issue: PullIssue,
  branch: string,
): Promise<PullIssue['pull']['base']> {
  if (issue.state === 'closed') {
    const message = 'Cannot change the base branch of a closed pull request.'
    throw invalid({ resource: 'PullRequest', code: 'invalid', field: 'base', message })
  }
  if (branch === issue.pull.base.branch) return issue.pull.base
  const sha = await branchHead(room.git, branch)
  if (!sha) throw invalid({ resource: 'PullRequest', field: 'base', code: 'invalid' })
  return { branch, sha }
}

/** Opens a closed pull request again; one that was merged, or whose branch is gone, stays closed. */
export async function reopenPull({ world, room, caller }: RoomCall, issue: PullIssue): Promise<void> {
  const { pull } = issue
  const wrong = (message: string) =>
    invalid({ resource: 'PullRequest', code: 'invalid', field: 'state', message })
  if (pull.merged) throw wrong('state cannot be changed. The pull request cannot be reopened.')
  const from = roomOf(world, pull.head.repository)
  const head = from ? await branchHead(from.git, pull.head.branch) : undefined
  const base = await branchHead(room.git, pull.base.branch)
  if (!from || !head) throw wrong(`state cannot be changed. The ${pull.head.branch} branch has been deleted.`)
  if (!base) throw wrong(`state cannot be changed. The ${pull.base.branch} branch has been deleted.`)
  refuseDuplicate(room, { from, branch: pull.head.branch, base: pull.base.branch })
  await bringHead(room, from, { number: issue.number, sha: head })
  const reopened = savePull(room, issue, {
    state: 'open',
    closedAt: null,
    closedBy: null,
    updatedAt: world.now(),
    pull: { ...pull, head: { ...pull.head, sha: head }, base: { ...pull.base, sha: base } },
  })
  await raisePull(world, room, { issue: reopened, action: 'reopened', actor: actorOf(caller) })
}

/** GitHub lists no more than these. */
const [fileLimit, commitLimit] = [3000, 250]

async function listFiles(call: RoomCall) {
  const { world, room, url } = call
  const issue = pullHere(call)
  const { changes } = await diffOf(room, issue)
  const items = changes.slice(0, fileLimit)
  return page({ url, items, show: (change) => showChange(world, room, change, issue.pull.head.sha) })
}

async function listCommits(call: RoomCall) {
  const { world, room, url } = call
  const { commits } = await diffOf(room, pullHere(call))
  const items = commits.slice(0, commitLimit)
  return page({ url, items, show: async (sha) => showCommit(world, room, await commitAt(room.git, sha)) })
}
