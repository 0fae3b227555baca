import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { checkModel } from '../../src/commands/check.ts'
import { readChange } from '../../src/commands/steps/subject.ts'
import type { Context } from '../../src/frame/context.ts'
import type { Check } from '../../src/gates/check.ts'
import { changedPaths } from '../../src/git/change.ts'
import { git } from '../../src/git/git.ts'
import { digestOf } from '../../src/project/digest.ts'
import { loadProject } from '../../src/project/load.ts'
import { silent } from '../../src/project/log.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { touchedModels } from '../../src/project/touched.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import { VersionManifest } from '../../src/registry/version.ts'
import { Run } from '../../src/tracking/run.ts'
import {
  csvOf,
  customersOf,
  datasetYaml,
  defaultModelYaml,
  modelYaml,
  onnxOf,
  smallProject,
  trainProgram,
  writeFiles,
} from './small.ts'

/* A held-out set that is a dataset of its own: `split: {dataset: later}`. */

vi.setConfig({ testTimeout: 60_000 })

const customers = customersOf({ rows: 500 })
const later = customersOf({ rows: 600, seed: 8, from: 5000 })
const laterFile = 'data/later/later.csv'
const data = (defaultModelYaml.data ?? '').replace(/split: \{[^}]*\}/, 'split: { dataset: later }')
const laterYaml = datasetYaml.replace('dataset: customers', 'dataset: later')

const spying = `import { existsSync } from 'node:fs'
if (existsSync('${laterFile}') || existsSync('data/customers/customers.csv')) throw new Error('rows are here')
const lines = readFileSync(process.env.PAWL_TRAIN, 'utf8').trim().split('\\n').length
if (lines !== ${customers.length + 1}) throw new Error('not all rows of customers: ' + lines)`

interface Place {
  root: string
  at: Context
}

async function place(files: Readonly<Record<string, string>> = {}): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-held-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const root = join(folder, 'repository')
  mkdirSync(root)
  await smallProject(root, {
    files: {
      'data/customers/customers.csv': csvOf(customers),
      'data/later/dataset.yaml': laterYaml,
      [laterFile]: csvOf(later),
      'models/churn/model.yaml': modelYaml('fair', {
        data,
        train: '{ run: node models/churn/train.mjs, timeout: 1m, format: csv, params: { copy: fair } }',
      }),
      'models/churn/train.mjs': trainProgram(spying),
      'models/churn/also.onnx': onnxOf('also'),
      ...files,
    },
  })
  await git(root, 'init', '--quiet', '--initial-branch=main')
  await git(root, 'config', 'user.name', 'Ada')
  await git(root, 'config', 'user.email', 'ada@example.com')
  const at: Context = {
    root,
    work: join(folder, 'work'),
    log: silent,
    style: { color: false },
    event: { name: 'test', payload: {}, actor: 'ada', sha: null, repository: null, runId: null, url: null },
    clock: () => new Date('2026-01-01T00:00:00Z'),
    secrets: [],
    artifacts: null,
    forge: () => Promise.reject(new Error('there is no GitHub here')),
    download: () => Promise.reject(new Error('nothing here downloads')),
  }
  await commit({ root, at }, {})
  return { root, at }
}

async function commit({ root }: Place, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await writeFiles(root, files)
  await git(root, 'add', '--all')
  await git(root, 'commit', '--quiet', '--allow-empty', '--message', 'A change')
}

async function checked({ at }: Place, base: string): Promise<Check> {
  return checkModel(at, await readChange(at, { base }), 'churn')
}

const said = ({ report }: Check, name: string) => report?.checked?.find(({ check }) => check === name)

