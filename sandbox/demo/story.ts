import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../src/git/git.ts'
import { csv, customers } from '../../template/data/generate.ts'
import { writePages } from '../pages/pages.ts'
import type { JobResult } from '../runner/job.ts'
import {
  checkOf,
  mainHead,
  mergePull,
  openPull,
  type PullAnswer,
  readPull,
  runPawl,
  type StatusAnswer,
  say as sayOn,
} from './acts.ts'
import { copyNodeTemplate } from './template.ts'
import { retrain, verify, watchDrift } from './workflows.ts'
import {
  branchOff,
  call,
  clone,
  createWorld,
  type Developer,
  owner,
  push,
  repositoryName,
  startRepository,
  type World,
} from './world.ts'

export interface StoryOptions {
  folder: string
  pawl: string
  say: (line: string) => void
  node?: string
  onLine?: (line: string) => void
}

interface Stage extends StoryOptions {
  world: World<'ada' | 'grace'>
  /** HTML reports by the address of the run that made them. */
  reports: Map<string, string>
}

/** Plays the story from an empty repository to a rollback, and throws where it does not go as told. Gives the pages' index. */
export async function story(options: StoryOptions): Promise<string> {
  const world = await createWorld({ ...options, people: { ada: 'admin', grace: 'maintain' } })
  await copyNodeTemplate({ pawl: options.pawl, into: world.people.ada.folder })
  await startRepository(world, world.people.ada)
  const stage: Stage = { ...options, world, reports: new Map() }
  try {
    await firstModel(stage)
    await worseThenBetter(stage)
    await brokenData(stage)
    await retrainOnRequest(stage)
    await newDataDrifts(stage)
    await rollBackAndLookBack(stage)
    return await pages(stage)
  } finally {
    await world.sandbox.close()
  }
}

/** 1. A first model is trained, passes its gates, and is approved by somebody who did not write it. */
async function firstModel(stage: Stage): Promise<void> {
  const { world, say } = stage
  // A day between trainings is right for a project and too long for a demo.
  await editModel(world.people.ada, /cool-down: .*/, 'cool-down: 1s')
  const sha = await push(world.people.ada, { branch: 'main', message: 'Start from the template' })
  await clone(world, world.people.grace)
  say(
    '1. ada pushes the template: a dataset, a model, gates (its Python model is left out: the demo needs Node only)',
  )
  const trigger = {
    name: 'push',
    payload: { before: '0'.repeat(40), after: sha, ref: 'refs/heads/main' },
    actor: 'ada',
    sha,
    branch: 'main',
  }
  const pull = await promoted(stage, await retrain(world, trigger))
  say(`   trained on main; #${pull.number} promotes churn 1.0.0`)

  const refused = await comment(stage, {
    by: world.people.ada,
    on: pull.number,
    body: `/approve ${pull.head.sha.slice(0, 7)}`,
  })
  expect(refused.outputs.get('accepted') === 'false', 'the approval of the author is refused')
  say(`   ada says /approve: refused (${refused.outputs.get('code')})`)
  const accepted = await comment(stage, {
    by: world.people.grace,
    on: pull.number,
    body: `/approve ${pull.head.sha.slice(0, 7)}`,
  })
  expect(accepted.outputs.get('merged') === 'true', "grace's approval merges")
  say('   grace says /approve: merged, churn 1.0.0 is in production')
}

/** 2. A worse model is told so, with figures; a push with a better one turns the same comment and status green. */
async function worseThenBetter(stage: Stage): Promise<void> {
  const { world, say } = stage
  await branchOff(world.people.ada, 'fewer-trees')
  await editModel(world.people.ada, /params: .*/, 'params: { trees: 5, depth: 1, rate: 0.2, sample: 300 }')
  await push(world.people.ada, { branch: 'fewer-trees', message: 'Five trees are enough' })
  const pull = await openPull(world, {
    by: world.people.ada,
    branch: 'fewer-trees',
    title: 'Train fewer trees',
    body: 'Five trees train faster.',
  })
  say(`2. ada opens #${pull.number} with five trees instead of sixty`)
  const worse = await check(stage, pull, 'opened')
  expect(worse.state === 'failure', 'a worse model fails')
  say(`   ${worse.description}`)

  await editModel(world.people.ada, /params: .*/, 'params: { trees: 60, depth: 4, rate: 0.2, sample: 300 }')
  await push(world.people.ada, { branch: 'fewer-trees', message: 'Deeper trees instead' })
  const better = await check(
    stage,
    await readPull(world, { by: world.people.ada, number: pull.number }),
    'synchronize',
  )
  expect(better.state === 'success', 'a better model passes')
  const comments = await call<{ body: string }[]>(
    world,
    world.people.ada,
    `GET /issues/${pull.number}/comments`,
  )
  expect(comments.length === 1, 'there is one comment, updated in place')
  say(`   a push with deeper trees: ${better.description}`)
  await mergePull(world, { by: world.people.grace, number: pull.number })
  say(`   grace merges #${pull.number}`)
}

