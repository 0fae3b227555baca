import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { parseKeyValues } from '../../../sandbox/runner/command-file.ts'

interface ActionFile {
  inputs?: Record<string, { default?: unknown; required?: boolean }>
  runs: { using: string; main: string }
}

export interface Step {
  /** Folder that holds the action's action.yml. */
  action: string
  with?: Readonly<Record<string, string>>
}

export interface Job {
  /** The checked-out repository. */
  workspace: string
  /** RUNNER_TEMP; made fresh for each job. */
  temp: string
  /** Variables of GitHub and of the runner, as a job has them. */
  environment: Readonly<Record<string, string>>
  /** The job's token: what the expression github.token in an input's default stands for. */
  token: string
  /** The Node that runs actions. */
  node?: string
  /** Kills what is running, as the end of a machine does. */
  signal?: AbortSignal
  onLine?: (line: string) => void
}

export interface StepResult {
  exitCode: number
  outputs: ReadonlyMap<string, string>
  log: string
  summary: string
  seconds: number
}

const tokenExpression = /^\$\{\{\s*github\.token\s*\}\}$/

/** Runs a JavaScript action as a runner does: a child process that gets inputs, event and command files by environment. */
export async function runStep(job: Job, step: Step): Promise<StepResult> {
  const file = parse(await readFile(join(step.action, 'action.yml'), 'utf8')) as ActionFile
  if (!/^node\d+$/.test(file.runs.using))
    throw new Error(`${step.action} does not run on node but on ${file.runs.using}`)

  const folder = join(job.temp, '_runner_file_commands', randomUUID())
  await mkdir(folder, { recursive: true })
  const files = {
    output: join(folder, 'output'),
    summary: join(folder, 'summary'),
    state: join(folder, 'state'),
    env: join(folder, 'env'),
    path: join(folder, 'path'),
  }
  for (const path of Object.values(files)) await writeFile(path, '')

  const begun = performance.now()
  const { exitCode, log } = await run(job, {
    main: resolve(step.action, file.runs.main),
    environment: {
      ...job.environment,
      ...inputVariables(file, step.with ?? {}, job.token),
      GITHUB_WORKSPACE: job.workspace,
      RUNNER_TEMP: job.temp,
      GITHUB_OUTPUT: files.output,
      GITHUB_STEP_SUMMARY: files.summary,
      GITHUB_STATE: files.state,
      GITHUB_ENV: files.env,
      GITHUB_PATH: files.path,
    },
  })
  return {
    exitCode,
    log,
    outputs: parseKeyValues(await readFile(files.output, 'utf8')),
    summary: await readFile(files.summary, 'utf8'),
    seconds: (performance.now() - begun) / 1000,
  }
}

/** INPUT_<NAME> for what `with` says, unknown names too, and for the defaults of the rest. */
function inputVariables(
  file: ActionFile,
  given: Readonly<Record<string, string>>,
  token: string,
): Record<string, string> {
  const variables: Record<string, string> = {}
  const set = (name: string, value: unknown): void => {
    const text = value === undefined || value === null ? '' : String(value)
    variables[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] = tokenExpression.test(text) ? token : text
  }
  for (const [name, input] of Object.entries(file.inputs ?? {})) set(name, input.default)
  for (const [name, value] of Object.entries(given)) set(name, value)
  return variables
}

async function run(
  job: Job,
  { main, environment }: { main: string; environment: Record<string, string> },
): Promise<{ exitCode: number; log: string }> {
  const child = spawn(job.node ?? process.execPath, [main], {
    cwd: job.workspace,
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', LANG: 'C.UTF-8', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  job.signal?.addEventListener('abort', () => child.kill('SIGKILL'))
  let log = ''
  let rest = ''
  const take = (chunk: string): void => {
    log += chunk
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) job.onLine?.(line)
  }
  child.stdout.setEncoding('utf8').on('data', take)
  child.stderr.setEncoding('utf8').on('data', take)
  const exitCode = await new Promise<number>((done, fail) => {
    child.on('error', fail)
    child.on('close', (code, signal) => done(code ?? (signal ? 128 : 1)))
  })
  if (rest) job.onLine?.(rest)
  return { exitCode, log }
}
