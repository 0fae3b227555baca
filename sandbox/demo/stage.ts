import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Runner, RunReport } from '../runner/runner.ts'
import { mergePull, openPull, type PullAnswer, type StatusAnswer, statusAt, write } from './acts.ts'
import { call, type Developer, push, type World } from './world.ts'

/** What every step of the story plays on. */
export interface Stage {
  world: World<'ada' | 'grace'>
  runner: Runner
  say(line: string): void
}

/** A step of the story that takes longer than this has gone wrong. */
const patience = 120_000

export function expect(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(`the story does not go as told: ${what}`)
}

/** Waits for something as a person who looks again and again. */
export async function until<T>(
  stage: Stage,
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = performance.now() + patience
  while (performance.now() < end) {
    const found = await look()
    if (found !== undefined) return found
    await sleep(200)
  }
  throw new Error(`the story does not go as told: ${what}\n${await failures(stage)}`)
}

/** Logs of the jobs that failed: what one wants to see when the story stops. */
async function failures({ runner }: Stage): Promise<string> {
  const failed = runner.runs.flatMap(({ jobs }) => jobs).filter(({ conclusion }) => conclusion === 'failure')
  return (await Promise.all(failed.map((job) => runner.log(job)))).join('\n')
}

/** Number of the newest run. */
export const lastRun = ({ runner }: Stage): number => runner.runs.at(-1)?.id ?? 0

/** The runs of a workflow that are newer than another run, the oldest first. */
export function runsAfter(
  { runner }: Stage,
  { workflow, before }: { workflow: string; before: number },
): RunReport[] {
  return runner.runs.filter(({ id, path }) => id > before && path.endsWith(`/${workflow}.yml`))
}

/** Does something that starts a workflow, and waits until that run of it has ended. */
export async function runOf(
  stage: Stage,
  workflow: string,
  deed: () => unknown,
): Promise<RunReport & { succeeded: boolean }> {
  const before = lastRun(stage)
  await deed()
  const run = await until(stage, `${workflow} runs to its end`, () =>
    runsAfter(stage, { workflow, before }).find(({ status }) => status === 'completed'),
  )
  return { ...run, succeeded: run.conclusion === 'success' }
}

/** Commits what is changed to a branch, pushes it, and opens a pull request. */
export async function propose(
  { world }: Stage,
  proposal: { by: Developer; branch: string; message: string; title: string; body: string },
): Promise<PullAnswer> {
  await push(proposal.by, proposal)
  return openPull(world, proposal)
}

/** The status `pawl` of a pull request's head, once the check has spoken. */
export async function verdictOn(stage: Stage, pull: PullAnswer): Promise<StatusAnswer> {
  const by = stage.world.people.ada
  return until(stage, `#${pull.number} gets its status`, async () => {
    const status = await statusAt(stage.world, { by, sha: pull.head.sha })
    return status?.state === 'pending' ? undefined : status
  })
}

/** Writes a comment, and gives the first sentence of what Pawl answers. */
export async function comment(
  stage: Stage,
  said: { by: Developer; on: number; body: string },
): Promise<string> {
  const { world } = stage
  const answer = await runOf(stage, 'pawl-comments', () => write(world, said))
  expect(answer.succeeded, `the comment is answered\n${await failures(stage)}`)
  const comments = await call<{ body: string; user: { type: string } }[]>(
    world,
    said.by,
    `GET /issues/${said.on}/comments?per_page=100`,
  )
  const answers = comments.filter(({ user }) => user.type === 'Bot')
  // The first line says whose answer it is, for machines; the rest is markdown.
  const [first = ''] = (answers.at(-1)?.body ?? '').replace(/^<!--.*-->\s*/, '').split('\n')
  return first.replaceAll(/[*`\\]/g, '')
}

export async function approve(
  stage: Stage,
  { by, pull }: { by: Developer; pull: PullAnswer },
): Promise<string> {
  return comment(stage, { by, on: pull.number, body: `/approve ${pull.head.sha.slice(0, 7)}` })
}

/** The open pull request that promotes a version. */
export async function promotionOf(stage: Stage, version: string): Promise<PullAnswer> {
  const pulls = await call<PullAnswer[]>(stage.world, stage.world.people.ada, 'GET /pulls?state=open')
  const pull = pulls.find(({ head }) => head.ref === `pawl/promote/churn/${version}`)
  expect(pull !== undefined, `churn ${version} is up for promotion\n${await failures(stage)}`)
  return pull
}

/** Merges by hand, without starting what a push to the default branch starts. */
export async function mergeQuietly(
  { world }: Stage,
  { by, pull }: { by: Developer; pull: PullAnswer },
): Promise<void> {
  const { number, title } = pull
  await mergePull(world, { by, number, title: `${title} (#${number}) [skip actions]` })
}

export async function editModel({ folder }: Developer, key: RegExp, by: string): Promise<void> {
  const path = join(folder, 'models/churn/model.yaml')
  const text = await readFile(path, 'utf8')
  expect(key.test(text), `the template's model.yaml has ${key.source}`)
  await writeFile(path, text.replace(key, by))
}
