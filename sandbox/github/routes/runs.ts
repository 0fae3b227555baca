import { found, ok } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { page } from '../http/pages.ts'
import { loadHead, showRun } from '../shapes/run.ts'
import type { Run } from '../state/things.ts'

const reads = { role: 'read', scopes: ['actions:read'] } as const

export const runs = {
  'GET /repos/{owner}/{repo}/actions/runs': { needs: reads, handle: listRuns },
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}': { needs: reads, handle: getRun },
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': {
    needs: reads,
    handle: listWorkflowRuns,
  },
} satisfies Endpoints

function listRuns(call: RoomCall) {
  return list(call, call.room.runs.all())
}

function listWorkflowRuns(call: RoomCall) {
  const { room, param } = call
  const wanted = param('workflow_id')
  const workflows = room.workflows.all()
  const { id } = found(
    workflows.find((one) => String(one.id) === wanted || one.path.split('/').at(-1) === wanted),
  )
  return list(
    call,
    room.runs.all().filter(({ workflow }) => workflow === id),
  )
}

function list(call: RoomCall, all: readonly Run[]) {
  const { world, room, url, query } = call
  const [event, branch, actor, status, sha] = [
    query('event'),
    query('branch'),
    query('actor'),
    query('status'),
    query('head_sha'),
  ]
  const items = all
    .filter((run) => !event || run.event === event)
    .filter((run) => !branch || run.headBranch === branch)
    .filter((run) => !actor || run.actor === actor)
    .filter((run) => !status || run.status === status || run.conclusion === status)
    .filter((run) => !sha || run.headSha === sha)
  return page({
    url,
    items: items.toReversed(),
    async show(run) {
      await loadHead(world, run)
      return showRun(world, room, run)
    },
    wrap: (shown, total) => ({ total_count: total, workflow_runs: shown }),
  })
}

async function getRun({ world, room, param }: RoomCall) {
  const run = found(room.runs.get(Number(param('run_id'))))
  await loadHead(world, run)
  return ok(showRun(world, room, run))
}