/** 3. Broken data is stopped before anything is trained. */
async function brokenData(stage: Stage): Promise<void> {
  const { world, say } = stage
  await branchOff(world.people.grace, 'new-export')
  const rows = customers({ month: '2026-01', rows: 4000, seed: 1, kind: 'normal' })
  await writeFile(
    join(world.people.grace.folder, 'data/customers/customers-2026-01.csv'),
    csv(rows, ['missing-column', 'nulls', 'category']),
  )
  await push(world.people.grace, { branch: 'new-export', message: 'Take the data from the new export' })
  const pull = await openPull(world, {
    by: world.people.grace,
    branch: 'new-export',
    title: 'Use the new export',
    body: 'The warehouse has a new export.',
  })
  say(`3. grace opens #${pull.number} with data from a new export`)
  const broken = await check(stage, pull, 'opened')
  expect(broken.state === 'failure', 'broken data fails')
  say(`   ${broken.description}`)
  await call(world, world.people.grace, `PATCH /pulls/${pull.number}`, { state: 'closed' })
}

/** 4. A retraining that somebody asks for ends in production. */
async function retrainOnRequest(stage: Stage): Promise<void> {
  const { world, say } = stage
  say('4. ada asks for a retraining of what is on main now')
  const trigger = {
    name: 'workflow_dispatch',
    payload: { inputs: {} },
    actor: 'ada',
    sha: mainHead(world),
    branch: 'main',
  }
  const pull = await promoted(
    stage,
    await retrain(world, trigger, { models: 'churn', reason: 'deeper trees were merged' }),
  )
  say(`   #${pull.number} promotes churn 1.1.0`)
  const accepted = await comment(stage, {
    by: world.people.grace,
    on: pull.number,
    body: `/approve ${pull.head.sha.slice(0, 7)}`,
  })
  expect(accepted.outputs.get('merged') === 'true', 'the approval merges')
  say('   grace says /approve: merged, churn 1.1.0 is in production')
}

/** 5. New data is unlike what production was trained on: one issue, and a recorded decision to retrain. */
async function newDataDrifts(stage: Stage): Promise<void> {
  const { world, say } = stage
  await branchOff(world.people.grace, 'february')
  const rows = customers({ month: '2026-02', rows: 2000, seed: 2, kind: 'drifted' })
  await writeFile(join(world.people.grace.folder, 'data/customers/customers-2026-02.csv'), csv(rows))
  await push(world.people.grace, { branch: 'february', message: 'Add the customers of February' })
  const pull = await openPull(world, {
    by: world.people.grace,
    branch: 'february',
    title: 'Add the customers of February',
    body: '2,000 new rows.',
  })
  const status = await check(stage, pull, 'opened')
  expect(status.state === 'success', 'the new data is valid')
  await mergePull(world, { by: world.people.ada, number: pull.number })
  say(`5. grace adds the customers of February (#${pull.number}, ${status.description})`)

  const watched = await watchDrift(world, {
    name: 'schedule',
    payload: { schedule: '17 * * * *' },
    actor: 'ada',
    sha: mainHead(world),
    branch: 'main',
  })
  expect(watched.succeeded, 'drift is watched')
  expect(watched.outputs.get('models') === '["churn"]', 'retraining is decided on')
  const issues = await call<{ number: number; title: string; pull_request?: unknown }[]>(
    world,
    world.people.grace,
    'GET /issues?state=open',
  )
  const [issue, ...more] = issues.filter(({ pull_request }) => pull_request === undefined)
  expect(issue !== undefined && more.length === 0, 'there is one issue')
  say(
    `   the nightly watch opens issue #${issue?.number}: ${issue?.title}; retraining is decided on and recorded on pawl/state`,
  )
}

