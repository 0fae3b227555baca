import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { checkModel } from '../../src/commands/check.ts'
import { readChange } from '../../src/commands/steps/subject.ts'
import type { Context } from '../../src/frame/context.ts'
import { git } from '../../src/git/git.ts'
import { silent } from '../../src/project/log.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { modelYaml, smallProject, writeFiles } from './small.ts'

/* Metrics and thresholds of a repository's own, in a check of a commit of a branch. */

vi.setConfig({ testTimeout: 60_000 })

/** Lift in the tenth of rows with the highest scores. It looks for what it must not find. */
const lift = (factor: number) => `import { existsSync, readFileSync } from 'node:fs'
if (existsSync('data/customers/customers.csv')) throw new Error('the dataset is here')
if (Object.keys(process.env).some((name) => /TOKEN/.test(name))) throw new Error('a token is here')
const [header, ...lines] = readFileSync(process.env.PAWL_ROWS, 'utf8').trim().split('\\n')
if (header !== 'target,prediction,label,customer_id,a,b,c,churned') throw new Error(header)
const rows = lines.map((line) => line.split(',').map(Number)).sort((p, q) => q[1] - p[1])
const share = (some) => some.reduce((sum, [target]) => sum + target, 0) / some.length
console.log(JSON.stringify({ value: ${factor} * share(rows.slice(0, Math.ceil(rows.length / 10))) / share(rows) }))
`

const settings = (more: Readonly<Record<string, string>> = {}) => ({
  train: '{ run: node models/churn/train.mjs, timeout: 1m, format: csv, params: { copy: fair } }',
  compare: '{ with: baseline, evidence: estimate }',
  evaluate: '{ threshold: { choose: { recall: 0.8 }, on: 30% }, points: { outreach: 0.4 } }',
  metrics:
    "{ lift: { run: node models/churn/lift.mjs, better: higher }, profit: { sql: 'CASE WHEN label = 1 THEN target * 10 - 4 + a * 0 ELSE 0 END', better: higher } }",
  gates:
    '{ lift: { min: 1.2, min-gain: 0 }, profit: { min-gain: 0 }, recall: { min: 0.6 }, points.outreach.recall: { min: 0.3 } }',
  ...more,
})

const context = (root: string, work: string): Context => ({
  root,
  work,
  log: silent,
  style: { color: false },
  event: { name: 'test', payload: {}, actor: 'ada', sha: null, repository: null, runId: null, url: null },
  clock: () => new Date('2026-01-01T00:00:00Z'),
  secrets: [],
  artifacts: null,
  forge: () => Promise.reject(new Error('there is no GitHub here')),
  download: () => Promise.reject(new Error('nothing here downloads')),
})

async function commit(root: string, files: Readonly<Record<string, string>>): Promise<void> {
  await writeFiles(root, files)
  await git(root, 'add', '--all')
  await git(root, 'commit', '--quiet', '--message', 'A change')
}

async function project(more: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-own-metrics-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const root = join(folder, 'repository')
  mkdirSync(root)
  await smallProject(root, {
    rows: 1500,
    files: {
      'models/churn/model.yaml': modelYaml('fair', settings(more)),
      'models/churn/lift.mjs': lift(1),
    },
  })
  await git(root, 'init', '--quiet', '--initial-branch=main')
  await git(root, 'config', 'user.name', 'Ada')
  await git(root, 'config', 'user.email', 'ada@example.com')
  await commit(root, {})
  await git(root, 'checkout', '--quiet', '-b', 'change')
  const at = context(root, join(folder, 'work'))
  const check = async () => checkModel(at, await readChange(at, { base: 'main' }), 'churn')
  return { root, check, runs: join(at.work, 'runs') }
}

it('a check judges them, and their program is the one of the base, whatever the branch makes of it', async () => {
  const { root, check } = await project()
  await commit(root, { 'models/churn/note.md': 'Nothing.\n' })
  const honest = await check()
  expect(honest.report?.gates.map(({ gate, verdict }) => [gate, verdict])).toEqual([
    ['lift.min', 'pass'],
    ['lift.min-gain', 'pass'],
    ['profit.min-gain', 'pass'],
    ['recall.min', 'pass'],
    ['points.outreach.recall.min', 'pass'],
  ])
  // A constant puts the rows in no order: its lift is that of the first tenth.
  expect(honest.report?.candidate.metrics.lift).toMatchObject({ value: expect.any(Number) })
  const comment = renderComment([honest], { changesWorkflows: false })
  for (const part of ['highest with recall of at least 0.8', 'outreach', '`lift`', '`profit`'])
    expect(comment).toContain(part)

  await commit(root, { 'models/churn/lift.mjs': lift(1000) })
  const shopped = await check()
  expect(shopped.report?.candidate.metrics.lift).toEqual(honest.report?.candidate.metrics.lift)

  // The change's own word is told beside it: its gates and its program.
  await commit(root, {
    'models/churn/model.yaml': modelYaml('fair', settings({ gates: '{ lift: { min: 100 } }' })),
  })
  const edited = await check()
  expect(edited.report?.gates[0]).toMatchObject({ gate: 'lift.min', limit: { value: 1.2 }, verdict: 'pass' })
  expect(edited.report?.policy.own).toMatchObject({ verdict: expect.stringMatching(/pass|warn/) })
  expect(edited.report?.policy.changes?.map(({ setting }) => setting)).toContain('gates.lift.min')
})

it('an expression that is mistaken ends the check with its place, before anything is trained', async () => {
  const { check, runs } = await project({
    metrics: "{ profit: { sql: 'CASE WHEN label = 1 THEN spend ELSE 0 END', better: higher } }",
    gates: '{ profit: { min: 0 } }',
  })
  await expect(check()).rejects.toThrow(
    /^models\/churn\/model\.yaml:\d+:\d+: metrics\.profit\.sql: spend is no declared column/,
  )
  expect(existsSync(runs)).toBe(false)
})

it('no command that evaluates, and so runs programs of a repository, asks for a token that can write', async () => {
  const commands = (await import('../../src/commands/index.ts')).commands
  const folder = resolve(import.meta.dirname, '../../src/commands')
  const evaluating = readdirSync(folder).filter(
    (file) =>
      file.endsWith('.ts') &&
      readFileSync(join(folder, file), 'utf8').includes("from './steps/evaluation.ts'"),
  )
  expect(evaluating.sort()).toEqual(['check.ts', 'evaluate.ts'])
  for (const file of evaluating) {
    const found = [...commands].find(({ name }) => `${name}.ts` === file)
    expect(found?.permissions).toEqual({ contents: 'read' })
  }
})
