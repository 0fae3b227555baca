import { z } from 'zod'
import { actorOf, raise } from '../behaviour/events.ts'
import { startRun, workflowAt } from '../behaviour/runs.ts'
import { type WorkflowFile, workflowFiles } from '../behaviour/workflow-file.ts'
import { branchHead, resolveCommit } from '../git/repository.ts'
import { found, noContent, ok, Refusal } from '../http/answer.ts'
import type { Endpoints, RoomCall } from '../http/call.ts'
import { person } from '../http/caller.ts'
import { page } from '../http/pages.ts'
import { htmlUrl, repositoryUrl } from '../shapes/repository.ts'
import { showWorkflow } from '../shapes/run.ts'
import type { Workflow } from '../state/things.ts'

const reads = { role: 'read', scopes: ['actions:read'] } as const

export const dispatches = {
  'POST /repos/{owner}/{repo}/dispatches': {
    needs: { role: 'write', scopes: ['contents:write'] },
    handle: dispatchRepository,
  },
  'GET /repos/{owner}/{repo}/actions/workflows': { needs: reads, handle: listWorkflows },
  'GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}': { needs: reads, handle: getWorkflow },
  'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': {
    needs: { role: 'write', scopes: ['actions:write'] },
    handle: dispatchWorkflow,
  },
} satisfies Endpoints

const record = z.record(z.string(), z.unknown())
const repositoryBody = z.object({
  event_type: z.string().min(1).max(100),
  client_payload: record.default({}),
})

/** So many properties a payload may have at its top. */
const payloadLimit = 10
const inputLimit = 25

async function dispatchRepository(call: RoomCall) {
  const { world, room, caller } = call
  const body = await call.body(repositoryBody)
  const properties = Object.keys(body.client_payload).length
  if (properties > payloadLimit) {
    throw new Refusal(
      422,
      `No more than ${payloadLimit} properties are allowed; ${properties} were supplied.`,
    )
  }
  const payload = { branch: room.repository.defaultBranch, client_payload: body.client_payload }
  raise(world, room, {
    name: 'repository_dispatch',
    action: body.event_type,
    actor: actorOf(caller),
    payload,
  })
  return noContent
}

/** Workflow files of the default branch: only what is there is a workflow for GitHub. */
async function filesOf({ room }: RoomCall): Promise<WorkflowFile[]> {
  const head = await branchHead(room.git, room.repository.defaultBranch)
  return head ? workflowFiles(room.git, head) : []
}

async function listWorkflows(call: RoomCall) {
  const { world, room, url } = call
  const items = (await filesOf(call)).map((file) => workflowAt(world, room, file))
  return page({
    url,
    items,
    show: (workflow) => showWorkflow(world, room, workflow),
    wrap: (shown, total) => ({ total_count: total, workflows: shown }),
  })
}

/** A workflow by number or by the name of its file. */
async function workflowHere(call: RoomCall): Promise<Workflow> {
  const { world, room, param } = call
  const files = await filesOf(call)
  const all = files.map((file) => workflowAt(world, room, file))
  const wanted = param('workflow_id')
  return found(all.find(({ id, path }) => String(id) === wanted || path.split('/').at(-1) === wanted))
}

async function getWorkflow(call: RoomCall) {
  return ok(showWorkflow(call.world, call.room, await workflowHere(call)))
}

const workflowBody = z.object({
  ref: z.string(),
  inputs: record.default({}),
  return_run_details: z.boolean().default(false),
})

async function dispatchWorkflow(call: RoomCall) {
  const { world, room, caller } = call
  const body = await call.body(workflowBody)
  const workflow = await workflowHere(call)
  const sha = await resolveCommit(room.git, body.ref)
  if (!sha) throw new Refusal(422, `No ref found for: ${body.ref}`)
  const file = (await workflowFiles(room.git, sha)).find(({ path }) => path === workflow.path)
  if (!file?.dispatch) throw new Refusal(422, "Workflow does not have 'workflow_dispatch' trigger")
  const inputs = checkInputs(file.dispatch, body.inputs)
  const branch = body.ref.replace(/^refs\/heads\//, '')
  const run = startRun(world, room, {
    workflow,
    event: 'workflow_dispatch',
    headSha: sha,
    headBranch: branch,
    headRepository: room.fullName,
    actor: person(caller).login,
    inputs,
  })
  const payload = { inputs, ref: `refs/heads/${branch}`, workflow: workflow.path }
  raise(world, room, { name: 'workflow_dispatch', actor: actorOf(caller), payload, runId: run.id })
  if (!body.return_run_details) return noContent
  return ok({
    workflow_run_id: run.id,
    run_url: `${repositoryUrl(world, room)}/actions/runs/${run.id}`,
    html_url: `${htmlUrl(world, room)}/actions/runs/${run.id}`,
  })
}

/** Inputs with their defaults; 422 for one that the workflow does not know or lacks. */
function checkInputs(
  known: NonNullable<WorkflowFile['dispatch']>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const names = Object.keys(given)
  if (names.length > inputLimit) throw new Refusal(422, `you may only define up to ${inputLimit} inputs`)
  const strange = names.filter((name) => !known.has(name))
  if (strange.length > 0) throw new Refusal(422, `Unexpected inputs provided: ${JSON.stringify(strange)}`)
  const all = new Map(Object.entries(given))
  for (const [name, input] of known) {
    if (all.has(name)) continue
    if (input.default !== undefined) all.set(name, input.default)
    else if (input.required) throw new Refusal(422, `Required input '${name}' not provided`)
  }
  return Object.fromEntries(all)
}
