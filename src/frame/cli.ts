import { resolve } from 'node:path'
import { Octokit } from '@octokit/rest'
import { Command as Program } from 'commander'
import type { Forge } from '../forge/forge.ts'
import { githubForge } from '../github/forge.ts'
import { silent } from '../project/log.ts'
import { formatProblem, messageOf, UserError } from '../project/problem.ts'
import { needsToken } from './action.ts'
import { type AnyCommand, describeInputs, permissionWords } from './command.ts'
import type { Context } from './context.ts'
import { downloads } from './downloads.ts'
import { exitCodeOf, exitCodeOfError } from './exit-code.ts'
import { parseInputs } from './parse-inputs.ts'
import { addSandbox, type SandboxProgram } from './sandbox.ts'
import { terminalLog } from './terminal-log.ts'

const patience = 30_000

interface GlobalOptions {
  directory: string
  json?: boolean
  quiet?: boolean
  repository?: string
}

/** Makes the program `pawl` of the commands that can be run on a laptop. */
export function program(
  commands: readonly AnyCommand[],
  { version, sandbox }: { version: string; sandbox: SandboxProgram },
): Program {
  const pawl = new Program('pawl')
    .description('Puts machine-learning models into production through pull requests, on evidence.')
    .version(version)
    .option('-C, --directory <path>', "the repository's working copy", '.')
    .option('--json', 'print the result as JSON')
    .option('-q, --quiet', 'show no progress')
    .option('--repository <owner/name>', 'the repository on GitHub, for commands that ask it')
    .showHelpAfterError('(pawl help says what there is)')
    .exitOverride()
  for (const command of commands.filter(({ runs }) => runs.includes('cli'))) add(pawl, command)
  addSandbox(pawl, sandbox)
  return pawl
}

function add(pawl: Program, command: AnyCommand): void {
  const positional = command.positional ?? []
  const sub = pawl.command(command.name).description(command.summary).exitOverride()
  for (const { name, description, required, isFlag, default: fallback } of describeInputs(command.inputs)) {
    const shown = fallback === undefined ? description : `${description} Default: ${fallback}.`
    if (positional.includes(name)) sub.argument(required ? `<${name}>` : `[${name}]`, shown)
    else
      sub.option(`--${name} ${isFlag ? '[true|false]' : '<value>'}`, required ? `${shown} Required.` : shown)
  }
  sub.action(async (...given: unknown[]) => {
    const options = sub.optsWithGlobals<GlobalOptions & Record<string, unknown>>()
    const values = new Map<string, string>()
    positional.forEach((name, index) => {
      if (typeof given[index] === 'string') values.set(name, given[index])
    })
    for (const name of Object.keys(command.inputs)) {
      const value = sub.opts()[camelCase(name)]
      if (typeof value === 'string' || value === true) values.set(name, String(value))
    }
    process.exitCode = await runOnce(command, values, options)
  })
}

/** commander stores `--min-rows` as `minRows`. */
function camelCase(flag: string): string {
  return flag.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}

async function runOnce(
  command: AnyCommand,
  values: ReadonlyMap<string, string>,
  options: GlobalOptions,
): Promise<number> {
  try {
    const written = (name: string) => (command.positional?.includes(name) ? `<${name}>` : `--${name}`)
    const inputs = parseInputs(command, values, written)
    const result = await command.run(contextOf(command, options), inputs)
    process.stdout.write(
      options.json ? `${JSON.stringify(result.json, null, 2)}\n` : `${result.text.trimEnd()}\n`,
    )
    return exitCodeOf(result)
  } catch (error) {
    const problems =
      error instanceof UserError ? error.problems.map(formatProblem) : [`Pawl failed: ${messageOf(error)}`]
    if (options.json) process.stdout.write(`${JSON.stringify({ error: problems }, null, 2)}\n`)
    else process.stderr.write(`${problems.join('\n')}\n`)
    if (!(error instanceof UserError) && error instanceof Error) process.stderr.write(`${error.stack}\n`)
    return exitCodeOfError(error)
  }
}

function contextOf(command: AnyCommand, options: GlobalOptions): Context {
  const root = resolve(options.directory)
  const token = process.env.GITHUB_TOKEN || process.env.GH_TOKEN || undefined
  const repository = options.repository ?? process.env.GITHUB_REPOSITORY ?? null
  let connected: Forge | undefined
  const forge = async (): Promise<Forge> => {
    connected ??= connect(command, { token, repository })
    return connected
  }
  return {
    root,
    work: resolve(root, '.pawl'),
    style: { color: process.stdout.isTTY === true && !process.env.NO_COLOR },
    log: options.quiet || options.json ? silent : terminalLog(),
    event: { name: 'cli', payload: {}, actor: null, sha: null, repository, runId: null, url: null },
    clock: () => new Date(),
    secrets: token ? [token] : [],
    artifacts: null,
    download: downloads(token && repository ? forge : null),
    forge,
  }
}

function connect(
  command: AnyCommand,
  { token, repository }: { token: string | undefined; repository: string | null },
): Forge {
  const [owner, repo] = repository?.split('/') ?? []
  if (!owner || !repo) throw new UserError(`${command.name} asks GitHub: give --repository owner/name`)
  if (!token && needsToken(command)) throw new UserError(`${command.name} asks GitHub: set GITHUB_TOKEN`)
  const client = new Octokit({ auth: token, baseUrl: process.env.GITHUB_API_URL ?? 'https://api.github.com' })
  return githubForge({ client, owner, repo, patience, permissions: permissionWords(command.permissions) })
}
