import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { mainHead, type PullAnswer } from '../../sandbox/demo/acts.ts'
import { copyOf, repository, type World } from '../../sandbox/demo/world.ts'
import { check } from '../../src/commands/check.ts'
import { comment } from '../../src/commands/comment.ts'
import { promote } from '../../src/commands/promote.ts'
import { report } from '../../src/commands/report.ts'
import { git } from '../../src/git/git.ts'
import { answerComment } from './hand/acts.ts'
import type { Trigger } from './hand/workflows.ts'
import { candidate, type Performance, perform, workFolder } from './in-process.ts'
import { requestsOf } from './requests.ts'
import { shelf } from './shelf.ts'
import { modelYaml } from './small.ts'
import {
  awaitApproval,
  dispatchBy,
  folderOfFile,
  proposed,
  pushToMain,
  runningWorld,
  type Scene,
  scene,
  written,
} from './stage.ts'
import { badGateway, type Deed, lostAnswer, lostRequest, silence, sweep, sweepOfKills } from './sweep.ts'

/*
 * Every request of the commands that write, in trouble once: whatever goes wrong, to run the command again is enough.
 * `npm run sweep` puts every request into every trouble; here it is the writes, and the troubles that differ most.
 */

// Waiting between tries is what these tests are not about.
vi.mock('node:timers/promises', async (original) => {
  const timers = await original<typeof import('node:timers/promises')>()
  const setTimeout = (milliseconds = 0, ...rest: []) => timers.setTimeout(Math.min(milliseconds, 2), ...rest)
  return { ...timers, setTimeout }
})

// Nor is the process that looks into a model: one look at each file is enough.
vi.mock('../../src/model/inspect.ts', async (original) => {
  const module = await original<typeof import('../../src/model/inspect.ts')>()
  const seen = new Map<string, ReturnType<typeof module.inspectModel>>()
  const inspectModel: typeof module.inspectModel = (path, options) => {
    const known = seen.get(path) ?? module.inspectModel(path, options)
    seen.set(path, known)
    return known
  }
  return { ...module, inspectModel }
})

const all = process.env.PAWL_SWEEP === 'all'
if (all) vi.setConfig({ testTimeout: 30 * 60_000 })
const folder = folderOfFile()

/** A write that others act on: blobs, trees and commits are nothing before a branch leads to them, reactions are a sign. */
function isSeen({ method, path }: { method: string; path: string }): boolean {
  return method !== 'GET' && !/\/git\/(blobs|trees|commits)$|\/reactions$/.test(path)
}

type Login = keyof Scene['people']

/** What the check of a pull request leaves, and the event of its end. */
async function checked(world: Scene, pull: PullAnswer): Promise<Pick<Performance, 'trigger' | 'artifacts'>> {
  const { ada } = world.people
  await git(ada.folder, 'checkout', '--quiet', '--detach', pull.head.sha)
  const artifacts = shelf(join(world.folder, 'artifacts'))
  const trigger: Trigger = {
    name: 'pull_request',
    payload: { action: 'opened', number: pull.number, pull_request: pull },
    actor: 'ada',
    sha: pull.head.sha,
    branch: pull.head.ref,
  }
  await perform(world, check, { trigger, artifacts, root: ada.folder, work: workFolder(world, 'check') })
  const run = world.sandbox.createRun({
    repository,
    workflow: { name: 'pawl-check', path: '.github/workflows/pawl-check.yml' },
    event: trigger.name,
    headSha: trigger.sha,
    headBranch: trigger.branch,
    actor: trigger.actor,
  })
  world.sandbox.completeRun(run.id, 'success')
  const payload = world.sandbox.workflowRunPayload(run.id)
  return { artifacts, trigger: { ...trigger, name: 'workflow_run', payload, sha: mainHead(world) } }
}

const deeds: Record<string, (world: Scene) => Promise<Deed<Login>>> = {
  async report(world) {
    const files = { 'models/churn/model.yaml': modelYaml('good') }
    const left = await checked(world, await proposed(world, { branch: 'better', files }))
    return { world, run: (of) => perform(of, report, { ...left, work: workFolder(of, 'report') }) }
  },
  async promote(world) {
    await pushToMain(world, { 'models/churn/model.yaml': modelYaml('good') })
    const { folder: root } = world.people.ada
    const made = { trigger: dispatchBy(world, 'hopper'), root, work: workFolder(world, 'train') }
    await candidate(world, made)
    return { world, run: (of) => perform(of, promote, { ...made, with: { model: 'churn' } }) }
  },
  async approve() {
    const trigger = { ...dispatchBy(waiting, 'grace'), name: 'issue_comment', payload: approval }
    return { world: waiting, run: (of) => perform(of, comment, { trigger, work: workFolder(of, 'comment') }) }
  },
}

/** 1.0.0 is in production; in the second one, 1.1.0 waits besides, and grace has just written her approval. */
let running: Scene
let waiting: Scene
let approval: Record<string, unknown>

beforeAll(async () => {
  running = await runningWorld(folder)
  waiting = await copyOf(running, join(folder, 'waiting'))
  const pull = await awaitApproval(waiting)
  const said = { by: waiting.people.grace, on: pull.number, body: `/approve ${pull.head.sha}` }
  approval = (await written(waiting, said)).payload
  return async () => {
    await running.sandbox.close()
    await waiting.sandbox.close()
  }
})

describe.each(Object.entries(deeds))('%s', (name, prepare) => {
  // A promotion sets a second status; this approval is told that the code came past review, in a comment of its own.
  const most = name === 'report' ? 25 : 26
  let deed: Deed<Login>
  beforeAll(async () => {
    const copy = await copyOf(running, join(folder, name))
    deed = await prepare(copy)
    return () => copy.sandbox.close()
  })

  it(`asks GitHub at most ${most} times`, async () => {
    const world = await scene(deed.world)
    const { reads, writes, all } = await requestsOf(world, () => deed.run(world))
    console.log(`${name}: ${reads} reads, ${writes} writes`)
    expect(all.length, all.join('\n')).toBeLessThanOrEqual(most)
  })

  it.each(all ? [lostAnswer, silence, lostRequest, badGateway] : [lostAnswer, silence])(
    'comes to the same when of any request $name',
    async (trouble) => {
      const swept = await sweep(deed, {
        folder: await mkdtemp(join(folder, 'sweep-')),
        trouble,
        // What dies before a read has done what its last write did.
        ...(all ? {} : { only: isSeen }),
      })
      expect(swept.wrong).toEqual([])
      expect(swept.requests).toBeGreaterThan(1)
      if (trouble.persistent) return
      // A single fault is no reason to give up: only what cannot be told is refused, and asked again.
      expect(swept.finished).toBe(swept.requests)
    },
  )
})

it.each(all ? (['before', 'after'] as const) : (['after'] as const))(
  'the bundle that is killed right %s a request finishes an approval when it is run again',
  async (when) => {
    const run = (world: World) => answerComment(world, { by: waiting.people.grace, payload: approval })
    const swept = await sweepOfKills(
      { world: waiting, run },
      { folder: await mkdtemp(join(folder, 'kills-')), when, ...(all ? {} : { only: isSeen }) },
    )
    expect(swept.wrong).toEqual([])
    expect(swept.requests).toBeGreaterThan(5)
    expect(swept.finished).toBe(0)
  },
)
