import { describe, expect, it } from 'vitest'
import { forStage } from '../../src/gates/for-stage.ts'
import type { Report } from '../../src/gates/report.ts'
import { promote, promoteExisting } from '../../src/promotion/promote.ts'
import { currentVersion } from '../../src/registry/lookup.ts'
import { parseStages } from '../../src/registry/parse.ts'
import { verified } from './verified.ts'
import { candidate, comment, productionOf, propose, type World, world } from './world.ts'

type Outcome = Report['verdict']
type Stages = NonNullable<Report['stages']>

/** What a report says of both stages. */
const said = (staging: Outcome, production: Outcome): { verdict: Outcome; stages: Stages } => ({
  verdict: production,
  stages: [
    { stage: 'staging', verdict: staging, reason: `staging is ${staging}`, gates: [] },
    { stage: 'production', verdict: production, reason: `production is ${production}` },
  ],
})

const holds = ({ forge }: World, stage: string) =>
  currentVersion(parseStages('stages.json', forge.text('registry/churn/stages.json') ?? ''), stage)

const move = (w: World, stage: string, version: string | null = null) =>
  promoteExisting(w.context, {
    model: 'churn',
    version,
    stage,
    actor: 'linus',
    reason: 'it did well',
    comment: null,
  })

describe('a promotion to staging', () => {
  it('rests on the verdict for staging, is approved and merged, and proved by verify', async () => {
    const w = world()
    const { pull, head, record } = await propose(w, { run: 'r1', stage: 'staging', ...said('pass', 'fail') })
    expect(record).toMatchObject({ stage: 'staging', verdict: 'pass' })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({
      kind: 'merged',
      stage: 'staging',
    })
    expect(holds(w, 'staging')).toBe('1.0.0')
    expect(productionOf(w)).toBeUndefined()
    expect((await verified(w)).findings).toEqual([])
  })

  it('is refused where the verdict for staging does not allow it, however good that for production is', async () => {
    const w = world()
    const asked = await candidate(w, { run: 'r1', stage: 'staging', ...said('fail', 'pass') })
    await expect(promote(w.context, asked)).rejects.toThrow(
      'The verdict for staging is fail: staging is fail',
    )
  })

  it('that is inconclusive for staging takes a reason', async () => {
    const w = world()
    const { pull, head } = await propose(w, { run: 'r1', stage: 'staging', ...said('inconclusive', 'pass') })
    expect(await comment(w, pull, 'grace', `/approve ${head}`)).toMatchObject({ code: 'reason-needed' })
    expect(await comment(w, pull, 'grace', `/approve ${head} because we look at it there`)).toMatchObject({
      kind: 'merged',
    })
  })

  it('of a report that says nothing of staging is refused, though it says that of production', async () => {
    const w = world()
    const { verdict, stages } = said('pass', 'pass')
    const asked = await candidate(w, { run: 'r1', stage: 'staging', verdict, stages: stages.slice(1) })
    await expect(promote(w.context, asked)).rejects.toThrow(
      'does not say what the candidate comes to for staging',
    )
  })

  it('rests on the one verdict there is where gates do not differ by stage', async () => {
    const w = world()
    const { record } = await propose(w, { run: 'r1', stage: 'staging', verdict: 'warn' })
    expect(record.verdict).toBe('warn')
    const failing = await candidate(w, { run: 'r2', stage: 'staging', verdict: 'fail' })
    await expect(promote(w.context, failing)).rejects.toThrow('The verdict is fail')
  })

  it('is refused for a stage that pawl.yaml does not have', async () => {
    const w = world()
    const asked = await candidate(w, { run: 'r1', stage: 'canary', verdict: 'pass' })
    await expect(promote(w.context, asked)).rejects.toThrow('canary is no stage of this project')
  })
})

it('production is not left empty by what is called a promotion to staging', async () => {
  const w = world()
  const { pull, head } = await propose(w, { run: 'r1', ...said('pass', 'pass') })
  await comment(w, pull, 'grace', `/approve ${head}`)
  await expect(move(w, 'staging', '1.0.0')).rejects.toThrow('production')
  await expect(move(w, 'staging')).rejects.toThrow('has no version in staging to promote')
  expect(productionOf(w)).toBe('1.0.0')
})

describe('a promotion to production', () => {
  it('is refused where only staging would do, be it of a candidate or of what holds staging', async () => {
    const w = world()
    const asked = await candidate(w, { run: 'r1', ...said('pass', 'fail') })
    await expect(promote(w.context, asked)).rejects.toThrow('The verdict for production is fail')

    const { pull, head } = await propose(w, { run: 'r1', stage: 'staging', ...said('pass', 'fail') })
    await comment(w, pull, 'grace', `/approve ${head}`)
    await expect(move(w, 'production')).rejects.toThrow('The verdict for production is fail')
    expect(productionOf(w)).toBeUndefined()
  })

  it('of what holds staging rests on the verdict for production', async () => {
    const w = world()
    const first = await propose(w, { run: 'r1', stage: 'staging', ...said('pass', 'warn') })
    await comment(w, first.pull, 'grace', `/approve ${first.head}`)
    const result = await move(w, 'production')
    if (result.kind !== 'proposed') throw new Error(result.kind)
    expect(result.record).toMatchObject({ stage: 'production', verdict: 'warn', version: '1.0.0' })
    expect(await comment(w, result.pull.number, 'grace', `/approve ${result.head}`)).toMatchObject({
      kind: 'merged',
    })
    expect(productionOf(w)).toBe('1.0.0')
    expect((await verified(w)).findings).toEqual([])
  })
})

describe('the report for a stage', () => {
  const base = { verdict: 'pass', reason: 'all pass', gates: [] } as unknown as Report

  it.each<[string, Stages]>([
    ['no stage', []],
    ['another stage', [{ stage: 'qa', verdict: 'pass', reason: '', gates: [] }]],
    ['the stage without its gates', [{ stage: 'staging', verdict: 'pass', reason: '' }]],
  ])('is an error where it tells of %s', (_, stages) => {
    expect(forStage({ ...base, stages }, 'staging')).toMatchObject({ verdict: 'error', gates: [] })
  })

  it('is that of production whatever a list of stages claims of it', () => {
    const stages: Stages = [{ stage: 'production', verdict: 'pass', reason: '', gates: [] }]
    expect(forStage({ ...base, verdict: 'fail', stages }, 'production').verdict).toBe('fail')
  })
})
