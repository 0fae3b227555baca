import { z } from 'zod'
import { actorOf, raise } from '../behaviour/events.ts'
import { isPull, raisePull } from '../behaviour/pulls.ts'
import { created, found, invalid, noContent, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { page } from '../http/pages.ts'
import { showIssue, showLabel, showLabels } from '../shapes/issue.ts'
import type { Issue, Label } from '../state/things.ts'
import { issueOf, refuseWrongKind } from './issue-rules.ts'

const reads = { role: 'read', scopes: ['issues:read', 'pull-requests:read'] } as const
const marks = { role: 'triage', scopes: ['issues:write', 'pull-requests:write'] } as const
const writes = { role: 'write', scopes: ['issues:write', 'pull-requests:write'] } as const

export const labels = {
  'GET /repos/{owner}/{repo}/labels': { needs: reads, handle: listLabels },
  'POST /repos/{owner}/{repo}/labels': { needs: writes, handle: createLabel },
  'GET /repos/{owner}/{repo}/labels/{name}': { needs: reads, handle: getLabel },
  'DELETE /repos/{owner}/{repo}/labels/{name}': { needs: writes, handle: deleteLabel },
  'GET /repos/{owner}/{repo}/issues/{issue_number}/labels': { needs: reads, handle: labelsOfIssue },
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels': { needs: marks, handle: addLabels },
  'PUT /repos/{owner}/{repo}/issues/{issue_number}/labels': { needs: marks, handle: setLabels },
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}': { needs: marks, handle: removeLabel },
} satisfies Endpoints

const byName = ({ room }: RoomCall, name: string): Label | undefined =>
  room.labels.all().find((label) => label.name.toLowerCase() === name.toLowerCase())

/** The names as they are written in the repository; labels that are not there yet are made. */
export function ensureLabels(call: RoomCall, names: readonly string[]): string[] {
  const known = names.map((name) => (byName(call, name) ?? add(call, { name, color: 'ededed' })).name)
  return [...new Set(known)]
}

function add({ world, room }: RoomCall, { name, color, description = null }: NewLabel): Label {
  if (name.trim() === '') throw invalid({ resource: 'Label', code: 'missing_field', field: 'name' })
  if ([...name].length > 50) {
    const message = 'name is too long (maximum is 50 characters)'
    throw invalid({ resource: 'Label', code: 'custom', field: 'name', message })
  }
  return room.labels.put({ id: world.nextId(), name, color, description })
}

interface NewLabel {
  name: string
  color: string
  description?: string | null
}

function listLabels(call: RoomCall) {
  const { world, room, url } = call
  return page({ url, items: room.labels.all(), show: (label) => showLabel(world, room, label) })
}

const labelBody = z.object({
  name: z.string(),
  color: z.string().optional(),
  description: z.string().max(100).nullable().optional(),
})

async function createLabel(call: RoomCall) {
  const { name, color = 'ededed', description = null } = await call.body(labelBody)
  if (byName(call, name)) throw invalid({ resource: 'Label', code: 'already_exists', field: 'name' })
  if (!/^[0-9a-fA-F]{6}$/.test(color)) throw invalid({ resource: 'Label', code: 'invalid', field: 'color' })
  return created(showLabel(call.world, call.room, add(call, { name, color, description })))
}

function getLabel(call: RoomCall) {
  return ok(showLabel(call.world, call.room, found(byName(call, call.param('name')))))
}

function deleteLabel(call: RoomCall) {
  const { room } = call
  const label = found(byName(call, call.param('name')))
  room.labels.remove(label.id)
  for (const issue of room.issues.all()) {
    if (!issue.labels.includes(label.name)) continue
    room.issues.put({ ...issue, labels: issue.labels.filter((name) => name !== label.name) })
  }
  return noContent
}

function labelsOfIssue(call: RoomCall) {
  const { world, room, url } = call
  return page({ url, items: showLabels(world, room, issueOf(call)), show: (label) => label })
}

const namesBody = z.object({
  labels: z.array(z.union([z.string(), z.object({ name: z.string() })])).default([]),
})

async function namesOf(call: RoomCall): Promise<string[]> {
  const { labels: given } = await call.body(namesBody)
  return ensureLabels(
    call,
    given.map((label) => (typeof label === 'string' ? label : label.name)),
  )
}

async function addLabels(call: RoomCall) {
  const issue = issueOf(call)
  return change(call, issue, [...new Set([...issue.labels, ...(await namesOf(call))])])
}

async function setLabels(call: RoomCall) {
  return change(call, issueOf(call), await namesOf(call))
}

function removeLabel(call: RoomCall) {
  const issue = issueOf(call)
  const name = byName(call, call.param('name'))?.name
  if (!name || !issue.labels.includes(name)) throw new Refusal(404, 'Label does not exist')
  return change(
    call,
    issue,
    issue.labels.filter((one) => one !== name),
  )
}

async function change(call: RoomCall, issue: Issue, names: readonly string[]) {
  const { world, room, caller } = call
  refuseWrongKind(call, issue)
  const changed = room.issues.put({ ...issue, labels: names, updatedAt: world.now() })
  const actor = actorOf(caller)
  const moves = [
    ...names.filter((one) => !issue.labels.includes(one)).map((one) => ({ action: 'labeled', one })),
    ...issue.labels.filter((one) => !names.includes(one)).map((one) => ({ action: 'unlabeled', one })),
  ]
  for (const { action, one } of moves) {
    const label = byName(call, one)
    const more = { label: label && showLabel(world, room, label) }
    if (isPull(changed)) await raisePull(world, room, { issue: changed, action, actor, more })
    else raiseIssue(call, changed, action, more)
  }
  return ok(showLabels(world, room, changed))
}

function raiseIssue(call: RoomCall, issue: Issue, action: string, more: Record<string, unknown>): void {
  const { world, room, caller } = call
  const payload = { issue: showIssue(world, room, issue), ...more }
  raise(world, room, { name: 'issues', action, actor: actorOf(caller), payload })
}