/** 6. Production goes back by one comment; history tells why, verify proves it, and finds a byte that is changed. */
async function rollBackAndLookBack(stage: Stage): Promise<void> {
  const { world, say } = stage
  const issues = await call<{ number: number; pull_request?: unknown }[]>(
    world,
    world.people.grace,
    'GET /issues?state=open',
  )
  const issue = issues.find(({ pull_request }) => pull_request === undefined)
  const rolledBack = await comment(stage, {
    by: world.people.grace,
    on: issue?.number ?? 1,
    body: '/rollback churn because 1.1.0 sends too many offers since February',
  })
  expect(rolledBack.outputs.get('merged') === 'true', 'the rollback is merged')
  say('6. grace says /rollback churn because 1.1.0 sends too many offers since February: merged')

  await branchOff(world.people.grace, 'look-back')
  const told = await pawl(stage, 'history', 'churn')
  expect(
    told.code === 0 && /in production: 1\.0\.0/.test(told.out),
    'history says that 1.0.0 is in production',
  )
  say(`   pawl history churn\n${told.out.trimEnd().replaceAll(/^/gm, '           ')}`)

  const job = await verify(world, {
    name: 'repository_dispatch',
    payload: { action: 'pawl-stage-changed' },
    actor: 'github-actions[bot]',
    sha: mainHead(world),
    branch: 'main',
  })
  expect(job.succeeded, 'verify agrees')
  const sound = await pawl(stage, 'verify')
  expect(sound.code === 0, 'verify agrees on a laptop')
  say(`   pawl verify: ${sound.out.split('\n')[0]}`)
  const model = join(world.people.grace.folder, 'registry/churn/1.1.0/model.onnx')
  const bytes = await readFile(model)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
  await writeFile(model, bytes)
  const tampered = await pawl(stage, 'verify')
  expect(tampered.code === 1, 'verify finds a changed byte')
  say(`   one bit of 1.1.0/model.onnx is flipped; pawl verify: ${tampered.out.split('\n')[0]}`)
  await git(world.people.grace.folder, 'checkout', '--quiet', '--', 'registry')
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the story does not go as told: ${what}`)
}

async function editModel({ folder }: Developer, key: RegExp, by: string): Promise<void> {
  const path = join(folder, 'models/churn/model.yaml')
  const text = await readFile(path, 'utf8')
  expect(key.test(text), `the template's model.yaml has ${key.source}`)
  await writeFile(path, text.replace(key, by))
}

/** Runs the check and the report on a pull request as its event would, and gives the status that came of it. */
async function check(
  { world, reports }: Stage,
  pull: PullAnswer,
  action: 'opened' | 'synchronize',
): Promise<StatusAnswer> {
  const result = await checkOf(world, { pull, by: world.people.ada, action })
  const { check: checked, report, url, status } = result
  expect(report.succeeded, `the report on #${pull.number} is posted:\n${checked.log}\n${report.log}`)
  const folder = checked.outputs.get('report')
  if (folder) reports.set(url, join(folder, 'report.html'))
  if (!status) throw new Error(`#${pull.number} has no status pawl`)
  return status
}

/** The promotion pull request that a retraining ended in. */
async function promoted(stage: Stage, jobs: readonly JobResult[]): Promise<PullAnswer> {
  const failed = jobs.find(({ succeeded }) => !succeeded)
  expect(failed === undefined, `the job ${failed?.name} succeeds:\n${failed?.log}`)
  const number = Number(jobs.at(-1)?.outputs.get('pull'))
  expect(number > 0, `a promotion pull request is opened:\n${jobs.at(-1)?.log}`)
  return readPull(stage.world, { by: stage.world.people.ada, number })
}

async function comment(
  { world }: Stage,
  said: { by: Developer; on: number; body: string },
): Promise<JobResult> {
  const result = await sayOn(world, said)
  expect(result.succeeded, `the comment is answered:\n${result.log}`)
  return result
}

/** Runs the program `pawl` in grace's clone. */
async function pawl({ world }: Stage, ...args: string[]): Promise<{ code: number; out: string }> {
  return runPawl(world, { folder: world.people.grace.folder, args: ['--quiet', ...args] })
}

/** Draws every pull request and issue, with the reports behind their statuses. */
async function pages({ world, folder, reports }: Stage): Promise<string> {
  const out = join(folder, 'pages')
  await mkdir(out, { recursive: true })
  const local = new Map<string, string>()
  for (const [url, report] of reports) {
    const name = `report-${local.size + 1}.html`
    await copyFile(report, join(out, name))
    local.set(url, name)
  }
  await writePages({
    apiUrl: world.sandbox.apiUrl,
    token: world.people.grace.token,
    owner,
    repo: repositoryName,
    out,
    local,
  })
  return join(out, 'index.html')
}
