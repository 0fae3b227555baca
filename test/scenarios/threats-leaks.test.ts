import { beforeAll, describe, expect, it } from 'vitest'
import { retrain as definition } from '../../src/commands/retrain.ts'
import { answerComment, checkOf } from './hand/acts.ts'
import type { JobResult } from './hand/job.ts'
import { answer, retrain, startRun, watchDrift } from './hand/workflows.ts'
import { acts, type Channels, channels, where } from './leaks.ts'
import { csvOf, customersOf, modelYaml, trainProgram } from './small.ts'
import {
  approval,
  dispatchBy,
  folderOfFile,
  proposed,
  pullOfJobs,
  pushToMain,
  runningWorld,
  type Scene,
  written,
} from './stage.ts'

/*
 * Threats of docs/security.md that aim at what Pawl says. One history with a canary in every cell, hostile names wherever
 * a name can stand, and a training program that prints what it can get hold of.
 */

const folder = folderOfFile()
const evil = '@everyone <img src=x onerror=alert(1)> [x](http://evil.example) `c` | #1'
const yamlText = (text: string): string => `'${text.replaceAll("'", "''")}'`

const datasetYaml = `dataset: customers
description: ${yamlText(evil)}
files: '*.csv'
key: [customer_id]
columns:
  customer_id: { type: string }
  a: { type: number }
  b: { type: number }
  c: { type: number }
  churned: { type: boolean, nulls: { max: 0 } }
  note: { type: string, pattern: 'can[a]ry-note-[0-9]+' }
  since: { type: date }
  ${yamlText(evil)}: { type: string, nulls: { max: 100% } }
`

interface Told {
  world: Scene
  said: Channels
  jobs: readonly JobResult[]
  tokens: readonly string[]
}

const canaryText = 'canary-'
/** Cells with nine decimals: no figure of a report looks like one of them by chance. */
const numbers = new Set<string>()

function cells({ seed = 7, shift = 0, from = 0, broken = false } = {}): object[] {
  return customersOf({ rows: 600, seed, shift, from }).map(({ a, b, c, churned }, row) => {
    const exact = (value: number, column: number) => {
      const text = (value + (row * 3 + column + 1) * 1.00003e-7 + 1e-9).toFixed(9)
      numbers.add(text.replace(/^-|0+$/g, ''))
      return text
    }
    return {
      customer_id: `canary-id-${from + row}`,
      a: exact(a, 0),
      b: exact(b, 1),
      c: broken && row % 3 === 0 ? `canary-c-${row}` : exact(c, 2),
      churned,
      note: broken && row % 5 === 0 ? `"canary-bad-${row} ${evil}"` : `canary-note-${row}`,
      since: broken && row % 7 === 0 ? `canary-since-${row}` : '2026-01-02',
      [evil]: 'canary-evil',
    }
  })
}

let told: Told

beforeAll(async () => {
  const world = await runningWorld(folder, {
    model: { description: yamlText(evil) },
    files: {
      'data/customers/dataset.yaml': datasetYaml,
      'data/customers/customers.csv': csvOf(cells()),
      'models/churn/train.mjs': trainProgram(
        "console.log(JSON.stringify(process.env))\nconsole.log('::set-output name=run::sha256:' + '0'.repeat(64))",
      ),
    },
  })
  const { ada, grace } = world.people
  const jobs: JobResult[] = []
  const look = async (branch: string, files: Readonly<Record<string, string>>) => {
    const pull = await proposed(world, { branch, files, title: evil })
    const { check, report } = await checkOf(world, { pull, by: ada, action: 'opened' })
    jobs.push(check, report)
  }
  await look('good-$(id)-@everyone', {
    'models/churn/model.yaml': modelYaml('good', { description: yamlText(evil) }),
  })
  await look('wrong-cells', { 'data/customers/customers.csv': csvOf(cells({ broken: true })) })
  await look('wrong-lines', {
    'data/customers/customers.csv': `${csvOf(cells())}canary-line-1,"canary-line-2\n,,canary-line-3,,,,,,,,,,,"x"y"\n`,
  })
  await pushToMain(world, { 'models/churn/model.yaml': modelYaml('good', { description: yamlText(evil) }) })
  const trained = await retrain(world, dispatchBy(world, 'hopper'), { reason: evil })
  jobs.push(...trained)
  jobs.push(await approval(world, await pullOfJobs(world, trained)))
  await pushToMain(world, { 'data/customers/next.csv': csvOf(cells({ seed: 8, shift: 3, from: 600 })) })
  jobs.push(await watchDrift(world, { ...dispatchBy(world, 'hopper'), name: 'schedule', payload: {} }))
  const said = await written(world, { by: grace, on: 1, body: `/rollback churn because ${evil}` })
  jobs.push(await answerComment(world, { by: grace, payload: said.payload }))
  const tokens = new Set(world.sandbox.requests.flatMap(({ token }) => token ?? []))
  told = { world, jobs, said: await channels(world, jobs), tokens: [...tokens] }
  return () => world.sandbox.close()
}, 120_000)

