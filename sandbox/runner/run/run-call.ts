import { messageOf, UserError } from '../../../src/project/problem.ts'
import { resolveCommit } from '../../github/git/repository.ts'
import { roomOf } from '../../github/state/world.ts'
import { type Json, plainOf, textOf, textsOf } from '../expression/evaluate.ts'
import type { JobEnd } from '../job/run-job.ts'
import { grantsOf } from '../token.ts'
import type { CallInterface, JobDefinition, Workflow, WorkflowCall } from '../workflow/model.ts'
import { concurrencyOf } from './concurrency.ts'
import { type JobScope, type RunState, runScope } from './job-scope.ts'
import type { JobsEnd, RunJobs, RunSignal } from './outcome.ts'
import { recordSkipped } from './skipped.ts'

/** GitHub lets workflows call each other so deep, the first one counted. */
const deepest = 10

interface Calling {
  scope: JobScope
  job: JobDefinition
  call: WorkflowCall
  /** Name of the calling job. */
  name: string
  run: RunJobs
}

/** Runs the workflow that a job calls: its jobs belong to the same run, and may do no more than the job may. */
export async function runCall(calling: Calling, around: RunSignal): Promise<JobEnd> {
  const { scope, job, name, run } = calling
  let called: RunState
  try {
    called = await enter(calling)
  } catch (error) {
    return recordSkipped(
      { ...scope, prefix: scope.prefix },
      { job: { ...job, name: undefined, id: name }, conclusion: 'failure', error },
    )
  }
  const wish = concurrencyOf(called.workflow.concurrency, runScope(called))
  const own = new AbortController()
  const signal = AbortSignal.any([around.signal, own.signal])
  const leave =
    wish &&
    (await scope.host.groups.enter({
      ...wish,
      group: `${scope.room.fullName} ${wish.group}`,
      cancel: (reason) => own.abort(reason),
      signal,
    }))
  if (wish && !leave)
    return recordSkipped(scope, { job: { ...job, name: undefined, id: name }, conclusion: 'cancelled' })
  try {
    const end = await run(called, { signal, group: wish?.group ?? around.group })
    return { conclusion: end.conclusion, outputs: outputsOf(called, end) }
  } finally {
    leave?.()
  }
}

async function enter({ scope, job, call, name }: Calling): Promise<RunState> {
  const refuse = (message: string) => new UserError({ place: call.place, message })
  if (scope.calls + 1 >= deepest) throw refuse(`workflows call each other more than ${deepest} deep`)
  const { source, workflow } = await find(scope, call)
  if (!workflow.call)
    throw refuse(`${workflow.path} is not called by others: it has no trigger workflow_call`)
  const { host, room, start, run } = scope
  return {
    host,
    room,
    start,
    run,
    workflow,
    source,
    inputs: inputsOf(scope, call, workflow.call),
    secrets: secretsOf(scope, call, workflow.call),
    ceiling: grantsOf({
      workflow: scope.workflow.permissions,
      job: job.permissions,
      fromFork: start.fromFork,
      ceiling: scope.ceiling,
    }),
    prefix: `${scope.prefix}${name} / `,
    calls: scope.calls + 1,
  }
}

/** The file at the commit of the workflow that calls, or in another repository of the sandbox. */
async function find(
  scope: JobScope,
  { uses, place }: WorkflowCall,
): Promise<{ source: RunState['source']; workflow: Workflow }> {
  const refuse = (message: string) => new UserError({ place, message })
  const [, repository, path = '', ref] =
    /^(?:[.$]|([^/]+\/[^/]+))\/(\.github\/[^@]+)(?:@(.+))?$/.exec(uses) ?? []
  let { source } = scope
  if (repository !== undefined) {
    const room = roomOf(scope.host.world, repository)
    if (!room || (room.repository.private && room.fullName !== scope.room.fullName)) {
      throw refuse(`the sandbox has no repository ${repository}`)
    }
    const sha = ref === undefined ? undefined : await resolveCommit(room.git, ref)
    if (!sha) throw refuse(`${repository} has no ref ${ref}`)
    source = { room, sha }
  }
  const files = await scope.host.files.at(source.room, source.sha)
  const file = files.find((one) => one.path === path)
  if (!file) throw refuse(`there is no workflow file ${path}`)
  if ('error' in file) throw refuse(`${path} can not be read: ${messageOf(file.error)}`)
  return { source, workflow: file.workflow }
}

function inputsOf(scope: JobScope, call: WorkflowCall, { inputs }: CallInterface): Record<string, Json> {
  const refuse = (message: string) => new UserError({ place: call.place, message })
  const given = plainOf(call.with, scope.scope)
  const values = new Map(Object.entries(typeof given === 'object' && given !== null ? given : {}))
  for (const name of values.keys()) {
    if (!inputs.has(name)) throw refuse(`Invalid input, ${name} is not defined in the referenced workflow.`)
  }
  const all = [...inputs].map(([name, { type, required, default: otherwise }]): [string, Json] => {
    const value = values.get(name) ?? plainOf(otherwise, scope.scope)
    if (value !== undefined) return [name, typed(name, type, value, refuse)]
    if (required) throw refuse(`Input ${name} is required, but not provided while calling.`)
    return [name, type === 'boolean' ? false : type === 'number' ? 0 : '']
  })
  return Object.fromEntries(all)
}

function typed(name: string, type: string, value: Json, refuse: (message: string) => Error): Json {
  if (type === 'string') return value === null ? '' : String(value)
  if (type === 'boolean' && typeof value === 'boolean') return value
  if (type === 'number' && typeof value === 'number') return value
  throw refuse(`Input ${name} is a ${type}, not ${JSON.stringify(value)}.`)
}

function secretsOf(
  scope: JobScope,
  call: WorkflowCall,
  { secrets }: CallInterface,
): ReadonlyMap<string, string> {
  if (call.secrets === 'inherit') return scope.secrets
  const contexts = { ...scope.contexts, secrets: Object.fromEntries(scope.secrets) }
  const given = textsOf(call.secrets, { ...scope.scope, contexts })
  for (const [name, { required }] of secrets) {
    if (!required || given.get(name)) continue
    throw new UserError({
      place: call.place,
      message: `Secret ${name} is required, but not provided while calling.`,
    })
  }
  return given
}

/** `on.workflow_call.outputs`, which see the outputs of the jobs. */
function outputsOf(called: RunState, { jobs }: JobsEnd): Map<string, string> {
  const { contexts, ...scope } = runScope(called)
  const shown = [...jobs].map(([id, { result, outputs }]) => [
    id,
    { result, outputs: Object.fromEntries(outputs) },
  ])
  const within = { ...scope, contexts: { ...contexts, jobs: Object.fromEntries(shown) } }
  const outputs = called.workflow.call?.outputs ?? new Map()
  return new Map([...outputs].map(([name, token]) => [name, textOf(token, within)]))
}
