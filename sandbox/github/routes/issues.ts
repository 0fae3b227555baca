import { z } from 'zod'
import { actorOf, raise } from '../behaviour/events.ts'
import { isPull, raisePull } from '../behaviour/pulls.ts'
import { closePull } from '../behaviour/refs.ts'
import { created, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { atLeast, person, roleOf } from '../http/caller.ts'
import { page } from '../http/pages.ts'
import { showIssue } from '../shapes/issue.ts'
import type { Issue } from '../state/things.ts'
import { issueOf, nextNumber, refuseLong, refuseTitle, refuseWrongKind, sort } from './issue-rules.ts'
import { ensureLabels } from './labels.ts'
import { reopenPull } from './pulls.ts'

const reads = { role: 'read', scopes: ['issues:read', 'pull-requests:read'] } as const

export const issues = {
  'GET /repos/{owner}/{repo}/issues': { needs: reads, handle: listIssues },
  'POST /repos/{owner}/{repo}/issues': {
    needs: { role: 'read', scopes: ['issues:write'] },
    handle: createIssue,
  },
  'GET /repos/{owner}/{repo}/issues/{issue_number}': { needs: reads, handle: getIssue },
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': {
    needs: { role: 'read', scopes: ['issues:write', 'pull-requests:write'] },
    handle: updateIssue,
  },
} satisfies Endpoints

function listIssues(call: RoomCall) {
  const { world, room, url, query } = call
  const state = query('state') ?? 'open'
  const labels = query('labels')?.split(',').filter(Boolean) ?? []
  const since = query('since')
  const creator = query('creator')
  const items = room.issues
    .all()
    .filter((issue) => state === 'all' || issue.state === state)
    .filter((issue) =>
      labels.every((name) => issue.labels.some((one) => one.toLowerCase() === name.toLowerCase())),
    )
    .filter((issue) => !since || Date.parse(issue.updatedAt) >= Date.parse(since))
    .filter((issue) => !creator || issue.author.toLowerCase() === creator.toLowerCase())
  const sorted = sort(items, query('sort') === 'updated' ? 'updatedAt' : 'createdAt', query('direction'))
  return page({ url, items: sorted, show: (issue) => showIssue(world, room, issue) })
}

const labelNames = z.array(z.union([z.string(), z.object({ name: z.string() })]))
const names = (labels: z.infer<typeof labelNames> | undefined) =>
  labels?.map((label) => (typeof label === 'string' ? label : label.name))

const createBody = z.object({
  title: z.union([z.string(), z.number()]).transform(String),
  body: z.string().nullable().optional(),
  labels: labelNames.optional(),
  assignees: z.array(z.string()).optional(),
})

async function createIssue(call: RoomCall) {
  const { world, room, caller } = call
  const author = person(caller)
  const body = await call.body(createBody)
  refuseTitle('Issue', body.title)
  refuseLong('Issue', body.body)
  // Who may not set labels is not told so: they are left out.
  const labels = maySetLabels(call) ? ensureLabels(call, names(body.labels) ?? []) : []
  const now = world.now()
  const issue = room.issues.put({
    id: world.nextId(),
    number: nextNumber(call),
    title: body.title,
    body: body.body ?? '',
    state: 'open',
    author: author.login,
    labels,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: null,
  })
  const shown = showIssue(world, room, issue)
  raise(world, room, { name: 'issues', action: 'opened', actor: actorOf(caller), payload: { issue: shown } })
  return created(shown)
}

const maySetLabels = ({ room, caller }: RoomCall): boolean =>
  caller.kind === 'workflow' || atLeast(roleOf(room, person(caller).login), 'triage')

function getIssue(call: RoomCall) {
  return ok(showIssue(call.world, call.room, issueOf(call)))
}

const updateBody = z.object({
  title: z.union([z.string(), z.number()]).transform(String).nullable().optional(),
  body: z.string().nullable().optional(),
  state: z.enum(['open', 'closed']).optional(),
  labels: labelNames.optional(),
})

async function updateIssue(call: RoomCall) {
  const { world, room, caller } = call
  const issue = issueOf(call)
  refuseWrongKind(call, issue)
  const self = person(caller)
  const mayWrite = caller.kind === 'workflow' || atLeast(roleOf(room, self.login), 'triage')
  if (!mayWrite && issue.author !== self.login)
    throw new Refusal(403, 'Must have admin rights to Repository.')
  const body = await call.body(updateBody)
  const title = body.title ?? issue.title
  refuseTitle('Issue', title)
  refuseLong('Issue', body.body)
  const labels = body.labels && mayWrite ? ensureLabels(call, names(body.labels) ?? []) : issue.labels
  const edited = { ...issue, title, body: body.body ?? issue.body, labels, updatedAt: world.now() }
  room.issues.put(edited)
  if (edited.title !== issue.title || edited.body !== issue.body) {
    const actor = actorOf(caller)
    const payload = { issue: showIssue(world, room, edited), changes: {} }
    if (isPull(edited)) await raisePull(world, room, { issue: edited, action: 'edited', actor })
    else raise(world, room, { name: 'issues', action: 'edited', actor, payload })
  }
  if (body.state && body.state !== issue.state) await changeState(call, edited, body.state)
  return ok(showIssue(world, room, issueOf(call)))
}

async function changeState(call: RoomCall, issue: Issue, state: 'open' | 'closed'): Promise<void> {
  const { world, room, caller } = call
  if (isPull(issue)) {
    if (state === 'open') await reopenPull(call, issue)
    else await closePull(world, room, issue, actorOf(caller))
    return
  }
  const at = world.now()
  const closing = state === 'closed'
  const changed = room.issues.put({
    ...issue,
    state,
    closedAt: closing ? at : null,
    closedBy: closing ? person(caller).login : null,
    updatedAt: at,
  })
  const payload = { issue: showIssue(world, room, changed) }
  raise(world, room, {
    name: 'issues',
    action: closing ? 'closed' : 'reopened',
    actor: actorOf(caller),
    payload,
  })
}
