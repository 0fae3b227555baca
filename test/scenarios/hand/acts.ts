import { mainHead, type PullAnswer, type StatusAnswer, statusAt, write } from '../../../sandbox/demo/acts.ts'
import { call, type Developer, type World } from '../../../sandbox/demo/world.ts'
import type { JobResult } from './job.ts'
import { answer, type Checked, checkPull } from './workflows.ts'

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
