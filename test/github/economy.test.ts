import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { report } from '../../src/commands/report.ts'
import { stateBranch } from '../../src/forge/state-branch.ts'
import type { Context } from '../../src/frame/context.ts'
import { digestOfJson } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import type { PromotionContext } from '../../src/promotion/context.ts'
import { promote } from '../../src/promotion/promote.ts'
import {
  answer,
  candidate,
  type Ground,
  parseSettings,
  pawlYaml,
  plainTexts,
  propose as proposeRun,
} from '../promotion/world.ts'
import { openStage, propose, push, routesOf, type Scene, type Stage, tally } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage.close())

/** What one job touches of the world: every command starts with a forge that knows nothing. */
function contextOf(scene: Scene): PromotionContext {
  const forge = scene.forge()
  return {
    forge,
    texts: plainTexts,
    runs: null,
    state: stateBranch({ forge, sleep: async () => {}, random: () => 0.5 }),
    now: () => new Date().toISOString(),
    sleep: async () => {},
    // The real loader reads the same two files.
    policyAt: async (ref) => {
      const settings = await forge.file('pawl.yaml', ref)
      const model = await forge.file('models/churn/model.yaml', ref)
      const parsed = parseSettings(Buffer.from(settings ?? '').toString())
      return {
        digest: digestOfJson({ model: Buffer.from(model ?? '').toString() }),
        settings: parsed,
        gates: [],
        hasWaivers: false,
      }
    },
  }
}

const ground = (scene: Scene): Ground => ({ forge: scene, context: contextOf(scene) })

async function sceneWithModel(): Promise<Scene> {
  const scene = await stage.scene()
  await push(scene, 'main', {
    'pawl.yaml': pawlYaml({ approvals: { from: ['grace', 'linus'] } }),
    'models/churn/model.yaml': 'model: churn\n',
    'models/churn/train.ts': '1',
  })
  return scene
}

/** Ada changes the code by a pull request, and it is merged. */
async function develop(scene: Scene, branch: string) {
  const { pull, sha } = await propose(scene, branch)
  const merged = await scene.forge().merge(pull.number, { sha, method: 'merge', title: branch, message: '' })
  if (!merged.merged) throw new Error(merged.message)
}

/** Somebody comments, and Pawl answers as the comment action does, signs included. */
async function comment(scene: Scene, number: number, login: string, body: string) {
  const { data } = await scene
    .as(login)
    .rest.issues.createComment({ owner: 'acme', repo: scene.name, issue_number: number, body })
  const event = { id: Number(data.id), body, author: { login, type: 'User' as const } }
  let result: unknown
  const requests = await scene.requests(async () => {
    const context = contextOf(scene)
    await context.forge.react(event.id, 'eyes')
    result = await answer({ context }, number, event)
    await context.forge.react(event.id, 'rocket')
  })
  return { result, requests }
}

async function promoted(scene: Scene, run: string) {
  const { pull, head } = await proposeRun(ground(scene), { run })
  const { result, requests } = await comment(scene, pull, 'linus', `/approve ${head}`)
  expect(result).toMatchObject({ kind: 'merged' })
  return requests
}

/** The report of a check that a workflow ended, as its action posts it. */
async function post(scene: Scene, sha: string) {
  const forge = scene.forge()
  const context: Context = {
    root: '.',
    work: '.',
    log: silent,
    style: { color: false },
    event: {
      name: 'workflow_run',
      payload: {
        workflow_run: {
          id: 1,
          event: 'pull_request',
          head_sha: sha,
          head_repository: { full_name: scene.fullName },
          conclusion: 'success',
          html_url: 'https://github.example/run/1',
        },
        repository: { default_branch: 'main' },
      },
      actor: 'ada',
      sha,
      repository: scene.fullName,
      runId: 1,
      url: null,
    },
    clock: () => new Date(),
    download: async () => undefined,
    forge: async () => forge,
    artifacts: { upload: async () => {}, download: async () => new Map() },
    secrets: [],
  }
  return scene.requests(() => report.run(context, {}))
}

describe('requests', () => {
  it('of a promotion, from the comment to merged and announced, are 25 at most', async () => {
    const scene = await sceneWithModel()
    await promoted(scene, 'r1')
    for (const nth of [1, 2, 3]) await develop(scene, `feature-${nth}`)
    const requests = await promoted(scene, 'r2')
    expect(routesOf(requests).join('\n')).toContain('POST /dispatches')
    expect(tally(requests).all, routesOf(requests).join('\n')).toBeLessThanOrEqual(25)
  })

  it('of a promotion do not grow with the pull requests that led to the candidate', async () => {
    const scene = await sceneWithModel()
    await promoted(scene, 'r1')
    for (let nth = 1; nth <= 6; nth++) await develop(scene, `feature-${nth}`)
    const requests = await promoted(scene, 'r2')
    expect(tally(requests).all, routesOf(requests).join('\n')).toBeLessThanOrEqual(25)
  })

  it('of a promotion that waited while the default branch moved are 25 at most', async () => {
    const scene = await sceneWithModel()
    await promoted(scene, 'r1')
    await develop(scene, 'feature')
    const { pull, head } = await proposeRun(ground(scene), { run: 'r2' })
    await develop(scene, 'meanwhile')
    const { result, requests } = await comment(scene, pull, 'linus', `/approve ${head}`)
    expect(result).toMatchObject({ kind: 'merged' })
    expect(tally(requests).all, routesOf(requests).join('\n')).toBeLessThanOrEqual(25)
  })

  it('of a report are 4 reads and 3 writes at most, the first time and the second', async () => {
    const scene = await sceneWithModel()
    const { sha, pull } = await propose(scene)
    for (const _ of [1, 2]) {
      const { reads, writes } = tally(await post(scene, sha))
      expect(reads).toBeLessThanOrEqual(4)
      expect(writes).toBeLessThanOrEqual(3)
    }
    expect(await scene.forge().comments(pull.number)).toHaveLength(1)
  })

  it('of proposing a candidate are 21 at most', async () => {
    const scene = await sceneWithModel()
    await promoted(scene, 'r1')
    const request = await candidate(ground(scene), { run: 'r2' })
    const requests = await scene.requests(() => promote(contextOf(scene), request))
    expect(tally(requests).all, routesOf(requests).join('\n')).toBeLessThanOrEqual(21)
  })
})
