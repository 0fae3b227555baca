import { describe, expect, it } from 'vitest'
import { answerComment } from '../../src/commands/steps/answer-comment.ts'
import { digestOf } from '../../src/project/digest.ts'
import { policyReview, policyStatus } from '../../src/promotion/policy-review.ts'
import { type PawlYaml, parseSettings, pawlYaml, world } from './world.ts'

/** A repository with two models, whose whole model.yaml is their policy here, and a pull request of mallory's. */
function opened(edits: Record<string, string | null>, settings?: PawlYaml, base = 'main') {
  const here = world(settings)
  const { forge, context } = here
  forge.push('main', {
    'models/churn/model.yaml': 'gates: strict',
    'models/fraud/model.yaml': 'gates: strict',
  })
  if (base !== 'main') forge.push(base, {})
  context.policyAt = async (ref, model) => {
    const text = async (path: string) => {
      const bytes = await context.forge.file(path, ref)
      if (bytes === undefined) throw new Error(`${path} is missing`)
      return Buffer.from(bytes).toString()
    }
    const yaml = await text('pawl.yaml')
    return {
      digest: digestOf(`${await text(`models/${model}/model.yaml`)} ${yaml}`),
      settings: parseSettings(yaml),
      gates: [],
      hasWaivers: false,
    }
  }
  forge.push('idea', edits, { author: 'mallory' })
  const pull = forge.openPull('idea', 'mallory', base)
  const say = async (by: string, body: string) => {
    const { id, author } = forge.say(pull, by, body)
    return answerComment(context, { issue: pull, id, body, author })
  }
  const review = async () => policyReview(context, { pull: await context.forge.pull(pull) })
  const status = () => forge.statuses.findLast(({ context }) => context === 'pawl/policy')
  return { ...here, pull, say, review, status, head: () => forge.head('idea') }
}

const loosened = { 'models/churn/model.yaml': 'gates: lenient' }

describe('what a change edits of policies', () => {
  it.each<[string, Record<string, string | null>, string[]]>([
    ['nothing of other files', { 'models/churn/train.ts': '2', 'data/customers/dataset.yaml': 'x' }, []],
    ['the model whose policy differs', loosened, ['churn']],
    [
      'nothing where only its words differ from a model of the same policy',
      { 'models/churn/model.yaml': 'gates: strict' },
      [],
    ],
    ['nothing of a model that the base does not know', { 'models/new/model.yaml': 'gates: lenient' }, []],
    ['a model that it removes', { 'models/fraud/model.yaml': null }, ['fraud']],
    [
      'every model, where approvals in pawl.yaml differ',
      { 'pawl.yaml': pawlYaml({ approvals: { from: ['mallory'] } }) },
      ['churn', 'fraud'],
    ],
    ['every model, where pawl.yaml cannot be read any more', { 'pawl.yaml': 'no yaml' }, ['churn', 'fraud']],
  ])('is %s', async (_, edits, models) => {
    const { review } = opened(edits)
    expect((await review()).models).toEqual(models)
  })
})

describe('/approve-policy', () => {
  it('by an approver who had no hand in it turns pawl/policy green, at that head only', async () => {
    const { say, status, head, review, forge } = opened(loosened)
    const first = head()
    expect(policyStatus(await review(), first)).toEqual({
      state: 'pending',
      description: `needs /approve-policy ${first.slice(0, 7)}: it edits the policy of churn`,
    })
    expect(await say('grace', `/approve-policy ${first} because recall matters more`)).toMatchObject({
      command: 'approve-policy',
      done: 'agreed: 1 of 1',
    })
    expect(status()).toEqual({
      sha: first,
      context: 'pawl/policy',
      state: 'success',
      description: 'Agreed to by grace.',
    })
    expect((await review()).approvals).toEqual([{ by: 'grace', because: 'recall matters more' }])

    forge.push('idea', { 'models/churn/model.yaml': 'gates: none' }, { author: 'mallory' })
    expect(policyStatus(await review(), head()).state).toBe('pending')
    expect(await say('grace', `/approve-policy ${first}`)).toMatchObject({
      refused: { code: 'sha-not-head' },
    })
  })

  it('takes as many people as a promotion does', async () => {
    const { say, status, head } = opened(loosened, { approvals: { required: 2, from: ['ada', 'grace'] } })
    await say('grace', `/approve-policy ${head()}`)
    await say('grace', `/approve-policy ${head()}`)
    expect(status()).toMatchObject({ state: 'pending', description: expect.stringContaining('1 of 2') })
    expect(await say('ada', `/approve-policy ${head()}`)).toMatchObject({ done: 'agreed: 2 of 2' })
    expect(status()).toMatchObject({ state: 'success', description: 'Agreed to by grace, ada.' })
  })

  it('does not count from who wrote the change, even as an approver', async () => {
    const approvers = { from: ['mallory', 'grace'] }
    const { say, status, head } = opened(loosened, { approvals: approvers })
    expect(await say('mallory', `/approve-policy ${head()}`)).toMatchObject({
      refused: { code: 'wrote-the-code' },
    })
    expect(status()).toBeUndefined()
    const alone = opened(loosened, { approvals: { ...approvers, self: 'allow' } })
    expect(await alone.say('mallory', `/approve-policy ${alone.head()}`)).toMatchObject({
      done: 'agreed: 1 of 1',
    })
  })

  it('does not count from who is on the list of approvers in the change only', async () => {
    const { say, head } = opened(
      { 'pawl.yaml': pawlYaml({ approvals: { from: ['linus', 'mallory'], self: 'allow' } }) },
      { approvals: { from: ['grace'] } },
    )
    expect(await say('linus', `/approve-policy ${head()}`)).toMatchObject({
      refused: { code: 'not-an-approver' },
    })
    expect(await say('mallory', `/approve-policy ${head()}`)).toMatchObject({
      refused: { code: 'not-an-approver' },
    })
  })

  it('does not count on a pull request for another branch, whose policy and approvers may be anybody’s', async () => {
    const { say, status, head } = opened(loosened, undefined, 'mine')
    expect(await say('grace', `/approve-policy ${head()}`)).toMatchObject({ refused: { code: 'retargeted' } })
    expect(status()).toBeUndefined()
  })

  it('does not count when it was edited afterwards', async () => {
    const { say, review, head, forge, pull } = opened(loosened)
    await say('grace', `/approve-policy ${head()}`)
    const said = forge.notes.get(pull)?.find(({ author }) => author.login === 'grace')
    Object.assign(said ?? {}, { updatedAt: '2026-12-01T00:00:00Z' })
    expect((await review()).approvals).toEqual([])
  })

  it('says so where there is nothing to agree to', async () => {
    const { say, head } = opened({ 'models/churn/train.ts': '2' })
    expect(await say('grace', `/approve-policy ${head()}`)).toMatchObject({
      refused: { code: 'nothing-to-do' },
    })
    expect(await say('grace', '/approve-policy')).toMatchObject({ refused: { code: 'malformed' } })
  })
})
