import { type Problem, UserError } from '../../../src/project/problem.ts'
import {
  convertWorkflowTemplate,
  type EventsConfig,
  NoOperationTraceWriter,
  parseWorkflow,
  type TemplateContext,
  type TemplateToken,
} from './language.ts'
import type { CallInterface, JobDefinition, Strategy, Workflow, WorkflowCall } from './model.ts'
import { inOneLine } from './scalars.ts'
import { conditionOf, type Reading, readDefaults, readSteps, unsupported } from './steps.ts'
import { entriesOf, itemsOf, literalOf, mapOf, placeOf } from './tokens.ts'

/** Events that the sandbox raises and the runner starts workflows on; `workflow_call` by itself starts nothing. */
export const knownEvents: ReadonlySet<string> = new Set([
  'check_run',
  'create',
  'delete',
  'issue_comment',
  'issues',
  'label',
  'merge_group',
  'pull_request',
  'pull_request_review',
  'pull_request_target',
  'push',
  'release',
  'repository_dispatch',
  'schedule',
  'status',
  'workflow_call',
  'workflow_dispatch',
  'workflow_run',
])

/** Reads a workflow file; throws a `UserError` with file, line and column for every fault and for what is not supported. */
export async function readWorkflow(file: { path: string; content: string }): Promise<Workflow> {
  const { path } = file
  await readTokens(file)
  const { context, value, events } = await readTokens({ path, content: inOneLine(file.content) })
  const root = mapOf(value)
  refuseEvents(path, root.get('on'), events)
  refuseConcurrency(path, root.get('concurrency'))
  const reading = { file: path, context }
  const jobs = entriesOf(root.get('jobs')).map(([id, token]) => [id, readJob(reading, id, token)] as const)
  throwErrors(path, context)
  return {
    path,
    name: literalOf(root.get('name')) || path,
    on: events,
    inputTypes: inputTypesOf(root.get('on')),
    call: callInterface(root.get('on')),
    runName: root.get('run-name'),
    permissions: root.get('permissions'),
    env: root.get('env'),
    defaults: readDefaults(path, root.get('defaults')),
    concurrency: root.get('concurrency'),
    jobs: new Map(jobs),
  }
}

async function readTokens({ path, content }: { path: string; content: string }) {
  const { context, value } = parseWorkflow({ name: path, content }, new NoOperationTraceWriter())
  throwErrors(path, context)
  if (!value) throw new UserError({ place: { file: path }, message: 'the workflow file is empty' })
  const { events } = await convertWorkflowTemplate(context, value)
  throwErrors(path, context)
  return { context, value, events }
}

/** What GitHub's parser has found, each once. */
export function throwErrors(file: string, context: TemplateContext): void {
  const problems = new Map<string, Problem>()
  for (const { rawMessage, range } of context.errors.getErrors()) {
    const { line, column } = range?.start ?? {}
    const place = { file, ...(line && column ? { line, column } : {}) }
    // Mistakes in YAML bring their place and a piece of the file along.
    const message = (rawMessage.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '')
    problems.set(`${line}:${column} ${message}`, { place, message })
  }
  if (problems.size > 0) throw new UserError([...problems.values()])
}

function refuseEvents(file: string, token: TemplateToken | undefined, events: EventsConfig): void {
  const strange = Object.keys(events).find((name) => !knownEvents.has(name))
  if (strange === undefined) return
  const at = mapOf(token).get(strange) ?? itemsOf(token).find((item) => literalOf(item) === strange) ?? token
  throw unsupported(file, at, `the event ${strange}`)
}

function inputTypesOf(on: TemplateToken | undefined): ReadonlyMap<string, string> {
  const inputs = entriesOf(mapOf(mapOf(on).get('workflow_dispatch')).get('inputs'))
  return new Map(inputs.map(([name, token]) => [name, literalOf(mapOf(token).get('type')) ?? 'string']))
}

/** GitHub refuses a full queue together with cancelling. */
function refuseConcurrency(file: string, token: TemplateToken | undefined): void {
  const fields = mapOf(token)
  if (literalOf(fields.get('queue')) !== 'max' || literalOf(fields.get('cancel-in-progress')) !== 'true')
    return
  throw new UserError({
    place: placeOf(file, fields.get('queue')),
    message: 'queue: max can not be combined with cancel-in-progress: true',
  })
}

