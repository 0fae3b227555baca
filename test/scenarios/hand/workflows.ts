import { join, resolve } from 'node:path'
import type { World } from '../../../sandbox/demo/world.ts'
import { type JobResult, runJob } from './job.ts'

/*
 * Jobs that a test plays one by one, to stand between two of them: to swap an artifact, to kill one. What the template's
 * workflow files do is played by the runner of the sandbox.
 */

type Permissions = Readonly<Record<string, 'read' | 'write'>>

/** An event of GitHub that starts workflows. */
export interface Trigger {
  name: string
  payload: Record<string, unknown>
  actor: string
  /** Commit that the workflow's run is about, and its branch. */
  sha: string
  branch: string
}

interface Step {
  action: string
  with?: Readonly<Record<string, string>>
}

interface RunRequest {
  workflow: string
  trigger: Trigger
}

/** One workflow run: its jobs share an id and artifacts. */
export interface WorkflowRun {
  id: number
  url: string
  job(name: string, permissions: Permissions, steps: readonly Step[]): Promise<JobResult>
  complete(conclusion?: 'success' | 'failure'): void
}

const read = { contents: 'read' } as const

/** Actions whose jobs check nothing out, in the template's workflow files as here: all that they read is text. */
const textual = new Set(['comment', 'report'])

/** Starts a run in the sandbox and gives a way to run its jobs, as a runner would from the template's workflow files. */
export function startRun(world: World, { workflow, trigger }: RunRequest): WorkflowRun {
  const { sandbox, repository } = world
  const run = sandbox.createRun({
    repository,
    workflow: { name: workflow, path: `.github/workflows/${workflow}.yml` },
    event: trigger.name,
    headSha: trigger.sha,
    headBranch: trigger.branch,
    actor: trigger.actor,
  })
  let succeeded = true
  return {
    id: run.id,
    url: `${sandbox.serverUrl}/${repository}/actions/runs/${run.id}`,
    async job(name, permissions, steps) {
      const token = sandbox.workflowToken({ repository, permissions, runId: run.id })
      const [owner] = repository.split('/')
      const result = await runJob({
        name: `${workflow}-${name}`,
        origin: steps.every(({ action }) => textual.has(action)) ? null : sandbox.gitFolder(repository),
        sha: trigger.sha,
        folder: join(world.folder, 'jobs'),
        token,
        event: { name: trigger.name, payload: trigger.payload },
        steps: steps.map(({ action, with: given }) => ({
          action: action === 'root' ? world.pawl : resolve(world.pawl, 'actions', action),
          ...(given ? { with: given } : {}),
        })),
        modules: join(world.pawl, 'node_modules'),
        environment: {
          GITHUB_API_URL: sandbox.apiUrl,
          GITHUB_SERVER_URL: sandbox.serverUrl,
          GITHUB_REPOSITORY: repository,
          GITHUB_REPOSITORY_OWNER: owner ?? '',
          GITHUB_RUN_ID: String(run.id),
          GITHUB_RUN_NUMBER: '1',
          GITHUB_RUN_ATTEMPT: '1',
          GITHUB_WORKFLOW: workflow,
          GITHUB_ACTOR: trigger.actor,
          GITHUB_REF: `refs/heads/${trigger.branch}`,
          GITHUB_REF_NAME: trigger.branch,
          ACTIONS_RUNTIME_TOKEN: sandbox.runtimeToken(run.id, name),
          ACTIONS_RESULTS_URL: sandbox.resultsUrl,
          RUNNER_TOOL_CACHE: join(world.folder, 'tool-cache'),
        },
        ...(world.node ? { node: world.node } : {}),
        ...(world.signal ? { signal: world.signal } : {}),
        ...(world.onLine ? { onLine: world.onLine } : {}),
      })
      succeeded &&= result.succeeded
      return result
    },
    complete(conclusion) {
      sandbox.completeRun(run.id, conclusion ?? (succeeded ? 'success' : 'failure'))
    },
  }
}

/** What came of a check and of the report on it. */
export interface Checked {
  check: JobResult
  report: JobResult
  url: string
}

/** pawl-check, then pawl-report on what it left. */
export async function checkPull(world: World, trigger: Trigger): Promise<Checked> {
  const run = startRun(world, { workflow: 'pawl-check', trigger })
  const check = await run.job('check', read, [{ action: 'root' }])
  run.complete()
  return { check, report: await reportOn(world, { run, actor: trigger.actor }), url: run.url }
}

/** pawl-report, on a run that has ended. */
export async function reportOn(
  world: World,
  { run, actor }: { run: Pick<WorkflowRun, 'id'>; actor: string },
): Promise<JobResult> {
  const reporting = startRun(world, {
    workflow: 'pawl-report',
    trigger: {
      name: 'workflow_run',
      actor,
      payload: world.sandbox.workflowRunPayload(run.id),
      sha: world.sandbox.head(world.repository, 'main'),
      branch: 'main',
    },
  })
  const report = await reporting.job(
    'report',
    { contents: 'read', actions: 'read', 'pull-requests': 'write', issues: 'write', statuses: 'write' },
    [{ action: 'report' }],
  )
  reporting.complete()
  return report
}

const stateWriter = { contents: 'write' } as const

/** pawl-retrain: decide, then for each model train, evaluate and promote, each in a job of its own. */
export async function retrain(
  world: World,
  trigger: Trigger,
  inputs: Readonly<Record<string, string>> = {},
): Promise<JobResult[]> {
  const run = startRun(world, { workflow: 'pawl-retrain', trigger })
  const decide = await run.job('decide', stateWriter, [{ action: 'retrain', with: inputs }])
  const results = [decide]
  for (const model of JSON.parse(decide.outputs.get('models') ?? '[]') as string[]) {
    const train = await run.job(`train-${model}`, read, [
      { action: 'validate', with: { models: model } },
      { action: 'train', with: { model } },
    ])
    results.push(train)
    if (!train.succeeded) continue
    const evaluate = await run.job(`evaluate-${model}`, read, [
      { action: 'evaluate', with: { model, run: train.outputs.get('run') ?? '' } },
    ])
    results.push(evaluate)
    results.push(
      await run.job(
        `promote-${model}`,
        { contents: 'write', 'pull-requests': 'write', issues: 'write', statuses: 'write' },
        [
          {
            action: 'promote',
            with: {
              model,
              run: train.outputs.get('run') ?? '',
              report: evaluate.outputs.get('report') ?? '',
            },
          },
        ],
      ),
    )
  }
  run.complete()
  return results
}

/** pawl-comments. */
export async function answer(world: World, trigger: Trigger): Promise<JobResult> {
  const run = startRun(world, { workflow: 'pawl-comments', trigger })
  const result = await run.job(
    'comment',
    { contents: 'write', 'pull-requests': 'write', issues: 'write', statuses: 'write' },
    [{ action: 'comment' }],
  )
  run.complete()
  return result
}

/** pawl-drift. */
export async function watchDrift(world: World, trigger: Trigger): Promise<JobResult> {
  const run = startRun(world, { workflow: 'pawl-drift', trigger })
  const result = await run.job('drift', { contents: 'write', issues: 'write' }, [{ action: 'drift' }])
  run.complete()
  return result
}

/** pawl-verify. */
export async function verify(world: World, trigger: Trigger): Promise<JobResult> {
  const run = startRun(world, { workflow: 'pawl-verify', trigger })
  const result = await run.job('verify', read, [{ action: 'verify' }])
  run.complete()
  return result
}
