import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { call, type Developer, repository, type World } from './world.ts'

/** What people do on GitHub in the demo and in scenarios. */

export interface PullAnswer {
  number: number
  html_url: string
  state: string
  title: string
  body: string
  head: { sha: string; ref: string }
  base: { ref: string; sha: string }
  merged: boolean
}

export interface StatusAnswer {
  context: string
  state: string
  description: string
}

/** The commit that the default branch points to. */
export function mainHead({ sandbox }: World): string {
  return sandbox.head(repository, 'main')
}

export async function openPull(
  world: World,
  { by, branch, title, body = '' }: { by: Developer; branch: string; title: string; body?: string },
): Promise<PullAnswer> {
  return call(world, by, 'POST /pulls', { title, head: branch, base: 'main', body })
}

export async function readPull(world: World, { by, number }: { by: Developer; number: number }) {
  return call<PullAnswer>(world, by, `GET /pulls/${number}`)
}

/** Merges a pull request by hand, as a person does by the button. */
export async function mergePull(
  world: World,
  { by, number, title }: { by: Developer; number: number; title?: string },
) {
  // GitHub works out whether it can be merged when somebody looks.
  await readPull(world, { by, number })
  const message = title === undefined ? {} : { commit_title: title }
  await call(world, by, `PUT /pulls/${number}/merge`, { merge_method: 'squash', ...message })
}

/** The newest status of a context at a commit. */
export async function statusAt(
  world: World,
  { by, sha, context = 'pawl' }: { by: Developer; sha: string; context?: string },
): Promise<StatusAnswer | undefined> {
  const { statuses } = await call<{ statuses: StatusAnswer[] }>(world, by, `GET /commits/${sha}/status`)
  return statuses.find((status) => status.context === context)
}

/** Writes a comment on an issue or pull request. */
export async function write(
  world: World,
  { by, on, body }: { by: Developer; on: number; body: string },
): Promise<{ id: number }> {
  return call(world, by, `POST /issues/${on}/comments`, { body })
}

/** Runs the program `pawl` in a folder. */
export async function runPawl(
  { pawl, node = process.execPath }: Pick<World, 'pawl' | 'node'>,
  { folder, args, env = {} }: { folder: string; args: readonly string[]; env?: Record<string, string> },
): Promise<{ code: number; out: string; err: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)(node, [join(pawl, 'dist/cli/index.js'), ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
      maxBuffer: 2 ** 26,
    })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, out: stdout, err: stderr }
  }
}