const unknownToJobs = ['container', 'services', 'snapshot', 'cancel-timeout-minutes']

function readJob(reading: Reading, id: string, token: TemplateToken): JobDefinition {
  const { file } = reading
  const fields = mapOf(token)
  for (const key of unknownToJobs) {
    if (fields.has(key)) throw unsupported(file, fields.get(key), `jobs with "${key}"`)
  }
  refuseLabels(file, fields.get('runs-on'))
  refuseConcurrency(file, fields.get('concurrency'))
  const needs = fields.get('needs')
  const one = literalOf(needs)
  return {
    id,
    place: placeOf(file, token),
    name: fields.get('name'),
    needs: one === undefined ? itemsOf(needs).map((item) => literalOf(item) ?? '') : [one],
    if: conditionOf(reading, fields.get('if')),
    runsOn: fields.get('runs-on'),
    permissions: fields.get('permissions'),
    environment: fields.get('environment'),
    concurrency: fields.get('concurrency'),
    strategy: readStrategy(file, fields.get('strategy')),
    env: fields.get('env'),
    defaults: readDefaults(file, fields.get('defaults')),
    outputs: fields.get('outputs'),
    timeout: fields.get('timeout-minutes'),
    continueOnError: fields.get('continue-on-error'),
    call: readCall(file, fields),
    steps: readSteps(reading, fields.get('steps')),
  }
}

function readCall(file: string, fields: ReadonlyMap<string, TemplateToken>): WorkflowCall | undefined {
  const token = fields.get('uses')
  const uses = literalOf(token)
  if (!token || uses === undefined) return undefined
  const secrets = fields.get('secrets')
  const place = placeOf(file, token)
  if (!/^((\.|\$)\/|[\w.-]+\/[\w.-]+\/)\.github\/workflows\/[^@/]+\.ya?ml(@\S+)?$/.test(uses)) {
    const message = `${JSON.stringify(uses)} is neither ./.github/workflows/file nor owner/repository/.github/workflows/file@ref`
    throw new UserError({ place, message })
  }
  const inherits = literalOf(secrets) === 'inherit'
  return { place, uses, with: fields.get('with'), secrets: inherits ? 'inherit' : secrets }
}

/** `on.workflow_call`, also as a plain word. */
function callInterface(on: TemplateToken | undefined): CallInterface | undefined {
  const name = 'workflow_call'
  const named = literalOf(on) === name || itemsOf(on).some((item) => literalOf(item) === name)
  const token = mapOf(on).get(name)
  if (!named && !token) return undefined
  const fields = mapOf(token)
  const isTrue = (one: TemplateToken | undefined) => literalOf(one) === 'true'
  const inputs = entriesOf(fields.get('inputs')).map(([input, value]) => {
    const about = mapOf(value)
    const type = literalOf(about.get('type')) ?? 'string'
    return [input, { type, required: isTrue(about.get('required')), default: about.get('default') }] as const
  })
  const secrets = entriesOf(fields.get('secrets')).map(
    ([secret, value]) => [secret, { required: isTrue(mapOf(value).get('required')) }] as const,
  )
  const outputs = entriesOf(fields.get('outputs')).flatMap(([output, about]): [string, TemplateToken][] => {
    const value = mapOf(about).get('value')
    return value ? [[output, value]] : []
  })
  return { inputs: new Map(inputs), secrets: new Map(secrets), outputs: new Map(outputs) }
}

function readStrategy(file: string, token: TemplateToken | undefined): Strategy | undefined {
  if (!token) return undefined
  if (token.isExpression) throw unsupported(file, token, 'a strategy that is one expression')
  const fields = mapOf(token)
  return {
    place: placeOf(file, fields.get('matrix') ?? token),
    matrix: fields.get('matrix'),
    failFast: fields.get('fail-fast'),
    maxParallel: fields.get('max-parallel'),
  }
}

/** Jobs run on this machine, whatever Linux they name. */
function refuseLabels(file: string, token: TemplateToken | undefined): void {
  const labels = token && (literalOf(token) === undefined ? itemsOf(token) : [token])
  const strange = labels?.find((label) => /^(windows|macos)\b/i.test(literalOf(label) ?? ''))
  if (strange) throw unsupported(file, strange, `runs-on: ${literalOf(strange)}`)
}
