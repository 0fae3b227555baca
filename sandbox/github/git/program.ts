import { spawn } from 'node:child_process'
import { devNull } from 'node:os'

export interface GitOutcome {
  code: number
  out: Buffer
  err: string
}

/** The `git` program said no; `message` holds its own words. */
export class GitError extends Error {
  readonly args: readonly string[]

  constructor(args: readonly string[], outcome: GitOutcome) {
    super(`git ${args.join(' ')}: ${outcome.err.trim() || `exit code ${outcome.code}`}`)
    this.name = 'GitError'
    this.args = args
  }
}

/** An environment in which no setting of the person who runs the sandbox has a say. */
export function gitEnvironment(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'))
  return {
    ...Object.fromEntries(own),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: devNull,
    GIT_TERMINAL_PROMPT: '0',
    ...extra,
  }
}

/** Runs `git` in a folder and gives what came of it, whatever the exit code. */
export function tryGit(
  folder: string,
  args: readonly string[],
  input: Buffer | string = '',
): Promise<GitOutcome> {
  return new Promise((resolve, reject) => {
    const child = spawn('git', ['-C', folder, ...args], { env: gitEnvironment() })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      resolve({ code: code ?? 1, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8') }),
    )
    // A child that ends before it has read everything says so by its exit code.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })
}

/** Runs `git` and gives its standard output; throws a `GitError` when it fails. */
export async function git(
  folder: string,
  args: readonly string[],
  input: Buffer | string = '',
): Promise<Buffer> {
  const outcome = await tryGit(folder, args, input)
  if (outcome.code !== 0) throw new GitError(args, outcome)
  return outcome.out
}
