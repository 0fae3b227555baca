import { existsSync } from 'node:fs'
import { logFile } from '../artifacts/files.ts'
import { created, found, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { page } from '../http/pages.ts'
import { signedUrl } from '../http/signed.ts'
import { showAnnotation, showJob } from '../shapes/job.ts'
import type { Job } from '../state/things.ts'
import type { RunOrder } from '../state/world.ts'

const reads = { role: 'read', scopes: ['actions:read'] } as const
const writes = { role: 'write', scopes: ['actions:write'] } as const

export const jobs = {
  'GET /repos/{owner}/{repo}/actions/runs/{run_id}/jobs': { needs: reads, handle: listJobs },
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}': { needs: reads, handle: getJob },
  'GET /repos/{owner}/{repo}/actions/jobs/{job_id}/logs': { needs: reads, handle: getLog },
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/approve': { needs: writes, handle: approve },
  'POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel': { needs: writes, handle: cancel },
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}/annotations': {
    needs: { role: 'read', scopes: ['checks:read'] },
    handle: listAnnotations,
  },
} satisfies Endpoints

function listJobs({ world, room, url, query, param }: RoomCall) {
  const run = found(room.runs.get(Number(param('run_id'))))
  const all = room.jobs.all().filter((job) => job.run === run.id)
  const items = query('filter') === 'all' ? all : all.filter(({ attempt }) => attempt === (run.attempt ?? 1))
  return page({
    url,
    items,
    show: (job) => showJob(world, room, job),
    wrap: (shown, total) => ({ total_count: total, jobs: shown }),
  })
}

const jobHere = ({ room, param }: RoomCall): Job => found(room.jobs.get(Number(param('job_id'))))

function getJob(call: RoomCall) {
  return ok(showJob(call.world, call.room, jobHere(call)))
}

function getLog(call: RoomCall) {
  const { world, room } = call
  const job = jobHere(call)
  found(existsSync(logFile(room, job.id)) || undefined)
  return { status: 302, headers: { location: signedUrl(world, `${room.fullName}/log/${job.id}`) } }
}

function listAnnotations({ world, room, url, param }: RoomCall) {
  const id = Number(param('check_run_id'))
  const job = room.jobs.get(id)
  if (!job) found(room.checks.get(id))
  const items = job?.annotations.map((annotation) => showAnnotation(world, room, job, annotation)) ?? []
  return page({ url, items, show: (shown) => shown })
}

function approve(call: RoomCall) {
  const run = found(call.room.runs.get(Number(call.param('run_id'))))
  if (run.conclusion !== 'action_required') throw new Refusal(403, 'This run is not from a fork pull request')
  return send(call, { run: run.id, order: 'approve' }, 201)
}

function cancel(call: RoomCall) {
  const run = found(call.room.runs.get(Number(call.param('run_id'))))
  if (run.status === 'completed') throw new Refusal(409, 'Cannot cancel a workflow run that is completed.')
  return send(call, { run: run.id, order: 'cancel' }, 202)
}

function send({ world }: RoomCall, order: RunOrder, status: 201 | 202) {
  for (const carryOut of world.orders) carryOut(order)
  return { ...created({}), status }
}
