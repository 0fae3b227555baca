import { z } from 'zod'
import { actorOf, raise } from '../behaviour/events.ts'
import { readCommit, resolveCommit } from '../git/repository.ts'
import { created, found, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { page } from '../http/pages.ts'
import { actionsApp } from '../shapes/app.ts'
import { htmlUrl, repositoryUrl } from '../shapes/repository.ts'
import { nodeId } from '../shapes/user.ts'
import type { CheckRun } from '../state/things.ts'

const reads = { role: 'read', scopes: ['checks:read'] } as const
const writes = { role: 'write', scopes: ['checks:write'] } as const

export const checks = {
  'POST /repos/{owner}/{repo}/check-runs': { needs: writes, handle: createCheck },
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': { needs: reads, handle: getCheck },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': { needs: writes, handle: updateCheck },
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': { needs: reads, handle: listChecks },
} satisfies Endpoints

const textLimit = 65535
const text = z.string().max(textLimit, `is too long (maximum is ${textLimit} characters)`)
const changeBody = z.object({
  name: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending']).optional(),
  started_at: z.iso.datetime().optional(),
  conclusion: z
    .enum(['action_required', 'cancelled', 'failure', 'neutral', 'success', 'skipped', 'timed_out'])
    .optional(),
  completed_at: z.iso.datetime().optional(),
  output: z
    .object({
      title: text.optional(),
      summary: text.optional(),
      text: text.optional(),
      annotations: z.array(z.unknown()).max(50, 'more than 50 annotations in one request').optional(),
    })
    .optional(),
})
const createBody = changeBody.extend({ name: z.string(), head_sha: z.string() })

/** Only apps have checks: a person's token is refused. */
function refusePeople({ caller }: RoomCall): void {
  if (caller.kind !== 'workflow') {
    throw new Refusal(403, 'You must authenticate via a GitHub App.')
  }
}

async function createCheck(call: RoomCall) {
  refusePeople(call)
  const { world, room, caller } = call
  const body = await call.body(createBody)
  const commit = await readCommit(room.git, body.head_sha)
  if (!commit) throw new Refusal(422, `No commit found for SHA: ${body.head_sha}`)
  const fresh: CheckRun = {
    id: world.nextId(),
    sha: commit.sha,
    name: body.name,
    status: 'queued',
    conclusion: null,
    startedAt: world.now(),
    completedAt: null,
    externalId: '',
    detailsUrl: null,
    output: { title: null, summary: null, text: null, annotations: 0 },
  }
  const check = room.checks.put(changed(call, fresh, body))
  const payload = { check_run: showCheck(call, check) }
  raise(world, room, { name: 'check_run', action: 'created', actor: actorOf(caller), payload })
  return created(showCheck(call, check))
}

function changed({ world }: RoomCall, check: CheckRun, body: z.infer<typeof changeBody>): CheckRun {
  const conclusion = body.conclusion ?? check.conclusion
  const status = body.conclusion ? 'completed' : (body.status ?? check.status)
  if (status === 'completed' && conclusion === null) {
    throw new Refusal(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.')
  }
  const { title, summary, text, annotations } = body.output ?? {}
  return {
    ...check,
    name: body.name ?? check.name,
    status,
    conclusion: status === 'completed' ? conclusion : null,
    startedAt: body.started_at ?? check.startedAt,
    completedAt: status === 'completed' ? (body.completed_at ?? check.completedAt ?? world.now()) : null,
    externalId: body.external_id ?? check.externalId,
    detailsUrl: body.details_url ?? check.detailsUrl,
    output: {
      title: title ?? check.output.title,
      summary: summary ?? check.output.summary,
      text: text ?? check.output.text,
      annotations: check.output.annotations + (annotations?.length ?? 0),
    },
  }
}

function showCheck({ world, room }: RoomCall, check: CheckRun) {
  const url = `${repositoryUrl(world, room)}/check-runs/${check.id}`
  const html = `${htmlUrl(world, room)}/runs/${check.id}`
  const { title, summary, text: body, annotations } = check.output
  return {
    id: check.id,
    node_id: nodeId('CheckRun', check.id),
    head_sha: check.sha,
    external_id: check.externalId,
    url,
    html_url: html,
    details_url: check.detailsUrl ?? html,
    status: check.status,
    conclusion: check.conclusion,
    started_at: check.startedAt,
    completed_at: check.completedAt,
    output: {
      title,
      summary,
      text: body,
      annotations_count: annotations,
      annotations_url: `${url}/annotations`,
    },
    name: check.name,
    check_suite: null,
    app: actionsApp(world),
    pull_requests: [],
  }
}

const checkOf = ({ room, param }: RoomCall) => found(room.checks.get(Number(param('check_run_id'))))

function getCheck(call: RoomCall) {
  return ok(showCheck(call, checkOf(call)))
}

async function updateCheck(call: RoomCall) {
  refusePeople(call)
  const before = checkOf(call)
  const check = call.room.checks.put(changed(call, before, await call.body(changeBody)))
  if (check.status === 'completed' && before.status !== 'completed') {
    const payload = { check_run: showCheck(call, check) }
    raise(call.world, call.room, {
      name: 'check_run',
      action: 'completed',
      actor: actorOf(call.caller),
      payload,
    })
  }
  return ok(showCheck(call, check))
}

async function listChecks(call: RoomCall) {
  const { room, param, query } = call
  const sha = found(await resolveCommit(room.git, param('ref')))
  const [name, status] = [query('check_name'), query('status')]
  const all = room.checks.all().filter((check) => check.sha === sha)
  const wanted = all.filter((one) => (!name || one.name === name) && (!status || one.status === status))
  // The newest of each name, unless all are asked for.
  const newest = [...new Map(wanted.map((check) => [check.name, check])).values()]
  return page({
    url: call.url,
    items: (query('filter') === 'all' ? wanted : newest).toReversed(),
    show: (check) => showCheck(call, check),
    wrap: (shown, total) => ({ total_count: total, check_runs: shown }),
  })
}
