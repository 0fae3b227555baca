import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Sandbox } from '../../sandbox/github/sandbox.ts'

export interface ActWorld {
  sandbox: Sandbox
  repository: string
  /** The repository's working copy, with workflows that act can read. */
  folder: string
  /** Scratch folder. */
  scratch: string
  /** Program of act, and the folder that holds the Node which is to run actions. */
  act: string
  node: string
  /** Program of a Python that has what the repository needs, if it needs any. */
  python: string | undefined
  /** Uses of actions, such as `actions/checkout@<sha>`, to the folders that stand for them. */
  local: ReadonlyMap<string, string>
}

export interface ActEvent {
  name: string
  workflow: string
  payload: Record<string, unknown>
  sha: string
  ref: string
  actor: string
}

export interface ActRun {
  exitCode: number
  /** Ended jobs by id, with how often they ended how: `train: success`. */
  jobs: string[]
  log: string
  runId: number
}

/** One line of `act --json`. */
interface Line {
  jobID?: string
  jobResult?: string
  msg?: string
}

/** Permissions are the sandbox runner's to check: act gives every job the same token. */
const permissions = {
  contents: 'write',
  issues: 'write',
  'pull-requests': 'write',
  statuses: 'write',
} as const

/** Runs one workflow in nektos/act, on the machine itself, as a run of the sandbox. */
export async function runAct(world: ActWorld, event: ActEvent): Promise<ActRun> {
  const { sandbox, repository, folder, scratch } = world
  const path = `.github/workflows/${event.workflow}.yml`
  const run = sandbox.createRun({
    repository,
    workflow: { name: event.workflow, path },
    event: event.name,
    headSha: event.sha,
    headBranch: event.ref.replace(/^refs\/heads\//, ''),
    actor: event.actor,
  })
  const payload = join(scratch, `event-${run.id}.json`)
  writeFileSync(payload, JSON.stringify(event.payload))
  const environment = {
    GITHUB_SERVER_URL: sandbox.serverUrl,
    GITHUB_API_URL: sandbox.apiUrl,
    GITHUB_REPOSITORY: repository,
    GITHUB_RUN_ID: String(run.id),
    GITHUB_REF: event.ref,
    SHA_REF: event.sha,
    ACTIONS_RESULTS_URL: `${sandbox.resultsUrl}/`,
    ACTIONS_RUNTIME_TOKEN: sandbox.runtimeToken(run.id, event.workflow),
    npm_config_prefer_offline: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    ...(world.python === undefined ? {} : { PAWL_PYTHON: world.python }),
  }
  const args = [
    event.name,
    ...['-C', folder, '-W', path, '-e', payload, '--actor', event.actor, '--json'],
    ...['-P', 'ubuntu-latest=-self-hosted', '--no-skip-checkout', '--no-cache-server'],
    ...['--action-cache-path', join(scratch, 'actions')],
    ...['-s', `GITHUB_TOKEN=${sandbox.workflowToken({ repository, permissions, runId: run.id })}`],
    ...Object.entries(environment).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...[...world.local].flatMap(([use, at]) => ['--local-repository', `${use}=${resolve(at)}`]),
  ]
  const { exitCode, out } = await start(world, args)
  const lines = out
    .split('\n')
    .flatMap((line): Line[] => (line.startsWith('{') ? [JSON.parse(line) as Line] : []))
  sandbox.completeRun(run.id, exitCode === 0 ? 'success' : 'failure')
  return {
    exitCode,
    runId: run.id,
    jobs: lines.flatMap(({ jobID, jobResult }) => (jobID && jobResult ? [`${jobID}: ${jobResult}`] : [])),
    log: lines.map(({ jobID, msg }) => `${jobID ?? ''} | ${(msg ?? '').trimEnd()}`).join('\n') || out,
  }
}

/** act hands its whole environment on to every step, so it gets one with nothing in it. */
async function start({ act, node }: ActWorld, args: string[]): Promise<{ exitCode: number; out: string }> {
  const { HOME = '', PATH = '' } = process.env
  const child = spawn(act, args, {
    env: { HOME, PATH: `${node}:${PATH}`, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let out = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      out += chunk
    })
  const exitCode = await new Promise<number>((done, fail) => {
    child.on('error', fail)
    child.on('close', (code) => done(code ?? 1))
  })
  return { exitCode, out }
}
