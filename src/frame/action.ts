import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as core from '@actions/core'
import { getOctokit } from '@actions/github'
import type { Forge } from '../forge/forge.ts'
import { githubForge } from '../github/forge.ts'
import type { Log } from '../project/log.ts'
import { formatProblem, messageOf, UserError } from '../project/problem.ts'
import { runnerArtifacts } from './artifacts.ts'
import { type AnyCommand, permissionWords, type Result } from './command.ts'
import type { Context, RunEvent } from './context.ts'
import { downloads } from './downloads.ts'
import { exitCodeOf, exitCodeOfError } from './exit-code.ts'
import { parseInputs } from './parse-inputs.ts'
import { runnerLog } from './runner-log.ts'

const patience = 5 * 60_000
const summaryLimit = 900 * 1024

/** Runs a command as a job's step: inputs and event from the environment, outputs, summary and exit code to the runner. */
export async function runAction(command: AnyCommand): Promise<void> {
  const secrets = [process.env.INPUT_TOKEN, process.env.ACTIONS_RUNTIME_TOKEN].filter(
    (value): value is string => Boolean(value),
  )
  for (const secret of secrets) core.setSecret(secret)
  const log = runnerLog()
  try {
    const inputs = parseInputs(command, givenInputs(command))
    const context = contextOf(command, { secrets, log })
    await finish(command, { result: await command.run(context, inputs), log })
  } catch (error) {
    // Anything that is said makes the runner listen again, should user code have had the last word.
    log.info(`${command.name} did not succeed`)
    report(error, log)
    process.exitCode = exitCodeOfError(error)
  }
}

/** The runner hands inputs over as INPUT_<NAME>, in capitals and with blanks made underscores, unknown ones too. */
function givenInputs(command: AnyCommand): Map<string, string> {
  const given = new Map<string, string>()
  for (const [variable, value] of Object.entries(process.env)) {
    if (!variable.startsWith('INPUT_') || value === undefined) continue
    const name = variable.slice('INPUT_'.length).toLowerCase()
    if (name === 'token' && needsToken(command)) continue
    given.set(name, value)
  }
  return given
}

export function needsToken(command: AnyCommand): boolean {
  return Object.keys(command.permissions).length > 0
}

function contextOf(command: AnyCommand, { secrets, log }: { secrets: readonly string[]; log: Log }): Context {
  const event = runEvent()
  const token = process.env.INPUT_TOKEN || undefined
  let connected: Forge | undefined
  const forge = async (): Promise<Forge> => {
    connected ??= connect(command, { token, repository: event.repository })
    return connected
  }
  return {
    root: process.env.GITHUB_WORKSPACE || process.cwd(),
    work: join(process.env.RUNNER_TEMP || join(process.cwd(), '.pawl'), 'pawl'),
    log,
    style: { color: false },
    event,
    clock: () => new Date(),
    secrets,
    artifacts: process.env.ACTIONS_RUNTIME_TOKEN
      ? runnerArtifacts({ token, repository: event.repository })
      : null,
    download: downloads(token ? forge : null),
    forge,
  }
}

function connect(
  command: AnyCommand,
  { token, repository }: { token: string | undefined; repository: string | null },
): Forge {
  if (!token)
    throw new UserError({
      message: `${command.name} needs a token`,
      hint: 'leave the input token at its default, github.token',
    })
  const [owner, repo] = repository?.split('/') ?? []
  if (!owner || !repo) throw new UserError('GITHUB_REPOSITORY is not set to owner/name')
  return githubForge({
    client: getOctokit(token),
    owner,
    repo,
    patience,
    permissions: permissionWords(command.permissions),
  })
}

function runEvent(): RunEvent {
  const {
    GITHUB_EVENT_NAME,
    GITHUB_EVENT_PATH,
    GITHUB_ACTOR,
    GITHUB_SHA,
    GITHUB_REPOSITORY,
    GITHUB_RUN_ID,
    GITHUB_SERVER_URL,
  } = process.env
  const payload = GITHUB_EVENT_PATH
    ? (JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8')) as Record<string, unknown>)
    : {}
  const repository = GITHUB_REPOSITORY || null
  const runId = GITHUB_RUN_ID ? Number(GITHUB_RUN_ID) : null
  return {
    name: GITHUB_EVENT_NAME || 'unknown',
    payload,
    actor: GITHUB_ACTOR || null,
    sha: GITHUB_SHA || null,
    repository,
    runId,
    url:
      GITHUB_SERVER_URL && repository && runId
        ? `${GITHUB_SERVER_URL}/${repository}/actions/runs/${runId}`
        : null,
  }
}

async function finish(command: AnyCommand, { result, log }: { result: Result; log: Log }): Promise<void> {
  const { outputs, verdict, text, summary } = result
  log.info(text)
  for (const [name, value] of Object.entries(outputs)) {
    if (value === undefined) continue
    core.setOutput(name, value)
  }
  if (summary && process.env.GITHUB_STEP_SUMMARY)
    await core.summary.addRaw(summary.slice(0, summaryLimit), true).write()
  process.exitCode = exitCodeOf(result)
  if (process.exitCode !== 0) core.error(`${command.name}: ${verdict ?? 'not all of it could be done'}`)
}

function report(error: unknown, log: Log): void {
  if (!(error instanceof UserError)) {
    core.error(`Pawl failed: ${messageOf(error)}`)
    if (error instanceof Error && error.stack) log.info(error.stack)
    return
  }
  for (const problem of error.problems.slice(0, 8)) {
    const { place } = problem
    core.error(
      formatProblem(problem),
      place ? { file: place.file, startLine: place.line ?? 1, startColumn: place.column ?? 1 } : {},
    )
  }
  for (const problem of error.problems.slice(8)) log.info(formatProblem(problem))
}
