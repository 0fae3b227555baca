import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { JobResult } from '../runner/job.ts'
import { answer, type Checked, checkPull } from './workflows.ts'
import { call, type Developer, repository, type World } from './world.ts'

/** What people do on GitHub in the demo and in scenarios, and what GitHub starts then. */

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
export async function mergePull(world: World, { by, number }: { by: Developer; number: number }) {
  // GitHub works out whether it can be merged when somebody looks.
  await readPull(world, { by, number })
  await call(world, by, `PUT /pulls/${number}/merge`, { merge_method: 'squash' })
}

/** The newest status of a context at a commit. */
export async function statusAt(
  world: World,
  { by, sha, context = 'pawl' }: { by: Developer; sha: string; context?: string },
): Promise<StatusAnswer | undefined> {
  const { statuses } = await call<{ statuses: StatusAnswer[] }>(world, by, `GET /commits/${sha}/status`)
  return statuses.find((status) => status.context === context)
}

/** Runs the check and the report on a pull request as its event would. */
export async function checkOf(
  world: World,
  { pull, by, action }: { pull: PullAnswer; by: Developer; action: 'opened' | 'synchronize' },
): Promise<Checked & { status: StatusAnswer | undefined }> {
  const checked = await checkPull(world, {
    name: 'pull_request',
    payload: { action, number: pull.number, pull_request: pull },
    actor: by.login,
    sha: pull.head.sha,
    branch: pull.head.ref,
  })
  return { ...checked, status: await statusAt(world, { by, sha: pull.head.sha }) }
}

/** Writes a comment on an issue or pull request. */
export async function write(
  world: World,
  { by, on, body }: { by: Developer; on: number; body: string },
): Promise<{ id: number }> {
  return call(world, by, `POST /issues/${on}/comments`, { body })
}

/** The event of a new comment, as GitHub sends it. */
export async function commentEvent(
  world: World,
  { by, on, comment }: { by: Developer; on: number; comment: { id: number } },
): Promise<Record<string, unknown>> {
  const issue = await call<Record<string, unknown>>(world, by, `GET /issues/${on}`)
  const written = await call<Record<string, unknown>>(world, by, `GET /issues/comments/${comment.id}`)
  return { action: 'created', issue, comment: written }
}

/** Writes a comment and has Pawl answer it. */
export async function say(
  world: World,
  said: { by: Developer; on: number; body: string },
): Promise<JobResult> {
  const comment = await write(world, said)
  return answerComment(world, { by: said.by, payload: await commentEvent(world, { ...said, comment }) })
}

/** Has Pawl answer an event of a comment. */
export async function answerComment(
  world: World,
  { by, payload }: { by: Developer; payload: Record<string, unknown> },
): Promise<JobResult> {
  return answer(world, {
    name: 'issue_comment',
    payload,
    actor: by.login,
    sha: mainHead(world),
    branch: 'main',
  })
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
