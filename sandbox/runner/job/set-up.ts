import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runtimeToken } from '../../github/artifacts/token.ts'
import { workflowToken } from '../../github/seed.ts'
import { textOf, textsOf } from '../expression/evaluate.ts'
import type { JobRecord } from '../record.ts'
import type { JobScope } from '../run/job-scope.ts'
import type { Combination } from '../run/matrix.ts'
import { describeGrants, grantsOf, tokenPermissions } from '../token.ts'
import { isMapping } from '../workflow/language.ts'
import type { JobDefinition } from '../workflow/model.ts'
import { mapOf } from '../workflow/tokens.ts'
import { claimsOf, githubContext, githubVariables, workflowRef } from './github-context.ts'
import { machineEnv, writeNpmShim } from './machine.ts'
import { openMasks } from './masks.ts'
import type { JobFolders, JobState } from './state.ts'

/** One job to run, with the record that it has had since it was queued. */
export interface JobOrder extends JobScope {
  definition: JobDefinition
  combination: Combination | undefined
  record: JobRecord
  cancel: AbortSignal
  kill: AbortSignal
}

/** A job ready for its first step, and what to undo when it is over. */
export interface ReadyJob {
  job: JobState
  /** Where all its folders are. */
  folder: string
  end(): void
}

export async function setUp(order: JobOrder): Promise<ReadyJob> {
  const { host, room, start, run, workflow, definition, record } = order
  const { world, settings } = host
  const folder = join(host.folder, 'jobs', String(record.job.id))
  const folders = await makeFolders(order, folder)
  const masks = openMasks()
  const log = (line: string): void => {
    const shown = masks.hide(line)
    record.log(shown)
    host.onLine(`${start.workflow.name} / ${record.job.name} | ${shown}`)
  }

  const grants = grantsOf({
    workflow: workflow.permissions,
    job: definition.permissions,
    fromFork: start.fromFork,
    ceiling: order.ceiling,
  })
  const token = workflowToken(world, {
    repository: room.fullName,
    permissions: tokenPermissions(grants),
    runId: run.id,
    workflowRef: workflowRef(start),
    head: start.sha,
  })
  masks.add(token)
  log(`Runner of the sandbox, on ${process.platform} with Node at ${settings.node}`)
  log('##[group]GITHUB_TOKEN Permissions')
  for (const line of describeGrants(grants)) log(line)
  log('##[endgroup]')

  const environment = environmentName(order)
  const base = githubContext(world, room, { start, run })
  const eventPath = join(folders.temp, '_github_workflow', 'event.json')
  const github = { ...base, token, job: definition.id, workspace: folders.workspace, event_path: eventPath }
  await mkdir(join(folders.temp, '_github_workflow'), { recursive: true })
  await writeFile(eventPath, JSON.stringify(start.event.payload))

  const secrets = new Map([...order.secrets, ['GITHUB_TOKEN', token]])
  for (const secret of secrets.values()) masks.add(secret)
  const runtime = runtimeToken(world, { run: run.id, job: String(record.job.id) })
  masks.add(runtime)
  const admission =
    grants.get('id-token') === 'write'
      ? await host.issuer.admit(
          claimsOf(base, { start, workflow, source: order.source, environment }),
          `${world.urls.server}/${room.repository.owner}`,
        )
      : undefined
  if (admission) masks.add(admission.token)
  const idToken: [string, string][] = admission
    ? [
        ['ACTIONS_ID_TOKEN_REQUEST_URL', admission.url],
        ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', admission.token],
      ]
    : []

  const runner = {
    os: 'Linux',
    arch: process.arch === 'arm64' ? 'ARM64' : 'X64',
    name: 'sandbox',
    environment: 'self-hosted',
    temp: folders.temp,
    tool_cache: folders.toolCache,
    debug: '',
  }
  const contexts = { ...order.contexts, github, secrets: Object.fromEntries(secrets), runner }
  const job: JobState = {
    host,
    room,
    start,
    run,
    workflow,
    source: order.source,
    record,
    masks,
    folders,
    contexts,
    defaults: {
      shell: definition.defaults.shell ?? workflow.defaults.shell,
      workingDirectory: definition.defaults.workingDirectory ?? workflow.defaults.workingDirectory,
    },
    env: new Map(),
    path: [],
    shims: settings.modules ? [join(host.folder, 'shims')] : [],
    actionEnv: new Map([
      ['ACTIONS_RUNTIME_TOKEN', runtime],
      ['ACTIONS_RUNTIME_URL', `${world.urls.api}/`],
      ['ACTIONS_RESULTS_URL', `${world.urls.api}/`],
    ]),
    machineEnv: machineEnv(settings, folders.temp),
    runnerEnv: new Map([
      ...githubVariables(github),
      ['GITHUB_ACTIONS', 'true'],
      ...Object.entries(runner).map(([name, value]): [string, string] => [
        `RUNNER_${name.toUpperCase()}`,
        value,
      ]),
      ...idToken,
    ]),
    token,
    failed: false,
    cancel: order.cancel,
    kill: order.kill,
    sources: new Map(),
    prepared: new Map(),
    posts: [],
    groups: [],
    log,
  }
  if (settings.modules) await writeNpmShim(join(host.folder, 'shims'), settings.modules)
  const scope = { file: workflow.path, contexts, functions: [] }
  for (const level of [workflow.env, definition.env]) {
    for (const [name, value] of textsOf(level, scope)) job.env.set(name, value)
  }
  return { job, folder, end: () => admission?.end() }
}

async function makeFolders({ host, room }: JobOrder, folder: string): Promise<JobFolders> {
  const { name } = room.repository
  const folders = {
    workspace: join(folder, 'work', name, name),
    temp: join(folder, 'work', '_temp'),
    toolCache: join(host.folder, 'tool-cache'),
    home: process.env.HOME ?? folder,
  }
  for (const path of [folders.workspace, folders.temp, folders.toolCache])
    await mkdir(path, { recursive: true })
  return folders
}

/** The name of the job's environment; the sandbox keeps no rules or secrets for it. */
export function environmentName(order: Pick<JobOrder, 'definition' | keyof JobScope>): string | undefined {
  const { environment } = order.definition
  if (!environment) return undefined
  // Its address may rest on steps that have not run yet.
  const token = isMapping(environment) ? mapOf(environment).get('name') : environment
  return (token && textOf(token, order.scope)) || undefined
}
