import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../../src/git/git.ts'
import { type Job, runStep, type Step, type StepResult } from './action.ts'

export interface JobRequest {
  name: string
  /** Where the repository is cloned from, such as a bare repository's folder; null for a job that checks nothing out. */
  origin: string | null
  /** Commit that is checked out, with the whole history. */
  sha: string
  /** Folder below which the job works. */
  folder: string
  environment: Readonly<Record<string, string>>
  token: string
  event: { name: string; payload: unknown }
  steps: readonly Step[]
  node?: string
  /** node_modules that is there as if the job had run npm ci. */
  modules?: string
  /** Kills the step that is running. */
  signal?: AbortSignal
  onLine?: (line: string) => void
}

export interface JobResult {
  name: string
  steps: readonly StepResult[]
  succeeded: boolean
  /** Outputs of all steps; a later step's win. */
  outputs: ReadonlyMap<string, string>
  log: string
  /** RUNNER_TEMP, which stays until its folder is removed. */
  temp: string
}

/** Runs one job: a fresh checkout and a fresh temp folder, then its steps in order until one fails. */
export async function runJob(request: JobRequest): Promise<JobResult> {
  const folder = join(request.folder, `${request.name}-${randomUUID().slice(0, 8)}`)
  const job: Job = {
    workspace: join(folder, 'workspace'),
    temp: join(folder, '_temp'),
    token: request.token,
    environment: {
      ...request.environment,
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_JOB: request.name,
      GITHUB_EVENT_NAME: request.event.name,
      GITHUB_EVENT_PATH: join(folder, '_temp', '_github_workflow', 'event.json'),
      GITHUB_SHA: request.sha,
      RUNNER_OS: 'Linux',
      RUNNER_ARCH: process.arch === 'arm64' ? 'ARM64' : 'X64',
      RUNNER_NAME: 'sandbox',
      RUNNER_ENVIRONMENT: 'self-hosted',
    },
    ...(request.node ? { node: request.node } : {}),
    ...(request.signal ? { signal: request.signal } : {}),
    ...(request.onLine ? { onLine: request.onLine } : {}),
  }
  await checkOut(request, job.workspace)
  await mkdir(join(job.temp, '_github_workflow'), { recursive: true })
  await writeFile(join(job.temp, '_github_workflow', 'event.json'), JSON.stringify(request.event.payload))

  const steps: StepResult[] = []
  for (const step of request.steps) {
    const result = await runStep(job, step)
    steps.push(result)
    if (result.exitCode !== 0) break
  }
  return {
    name: request.name,
    steps,
    succeeded: steps.length === request.steps.length && steps.every(({ exitCode }) => exitCode === 0),
    outputs: new Map(steps.flatMap(({ outputs }) => [...outputs])),
    temp: job.temp,
    log: steps.map(({ log }) => log).join(''),
  }
}

async function checkOut({ origin, sha, modules }: JobRequest, workspace: string): Promise<void> {
  await mkdir(workspace, { recursive: true })
  if (origin === null) return
  // Objects are shared with the origin: a clone of its own takes six programs more.
  const pulls = 'remote.origin.fetch=+refs/pull/*:refs/remotes/pull/*'
  await git(workspace, 'clone', '--quiet', '--shared', '--no-checkout', '--config', pulls, origin, '.')
  await git(workspace, 'checkout', '--quiet', '--detach', sha)
  // The runner's checkout knows no branch but the remote's, nor which of them is the default one.
  for (const path of ['heads', 'remotes/origin/HEAD'])
    await rm(join(workspace, '.git/refs', path), { recursive: true })
  await mkdir(join(workspace, '.git/refs/heads'))
  if (modules && existsSync(modules)) await symlink(modules, join(workspace, 'node_modules'))
}