it('all rows of the model’s dataset are trained on, and all of the other are judged on; both are validated and recorded', async () => {
  const of = await place()
  const first = await checked(of, 'HEAD')
  expect(first.validation.map(({ dataset, verdict }) => [dataset, verdict])).toEqual([
    ['customers', 'pass'],
    ['later', 'pass'],
  ])
  expect(first).toMatchObject({
    verdict: 'pass',
    training: { rows: customers.length },
    report: { data: { dataset: 'customers', holdout: { rows: later.length }, twins: 0 } },
  })
  expect(said(first, 'unseen-rows')?.text).toContain('all rows of later')
  const runs = join(of.at.work, 'runs', 'churn')
  const run = Run.parse(JSON.parse(readFileSync(join(runs, 'run.json'), 'utf8')))
  expect(run).toMatchObject({
    split: { dataset: 'later' },
    rows: { train: customers.length, holdout: later.length },
    data: { dataset: 'customers', held: { dataset: 'later', files: [{ path: laterFile }] } },
  })

  // In production, it is compared with on the same rows, and its manifest says what it was judged on.
  const { files, manifest } = newVersion(undefined, {
    ...run,
    stage: 'production',
    files: new Map<string, string | Uint8Array>([
      ['model.onnx', readFileSync(join(runs, 'out', 'model.onnx'))],
      ['report.json', '{}'],
      ['profile.json', '{}'],
    ]),
    signature: { inputs: [], outputs: [] },
    policy: digestOf('policy'),
    actor: 'ada',
    reason: 'the first',
    created: '2025-12-01T00:00:00.000Z',
    at: '2025-12-01T00:00:00.000Z',
  })
  expect(VersionManifest.parse(manifest).data.held?.dataset).toBe('later')
  await commit(of, Object.fromEntries(files.map(({ path, content }) => [path, content])))
  await git(of.root, 'checkout', '--quiet', '-b', 'change')
  await commit(of, {
    'models/churn/model.yaml': readFileSync(join(of.root, 'models/churn/model.yaml'), 'utf8').replace(
      'copy: fair',
      'copy: also',
    ),
  })
  const next = await checked(of, 'main')
  expect(next).toMatchObject({ verdict: 'pass', report: { production: { version: '1.0.0' } } })
  expect(said(next, 'unaltered-rows')).toMatchObject({ verdict: 'pass' })
  expect(said(next, 'same-rows')).toMatchObject({ verdict: 'pass' })
})

it('a row that is in both is an error, and one that only looks alike is counted', async () => {
  const [one, two] = customers as [(typeof customers)[number], (typeof customers)[number]]
  const both = await place({ [laterFile]: csvOf([...later, one]) })
  const leaking = await checked(both, 'HEAD')
  expect(said(leaking, 'one-side')).toMatchObject({ verdict: 'error' })
  expect(leaking.verdict).toBe('error')

  await commit(both, { [laterFile]: csvOf([...later, { ...two, customer_id: 'C999999' }]) })
  const alike = await checked(both, 'HEAD')
  expect(alike.report?.data.twins).toBe(1)
})

it('a change that alters its rows is seen, and bad rows in it stop the check before anything is trained', async () => {
  const of = await place()
  await git(of.root, 'checkout', '--quiet', '-b', 'change')
  const eased = later.map((row, at) => (at < 40 ? { ...row, churned: row.c > 0 } : row))
  await commit(of, { [laterFile]: csvOf(eased) })
  const paths = await changedPaths(of.root, { base: 'main', head: 'HEAD' })
  expect(touchedModels(await loadProject(workingFiles(of.root)), paths)).toEqual(['churn'])
  const altered = await checked(of, 'main')
  expect(altered.verdict).toBe('inconclusive')
  expect(altered.report?.data.holdout.altered).toBeGreaterThan(0)

  await commit(of, { [laterFile]: csvOf(later.map((row, at) => (at === 3 ? { ...row, a: 99 } : row))) })
  const bad = await checked(of, 'main')
  expect(bad).toMatchObject({
    stage: 'validation',
    verdict: 'fail',
    reason: expect.stringContaining('later'),
  })
  expect(bad.training).toBeUndefined()
})