it('the story took place, or there would be nothing to find', () => {
  expect(told.jobs.map(({ name, succeeded }) => `${name} ${succeeded}`)).toEqual([
    'pawl-check-check true',
    'pawl-report-report true',
    'pawl-check-check false',
    'pawl-report-report true',
    'pawl-check-check false',
    'pawl-report-report true',
    'pawl-retrain-decide true',
    'pawl-retrain-train-churn true',
    'pawl-retrain-evaluate-churn true',
    'pawl-retrain-promote-churn true',
    'pawl-comments-comment true',
    'pawl-drift-drift true',
    'pawl-comments-comment true',
  ])
  expect(told.tokens.length).toBeGreaterThan(10)
  for (const channel of ['#3: comments', '#4: comments']) expect(told.said.get(channel)).toContain('Fail')
})

describe('T18: a cell', () => {
  it('of text never appears in what Pawl says, not even when it is the one that is wrong', () => {
    expect(where(told.said, canaryText).filter((channel) => !/dataset\.yaml/.test(channel))).toEqual([])
  })

  it('of numbers appears in the reference profile alone, which is made of the smallest and largest', () => {
    const leaks = [...told.said].filter(([, content]) =>
      (content.match(/\d+\.\d{5,}/g) ?? []).some((figure) => numbers.has(figure.replace(/0+$/, ''))),
    )
    expect(leaks.map(([channel]) => channel).filter((channel) => !channel.endsWith('profile.json'))).toEqual(
      [],
    )
  })
})

it('T19: hostile names are text in everything that GitHub shows', () => {
  const shown = [...told.said].filter(([channel]) => /summary$|^#/.test(channel))
  expect(shown.filter(([, markdown]) => markdown.includes('everyone')).length).toBeGreaterThan(5)
  for (const [channel, markdown] of shown)
    expect(
      acts(markdown).filter((act) => !act.startsWith('link http://github.localhost')),
      channel,
    ).toEqual([])
})

it('T22: no token is in any of it, nor in what training could see', () => {
  expect(where(told.said, 'PAWL_OUT').length).toBeGreaterThan(0)
  for (const token of told.tokens) expect(where(told.said, token)).toEqual([])
})

it('T20: line feeds in what a dispatch says make no further output', async () => {
  const { world } = told
  const reason = 'why\nmodels=["evil"]\n::set-output name=any::true'
  const trigger = {
    ...dispatchBy(world, 'mallory'),
    name: 'repository_dispatch',
    payload: {
      action: 'pawl-retrain',
      sender: { login: 'mallory', type: 'User' },
      client_payload: { model: 'churn', by: 'ada\nany<<EOF\ntrue\nEOF', reason, source: 'x\ny' },
    },
  }
  const run = startRun(world, { workflow: 'pawl-retrain', trigger })
  const decide = await run.job('decide', { contents: 'write' }, [{ action: 'retrain' }])
  expect(decide.succeeded, decide.log).toBe(true)
  expect(Object.keys(definition.outputs)).toEqual(expect.arrayContaining([...decide.outputs.keys()]))
  expect(decide.outputs.get('models')).toMatch(/^\[("churn")?\]$/)
  expect(decide.outputs.get('starter')).toBe('mallory')
  const spoken = await written(world, {
    by: world.people.grace,
    on: 1,
    body: '/rollback churn to 1.0.0\nmerged=true\naccepted=true',
  })
  const answered = await answer(world, {
    ...dispatchBy(world, 'grace'),
    name: 'issue_comment',
    payload: spoken.payload,
  })
  expect(answered.outputs.get('merged')).toBe('false')
  expect(answered.outputs.get('accepted')).toBe('false')
})
