import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, onTestFinished, vi } from 'vitest'
import { mainHead, mergePull, openPull, type PullAnswer, readPull, write } from '../../sandbox/demo/acts.ts'
import {
  branchOff,
  call,
  clone,
  copyOf,
  createWorld,
  type Developer,
  push,
  startFrom,
  type World,
} from '../../sandbox/demo/world.ts'
import { comment } from '../../src/commands/comment.ts'
import { commentEvent, say } from './hand/acts.ts'
import type { JobResult } from './hand/job.ts'
import { retrain, type Trigger } from './hand/workflows.ts'
import { checkOutMain, perform, promoteMain, workFolder } from './in-process.ts'
import { modelYaml, type SmallProject, smallProject, writeFiles } from './small.ts'

// Each test starts a dozen processes, which take their time on a machine that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** Pawl itself: scenarios run its committed bundle. */
export const pawl = resolve(import.meta.dirname, '../..')

/**
 * ada writes the code, grace approves, linus wrote a part of it, hopper starts runs; all four are approvers. mallory may
 * write and is no approver, eve is on the list and may only read.
 */
export const people = {
  ada: 'admin',
  grace: 'maintain',
  linus: 'write',
  hopper: 'write',
  mallory: 'write',
  eve: 'read',
} as const
export type Login = keyof typeof people
export type Scene = World<Login>

export const approvers = ['ada', 'grace', 'linus', 'hopper', 'eve'] as const

/** A folder that is removed when all tests of a file have ended. */
export function folderOfFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-scenario-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A world with a small project on its default branch. */
export async function smallWorld(folder: string, project: SmallProject = {}): Promise<Scene> {
  const world = await createWorld({ folder: join(folder, 'world'), pawl, people })
  await smallProject(join(folder, 'files'), { approvers, ...project })
  await startFrom(world, { developer: world.people.ada, files: join(folder, 'files') })
  await push(world.people.ada, { branch: 'main', message: 'Start' })
  await clone(world, world.people.grace)
  await clone(world, world.people.mallory)
  return world
}

/** A copy of a world for one test. */
export async function scene(world: Scene): Promise<Scene> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-scene-'))
  const copy = await copyOf(world, join(folder, 'world'))
  onTestFinished(async () => {
    await copy.sandbox.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return copy
}

/** Somebody starts the workflow pawl-retrain by hand. */
export function dispatchBy(world: Scene, login: Login): Trigger {
  return {
    name: 'workflow_dispatch',
    payload: { inputs: {} },
    actor: login,
    sha: mainHead(world),
    branch: 'main',
  }
}

/** What a push to the default branch starts. */
export function pushBy(world: Scene, login: Login): Trigger {
  const after = mainHead(world)
  return {
    name: 'push',
    payload: { before: '0'.repeat(40), after, ref: 'refs/heads/main' },
    actor: login,
    sha: after,
    branch: 'main',
  }
}

/** The promotion pull request that a retraining ends in. */
export async function promotion(world: Scene, trigger: Trigger): Promise<PullAnswer> {
  return pullOfJobs(world, await retrain(world, trigger))
}

export async function pullOfJobs(world: Scene, jobs: readonly JobResult[]): Promise<PullAnswer> {
  const number = Number(jobs.at(-1)?.outputs.get('pull'))
  if (!(number > 0)) throw new Error(`no promotion pull request:\n${jobs.map(({ log }) => log).join('\n')}`)
  return readPull(world, { by: world.people.ada, number })
}

/** ada, who is an administrator, pushes files to the default branch itself. */
export async function pushToMain(
  world: Scene,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const { ada } = world.people
  await checkOutMain(world, ada.folder)
  await writeFiles(ada.folder, files)
  return push(ada, { branch: 'main', message: 'Change main' })
}

/** Pushes changed files to a branch that starts from the default branch, and opens a pull request. */
export async function proposed(
  world: Scene,
  change: {
    by?: Developer
    branch: string
    files: Readonly<Record<string, string | Uint8Array>>
    title?: string
    message?: string
  },
): Promise<PullAnswer> {
  const { by = world.people.ada, branch, files, title = branch, message = `Change ${branch}` } = change
  await branchOff(by, branch)
  await writeFiles(by.folder, files)
  await push(by, { branch, message })
  return openPull(world, { by, branch, title })
}

/** What grace answers to a pull request: its approval. */
export function approval(world: Scene, pull: PullAnswer, login: Login = 'grace'): Promise<JobResult> {
  const by = world.people[login]
  return say(world, { by, on: pull.number, body: `/approve ${pull.head.sha.slice(0, 7)}` })
}

/** A world whose production is 1.0.0 (`fair`), approved by grace. */
export async function runningWorld(folder: string, project: SmallProject = {}): Promise<Scene> {
  const world = await smallWorld(folder, project)
  const root = world.people.ada.folder
  const first = { trigger: pushBy(world, 'ada'), root, work: workFolder(world, 'first') }
  await approveInProcess(world, await promoteMain(world, first))
  return world
}

/** An approval of a promotion by grace. */
export async function approveInProcess(world: Scene, pull: PullAnswer): Promise<void> {
  const by = world.people.grace
  const { payload } = await written(world, { by, on: pull.number, body: `/approve ${pull.head.sha}` })
  const result = await perform(world, comment, {
    trigger: { name: 'issue_comment', payload, actor: 'grace', sha: mainHead(world), branch: 'main' },
    work: workFolder(world, 'approve'),
  })
  if (result.outputs.merged !== true) throw new Error(result.text)
}

/**
 * Has 1.1.0 (`good`) wait for its approval there: ada and linus wrote the change, hopper started the run, and the job
 * that trained, which runs their code, names mallory instead.
 */
export async function awaitApproval(world: Scene): Promise<PullAnswer> {
  const { ada, grace } = world.people
  const change = await proposed(world, {
    branch: 'better',
    files: { 'models/churn/model.yaml': modelYaml('good') },
    message: 'A better model\n\nCo-authored-by: Linus <linus@example.com>',
  })
  await call(world, ada, `POST /statuses/${change.head.sha}`, { state: 'success', context: 'pawl' })
  await mergePull(world, { by: grace, number: change.number })
  const work = workFolder(world, 'second')
  const second = { trigger: dispatchBy(world, 'hopper'), root: ada.folder, work, claim: 'mallory' }
  return promoteMain(world, second)
}

/** Version in production on the default branch. */
export async function production(world: Scene): Promise<string> {
  const { content } = await call<{ content: string }>(
    world,
    world.people.ada,
    'GET /contents/registry/churn/stages.json?ref=main',
  )
  const { stages } = JSON.parse(Buffer.from(content, 'base64').toString('utf8')) as {
    stages: Record<string, string>
  }
  return stages.production ?? 'nothing'
}

/** Bodies of the comments that Pawl wrote. */
export async function answers(world: Scene, number: number): Promise<string[]> {
  const comments = await call<{ body: string; user: { type: string } }[]>(
    world,
    world.people.ada,
    `GET /issues/${number}/comments?per_page=100`,
  )
  return comments.filter(({ user }) => user.type === 'Bot').map(({ body }) => body)
}

/** A comment that was written, and the event that GitHub sent of it at that moment. */
export async function written(
  world: Scene,
  said: { by: Developer; on: number; body: string },
): Promise<{ id: number; payload: Record<string, unknown> }> {
  const { id } = await write(world, said)
  return { id, payload: await commentEvent(world, { ...said, comment: { id } }) }
}
