import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkModel } from '../../src/commands/check.ts'
import { evaluate } from '../../src/commands/evaluate.ts'
import { readDataset } from '../../src/commands/steps/dataset.ts'
import { evaluateRun } from '../../src/commands/steps/evaluation.ts'
import { readChange, subjectOf } from '../../src/commands/steps/subject.ts'
import { withDatabase } from '../../src/data/database.ts'
import { datasetFolder, dataVersion, inspectFiles } from '../../src/data/files.ts'
import { isHeldOut } from '../../src/data/split.ts'
import type { Context } from '../../src/frame/context.ts'
import type { Check } from '../../src/gates/check.ts'
import { Report } from '../../src/gates/report.ts'
import { git } from '../../src/git/git.ts'
import { canonicalJson, digestOf } from '../../src/project/digest.ts'
import { loadProject } from '../../src/project/load.ts'
import { silent } from '../../src/project/log.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { judge } from '../../src/promotion/evidence.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import type { Stages } from '../../src/registry/stages.ts'
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
  type Variant,
  writeFiles,
} from './small.ts'

/* Ways to a verdict that rests on nothing, tried on a real repository: commits, data, training, models and registry. */

vi.setConfig({ testTimeout: 60_000 })

interface Place {
  root: string
  context: Context
}

/** A repository whose default branch holds the small project. */
async function place(): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-evidence-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const root = join(folder, 'repository')
  mkdirSync(root)
  await smallProject(root, { rows: 1200, variant: 'good' })
  await git(root, 'init', '--quiet', '--initial-branch=main')
  await git(root, 'config', 'user.name', 'Ada')
  await git(root, 'config', 'user.email', 'ada@example.com')
  await commit(root, {})
  const context: Context = {
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
  return { root, context }
}

async function commit(root: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  await writeFiles(root, files)
  await git(root, 'add', '--all')
  await git(root, 'commit', '--quiet', '--allow-empty', '--message', 'A change')
  return (await git(root, 'rev-parse', 'HEAD')).trim()
}

/** What a pull request to main with these files comes to. */
async function proposed(
  { root, context }: Place,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Check> {
  await git(root, 'checkout', '--quiet', '-b', 'change', 'main')
  await commit(root, files)
  return checkModel(context, await readChange(context, { base: 'main' }), 'churn')
}

/** What a retraining of the default branch comes to. */
async function retrained({ context }: Place): Promise<Check> {
  return checkModel(context, await readChange(context, { base: 'HEAD' }), 'churn')
}

/** Puts a model into production as an approved promotion would; `edit` changes what version.json says. */
async function promoted(
  { root }: Place,
  edit: (manifest: VersionManifest) => unknown = (same) => same,
  { variant = 'good', over }: { variant?: Variant; over?: Stages } = {},
): Promise<Stages> {
  const { models, datasets } = await loadProject(workingFiles(root))
  const { data } = models.get('churn')?.config ?? {}
  const dataset = datasets.get('customers')
  if (!data || !dataset) throw new Error('the project lacks its model')
  const files = await inspectFiles(root, dataset, await workingFiles(root).list(datasetFolder(dataset)))
  const time = '2025-12-01T00:00:00.000Z'
  const change = newVersion(over, {
    model: 'churn',
    stage: 'production',
    files: new Map<string, string | Uint8Array>([
      ['model.onnx', onnxOf(variant)],
      ['report.json', '{}'],
      ['profile.json', '{}'],
    ]),
    run: 'the-first-run',
    commit: (await git(root, 'rev-parse', 'HEAD')).trim(),
    data: await dataVersion(dataset, files),
    split: data.split,
    features: data.features,
    target: data.target,
    signature: { inputs: [], outputs: [] },
    policy: digestOf('policy'),
    actor: 'ada',
    reason: 'the first',
    created: time,
    at: time,
  })
  const written = change.files.map(({ path, content }): [string, string | Uint8Array] => [
    path,
    path.endsWith('version.json') ? canonicalJson(edit(change.manifest)) : content,
  ])
  await commit(root, Object.fromEntries(written))
  return change.stages
}

const checked = (report: Report | undefined, name: string) =>
  report?.checked?.find(({ check }) => check === name)
const rows = customersOf({ rows: 1200 })
/** Customers that any model that sees c gets right. */
const easy = rows.map((row) => ({ ...row, churned: row.c > 0 }))
const easierModel = modelYaml('fair', { data: defaultModelYaml.data?.replace('customers', 'easier') ?? '' })

describe('a file that somebody gives', () => {
  it('is scored against production, warns that it may have seen the rows, and is never promoted', async () => {
    const at = await place()
    await promoted(at)
    const result = await evaluate.run(at.context, { model: 'churn', candidate: 'models/churn/fair.onnx' })
    const report = Report.parse(result.json)
    expect(report.production?.version).toBe('1.0.0')
    expect(report.candidate).toMatchObject({ given: 'model', digest: digestOf(onnxOf('fair')) })
    expect(report.candidate.metrics.roc_auc).toEqual({ value: expect.any(Number) })
    expect(checked(report, 'unseen-rows')).toMatchObject({ verdict: 'warn' })
    expect(report.notes.join()).toContain('which rows it was trained on is not known')
    expect(readFileSync(join(at.context.work, 'given/churn/report.json'), 'utf8')).toBe(canonicalJson(report))
    const promotable = { ...report, verdict: 'pass' as const }
    expect(
      judge({ report: promotable, stage: 'production', base: undefined, policy: report.policy.digest }),
    ).toMatchObject({
      allowed: false,
    })
  })

  it('passes at best with a warning', async () => {
    const at = await place()
    await commit(at.root, { 'models/churn/also.onnx': onnxOf('also') })
    await promoted(at)
    const result = await evaluate.run(at.context, { model: 'churn', candidate: 'models/churn/also.onnx' })
    expect(result.verdict).not.toBe('pass')
  })

  it('of predictions is judged by the same gates, with an exit code for what is wrong with it', async () => {
    const at = await place()
    await promoted(at)
    const given = join(at.root, '../given.csv')
    const predicted = customersOf({ rows: 1200 })
      .filter(({ customer_id }) => isHeldOut(customer_id, { salt: 'pawl', holdout: 0.5 }))
      .map(({ customer_id, churned }) => ({ customer_id, probability_true: churned ? 0.9 : 0.2 }))
    const ask = () => evaluate.run(at.context, { model: 'churn', predictions: '../given.csv' })
    writeFileSync(given, csvOf(predicted))
    const { verdict, json } = await ask()
    const report = Report.parse(json)
    expect(verdict).toBe('warn')
    expect(report.candidate).toMatchObject({ given: 'predictions', digest: digestOf(csvOf(predicted)) })
    expect(report.gates.map((gate) => gate.verdict)).toEqual(['pass', 'pass', 'pass'])
    expect(report.production?.metrics.roc_auc).toEqual({ value: expect.any(Number) })
    expect(readFileSync(join(at.context.work, 'given/churn/report.json'), 'utf8')).toBe(canonicalJson(report))

    writeFileSync(given, csvOf(predicted.slice(2)))
    await expect(ask()).rejects.toMatchObject({ name: 'UserError', message: /lacks 2 of the \d+ held-out/ })
    await expect(evaluate.run(at.context, { model: 'churn', predictions: 'pawl.yaml' })).rejects.toThrow(
      '.csv or .parquet',
    )
    await expect(
      evaluate.run(at.context, { model: 'churn', predictions: '../given.csv', candidate: 'model.onnx' }),
    ).rejects.toThrow('not both')
  })

  it('has to be there', async () => {
    const at = await place()
    const asked = evaluate.run(at.context, { model: 'churn', candidate: 'models/churn/none.onnx' })
    await expect(asked).rejects.toThrow('none.onnx is no file')
  })
})

describe('an export that is held against the model it was made from', () => {
  const weights = [0.5, -0.25, 1]
  /** The framework's own way to predict: in 64 bits, from the weights that training left. */
  const predict = (more = '') => `import { readFileSync, writeFileSync } from 'node:fs'
const [, ...rows] = readFileSync(process.env.PAWL_FEATURES, 'utf8').trim().split('\\n')
const weights = JSON.parse(readFileSync(process.env.PAWL_ARTIFACT, 'utf8'))
const scores = rows.map((row) => {
  const z = row.split(',').reduce((sum, cell, at) => sum + Number(cell) * weights[at], 0)
  return 1 / (1 + Math.exp(-z))
})
${more}
writeFileSync(process.env.PAWL_PREDICTIONS, 'probability_true\\n' + scores.join('\\n') + '\\n')
`
  const parity = '{ run: node models/churn/predict.mjs, artifact: model.json, timeout: 1m }'
  const yaml = (gate: string) =>
    modelYaml('good', {
      gates: `{ roc_auc: { min: 0.70 }, parity: ${gate} }`,
      parity,
    }).replace('timeout: 1m, params', 'timeout: 1m, format: csv, params')
  const leaves = (content: unknown) =>
    trainProgram(`writeFileSync(process.env.PAWL_OUT + '/model.json', '${JSON.stringify(content)}')`)
  const project = {
    'models/churn/model.yaml': yaml('{ max: 1e-5 }'),
    'models/churn/train.mjs': leaves(weights),
    'models/churn/predict.mjs': predict(),
  }
  const gateOf = (check: Check) => check.report?.gates.find(({ gate }) => gate === 'parity.max')

  it('passes where both say the same but for rounding, and the report says how far they are apart', async () => {
    const at = await place()
    await commit(at.root, project)
    const check = await retrained(at)
    expect(gateOf(check)).toMatchObject({ verdict: 'pass', metric: 'parity', limit: { value: 1e-5 } })
    expect(gateOf(check)?.candidate).toBeGreaterThan(0)
    expect(gateOf(check)?.candidate).toBeLessThan(1e-6)
    const part = check.report?.behaviour?.find((one) => one.of === 'parity')
    expect(part?.figures).toMatchObject([
      { figure: 'parity', candidate: { value: gateOf(check)?.candidate } },
    ])
    expect(part?.how).toContain('probability')
  })

  it.each<[string, Record<string, string>, string, RegExp]>([
    [
      'fails by the limit of the base where some rows differ, with their count and share and no cell',
      {
        'models/churn/model.yaml': yaml('{ max: 10, level: info }'),
        'models/churn/predict.mjs': predict('scores[3] = 1 - scores[3]; scores[5] += 0.125'),
      },
      'fail',
      /above the 0.00001 allowed; 2 rows of \d+ \(0\.\d+ %\) are beyond that$/,
    ],
    [
      'is an error where training left no model of the framework',
      { 'models/churn/train.mjs': trainProgram() },
      'error',
      /training left no model\.json/,
    ],
    [
      'is an error where what training left is the export itself',
      {
        'models/churn/train.mjs': trainProgram(
          'copyFileSync("models/churn/good.onnx", process.env.PAWL_OUT + "/model.json")',
        ),
      },
      'error',
      /byte for byte/,
    ],
    [
      'is an error where a row has no prediction',
      { 'models/churn/predict.mjs': predict('scores.pop()') },
      'error',
      /rows for \d+ rows/,
    ],
    [
      'is an error where the program crashes, though it wrote all predictions',
      { 'models/churn/predict.mjs': `${predict()}process.exit(1)\n` },
      'error',
      /cannot be told/,
    ],
  ])('%s', async (_, files, verdict, reason) => {
    const at = await place()
    await commit(at.root, project)
    const check = await proposed(at, files)
    expect(gateOf(check)).toMatchObject({ verdict, reason: expect.stringMatching(reason) })
    expect(check.verdict).toBe(verdict)
  })

  it('cannot be told of a given file, so that such a file does not pass by it', async () => {
    const at = await place()
    await commit(at.root, project)
    const { json } = await evaluate.run(at.context, { model: 'churn', candidate: 'models/churn/good.onnx' })
    const gate = Report.parse(json).gates.find(({ metric }) => metric === 'parity')
    expect(gate).toMatchObject({ verdict: 'inconclusive', candidate: null })
  })
})

describe('gates by stage', () => {
  const staged = (variant: Variant, stages: string) =>
    modelYaml(variant, {
      gates: '{ roc_auc: { min: 0.99 }, latency.p95: { max: 1000 } }',
      stages,
    })
  const lax = '{ staging: { gates: { roc_auc: { min: 0.6 } } } }'

  it('give a verdict for each stage, and that of the check is the one for production', async () => {
    const at = await place()
    await commit(at.root, { 'models/churn/model.yaml': staged('good', lax) })
    const { verdict, report } = await retrained(at)
    expect(verdict).toBe('fail')
    expect(report?.gates.map((gate) => gate.limit.value)).toEqual([0.99])
    expect(report?.stages?.map((one) => [one.stage, one.verdict, one.gates?.length])).toEqual([
      ['staging', 'pass', 1],
      ['production', 'fail', undefined],
    ])
    expect(report?.measured?.stages?.map(({ stage, gates }) => [stage, gates.length])).toEqual([
      ['staging', 1],
    ])
    if (!report) throw new Error('there is no report')
    const about = { report, base: undefined, policy: report.policy.digest }
    expect(judge({ ...about, stage: 'staging' })).toMatchObject({ allowed: true, verdict: 'pass' })
    expect(judge({ ...about, stage: 'production' })).toMatchObject({ allowed: false })
    expect(judge({ ...about, stage: 'canary' })).toMatchObject({ allowed: false })
  })

  it('are those of the base, whatever the change writes', async () => {
    const at = await place()
    const strict = '{ staging: { gates: { roc_auc: { min: 0.995 } } } }'
    await commit(at.root, { 'models/churn/model.yaml': staged('good', strict) })
    const { report } = await proposed(at, { 'models/churn/model.yaml': staged('good', lax) })
    expect(report?.stages?.map((one) => one.verdict)).toEqual(['fail', 'fail'])
    expect(report?.policy.changes?.map(({ setting }) => setting)).toContain(
      'stages.staging.gates.roc_auc.min',
    )
  })

  it('on what a clock measures are asked though only one stage has them', async () => {
    const at = await place()
    const yaml = modelYaml('good', {
      gates: '{ roc_auc: { min: 0.6 } }',
      stages: '{ staging: { gates: { latency.p95: { max: 0.000001 } } } }',
    })
    await commit(at.root, { 'models/churn/model.yaml': yaml })
    const { report } = await retrained(at)
    expect(report?.stages?.map((one) => [one.stage, one.verdict])).toEqual([
      ['staging', 'fail'],
      ['production', 'pass'],
    ])
  })
})

describe('the best run', () => {
  const best = (variant: Variant) =>
    modelYaml(variant, {
      compare: '{ with: best-run, evidence: estimate }',
      gates: '{ roc_auc: { max-drop: 0.01 } }',
    })

  it('is found among all versions of the registry, and one whose files are gone is told', async () => {
    const at = await place()
    await commit(at.root, {
      'models/churn/model.yaml': best('fair'),
      'models/churn/near.onnx': onnxOf('near'),
    })
    const over = await promoted(at)
    await promoted(at, undefined, { variant: 'bad', over })
    const known = await proposed(at, { 'models/churn/model.yaml': best('near') })
    expect(known.report?.against).toMatchObject({ name: 'best-run', version: '1.0.0' })
    expect(known.report?.production?.version).toBe('1.1.0')
    expect(known.verdict).toBe('fail')

    await git(at.root, 'checkout', '--quiet', 'main')
    rmSync(join(at.root, 'registry/churn/1.0.0'), { recursive: true })
    await commit(at.root, {})
    await git(at.root, 'branch', '--quiet', '-D', 'change')
    const lost = await proposed(at, { 'models/churn/model.yaml': best('near') })
    expect(lost.report?.against).toMatchObject({ name: 'best-run', version: '1.1.0' })
    expect(checked(lost.report, 'every-version-scored')).toMatchObject({
      verdict: 'warn',
      text: expect.stringContaining('1.0.0'),
    })
    expect(lost.verdict).toBe('warn')
  })
})

describe('a pull request that points the model at another dataset', () => {
  it('is judged on rows the base never chose, and so cannot pass, however good its figures', async () => {
    const at = await place()
    await promoted(at)
    const check = await proposed(at, {
      'data/easier/dataset.yaml': datasetYaml.replace('customers', 'easier'),
      'data/easier/easier.csv': csvOf(easy),
      'models/churn/model.yaml': easierModel,
    })
    expect(check.verdict).not.toBe('pass')
    expect(checked(check.report, 'base-dataset')).toMatchObject({ verdict: 'inconclusive' })
    expect(checked(check.report, 'unaltered-rows')).toMatchObject({ verdict: 'inconclusive' })
    expect(check.report?.data.holdout.altered).toBeGreaterThan(50)
    expect(check.report?.policy).toMatchObject({
      changed: true,
      changes: [{ setting: 'data.dataset', before: 'customers', after: 'easier' }],
    })
  })

  it('cannot pass either when that dataset holds the base’s rows too', async () => {
    const at = await place()
    await promoted(at)
    const more = customersOf({ rows: 1200, from: 5000 }).map((row) => ({ ...row, churned: row.c > 0 }))
    const check = await proposed(at, {
      'data/easier/dataset.yaml': datasetYaml.replace('customers', 'easier'),
      'data/easier/easier.csv': csvOf([...rows, ...more]),
      'models/churn/model.yaml': easierModel,
    })
    expect(check.report?.data.holdout).toMatchObject({ altered: 0 })
    expect(check.report?.data.holdout.added).toBeGreaterThan(400)
    expect(checked(check.report, 'base-dataset')).toMatchObject({ verdict: 'inconclusive' })
    expect(check.verdict).not.toBe('pass')
  })
})

describe('a pull request that reads the same bytes in another way', () => {
  it('alters the rows, because a type decides on which side of the split they fall', async () => {
    const at = await place()
    await commit(at.root, {
      'data/customers/dataset.yaml': datasetYaml.replace(
        "type: string, pattern: 'C[0-9]{6}'",
        'type: integer',
      ),
      'data/customers/customers.csv': csvOf(rows.map((row, index) => ({ ...row, customer_id: `0${index}` }))),
    })
    await promoted(at)
    const check = await proposed(at, {
      'data/customers/dataset.yaml': datasetYaml.replace(
        "type: string, pattern: 'C[0-9]{6}'",
        'type: string',
      ),
      'models/churn/model.yaml': modelYaml('fair'),
    })
    expect(check.report?.data.holdout.altered).toBeGreaterThan(400)
    expect(['inconclusive', 'fail']).toContain(check.verdict)
  })
})

describe('a pull request that edits what held-out rows are judged by, and no feature', () => {
  const withRegion = (region: (index: number) => string) => ({
    'data/customers/dataset.yaml': datasetYaml.replace(
      '  churned:',
      '  region: { type: string }\n  churned:',
    ),
    'data/customers/customers.csv': csvOf(rows.map((row, index) => ({ ...row, region: region(index) }))),
  })
  const region = (index: number) => (index % 3 === 0 ? 'north' : 'south')
  const moved = (index: number) => (index < 100 ? 'north' : region(index))

  it.each([
    ['slices', 'evaluate', '{ slices: [region] }'],
    ['slices by an expression', 'evaluate', `{ slices: [{ name: up, where: "region = 'north'" }] }`],
    ['protected attributes', 'evaluate', '{ protected: [region] }'],
    [
      'metrics of its own',
      'metrics',
      `{ cost: { sql: "CASE WHEN region = 'north' THEN 2 ELSE 1 END", better: lower } }`,
    ],
  ])('alters the rows that %s are told by', async (_what, key, text) => {
    const at = await place()
    const gates = '{ roc_auc: { min: 0.5 } }'
    await commit(at.root, {
      ...withRegion(region),
      'models/churn/model.yaml': modelYaml('good', { gates, [key]: text }),
    })
    await promoted(at)
    const { report, verdict } = await proposed(at, {
      ...withRegion(moved),
      'models/churn/model.yaml': modelYaml('also', { gates, [key]: text }),
      'models/churn/also.onnx': onnxOf('also'),
    })
    expect(report?.data.holdout.altered).toBeGreaterThan(10)
    expect(verdict).toBe('inconclusive')
  })

  it('alters nothing where nothing of the policy speaks of it', async () => {
    const at = await place()
    const gates = '{ roc_auc: { min: 0.5 } }'
    await commit(at.root, { ...withRegion(region), 'models/churn/model.yaml': modelYaml('good', { gates }) })
    await promoted(at)
    const { report, verdict } = await proposed(at, {
      ...withRegion(moved),
      'models/churn/model.yaml': modelYaml('also', { gates }),
      'models/churn/also.onnx': onnxOf('also'),
    })
    expect(report?.data.holdout.altered).toBe(0)
    expect(verdict).toBe('pass')
  })
})

describe('a pull request that adds held-out rows', () => {
  it.each([
    [200, 'pass', 'all'],
    [2000, 'warn', 'most of what the figures are of came with this change'],
  ])('of %s customers comes to %s', async (count, verdict, said) => {
    const at = await place()
    await promoted(at)
    const { report, ...check } = await proposed(at, {
      'data/customers/later.csv': csvOf(customersOf({ rows: count, from: 5000, seed: 8 })),
      'models/churn/model.yaml': modelYaml('also', {
        gates: '{ roc_auc: { min: 0.5 }, recall: { min: 0.1 } }',
      }),
      'models/churn/also.onnx': onnxOf('also'),
    })
    expect(check.verdict).toBe(verdict)
    expect(report?.reason).toContain(said)
  })
})

describe('a slice that the policy names and no held-out row is in', () => {
  it.each(['{ name: nobody, where: a > 1000 }', '{ column: a, bins: [1000] }'])(
    'stays in the report and keeps its gate from passing: %s',
    async (slice) => {
      const at = await place()
      await commit(at.root, {
        'models/churn/model.yaml': modelYaml('good', {
          gates: '{ slices.accuracy: { min: 0.1 } }',
          evaluate: `{ slices: [${slice}, { name: some, where: a > 0 }] }`,
        }),
      })
      const { report, verdict } = await retrained(at)
      expect(verdict).toBe('warn')
      expect(report?.gates.find(({ rows }) => rows === 0)).toMatchObject({ verdict: 'warn', candidate: null })
      expect(report?.slices?.some(({ rows }) => rows === 0)).toBe(true)
    },
  )
})

describe('rows that were altered since production was judged', () => {
  it('make a retraining of the default branch inconclusive, though it changes nothing itself', async () => {
    const at = await place()
    await promoted(at)
    const flattered = rows.map((row, index) => (index < 100 ? { ...row, churned: row.c > 0 } : row))
    await commit(at.root, {
      'data/customers/customers.csv': csvOf(flattered),
      'models/churn/model.yaml': modelYaml('fair', { gates: '{ roc_auc: { min: 0.5 } }' }),
    })
    const { report, verdict } = await retrained(at)
    expect(verdict).toBe('inconclusive')
    expect(report?.reason).toMatch(
      /^\d+ holdout rows that production 1\.0\.0 was judged on are altered or removed since/,
    )
    expect(report?.data.holdout.altered).toBeGreaterThan(5)
  })

  it('are none where rows were only added', async () => {
    const at = await place()
    await promoted(at)
    await commit(at.root, {
      'data/customers/later.csv': csvOf(customersOf({ rows: 200, from: 5000, seed: 8 })),
      'models/churn/model.yaml': modelYaml('fair', { gates: '{ roc_auc: { min: 0.5 } }' }),
    })
    const { report, verdict } = await retrained(at)
    expect(verdict).toBe('pass')
    expect(report?.data.holdout.altered).toBe(0)
    expect(report?.notes.join()).toMatch(
      /No held-out row of production 1\.0\.0 is altered or removed; \d+ of the \d+ are new/,
    )
  })

  it('cannot be told where production’s commit is not at hand, and that is said', async () => {
    const at = await place()
    await promoted(at, (manifest) => ({ ...manifest, commit: 'd'.repeat(40) }))
    await commit(at.root, {
      'models/churn/model.yaml': modelYaml('fair', { gates: '{ roc_auc: { min: 0.5 } }' }),
    })
    const { report, verdict } = await retrained(at)
    expect(verdict).toBe('inconclusive')
    expect(report?.reason).toContain('check out with fetch-depth: 0')
    // Its features are recorded, so it is scored all the same.
    expect(report?.production?.unscored).toBeUndefined()
  })
})

describe('production’s features', () => {
  const withoutRecord = ({ features: _f, target: _t, ...rest }: VersionManifest) =>
    VersionManifest.parse(rest)

  it('are those of its own commit where version.json is of a Pawl that did not record them', async () => {
    const at = await place()
    await promoted(at, withoutRecord)
    const check = await proposed(at, { 'models/churn/model.yaml': modelYaml('fair') })
    expect(check.report?.production?.unscored).toBeUndefined()
    expect(check.report?.production?.scored).toBeDefined()
  })

  it('are never guessed: without record and commit production cannot be scored, and a person decides', async () => {
    const at = await place()
    await promoted(at, (manifest) => withoutRecord({ ...manifest, commit: 'd'.repeat(40) }))
    const check = await proposed(at, { 'models/churn/model.yaml': modelYaml('fair') })
    expect(check.report?.production?.unscored).toContain('version 1.0.0 does not record its features')
    expect(check).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringMatching(/^production cannot be compared with: version 1\.0\.0 does not record/),
    })
  })

  it('that are renamed leave a way out: inconclusive, and error where the policy says so', async () => {
    const renamed = {
      'data/customers/dataset.yaml': datasetYaml.replace(/^ {2}c:/m, '  charge:'),
      'data/customers/customers.csv': csvOf(
        rows.map(({ c, churned, ...row }) => ({ ...row, charge: c, churned })),
      ),
    }
    const features = defaultModelYaml.data?.replace('a, b, c', 'a, b, charge') ?? ''
    for (const [compare, verdict] of [
      ['{ with: production }', 'inconclusive'],
      ['{ with: production, when-unscorable: error }', 'error'],
    ]) {
      const at = await place()
      await promoted(at)
      const drift = '{ columns: [a, b] }'
      const gates = '{ roc_auc: { min: 0.5, max-drop: 0.5 } }'
      await commit(at.root, {
        ...renamed,
        'models/churn/model.yaml': modelYaml('fair', {
          data: features,
          drift,
          gates,
          compare: compare as string,
        }),
      })
      const check = await retrained(at)
      expect(check).toMatchObject({
        verdict,
        reason: expect.stringContaining('customers has no c any more, which version 1.0.0 was made with'),
      })
    }
  })
})

describe('a run', () => {
  it('with another split than the policy’s is refused, because it may have seen held-out rows', async () => {
    const { context, root } = await place()
    const change = await readChange(context, { base: 'HEAD' })
    await checkModel(context, change, 'churn')
    const folder = join(context.work, 'runs', 'churn')
    const run = Run.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')))
    const subject = subjectOf(change, 'churn')
    const evaluated = (given: Partial<Run>) =>
      withDatabase(async (database) => {
        const dataset = await readDataset(database, {
          root,
          dataset: subject.dataset,
          now: context.clock(),
          datasets: change.project.datasets,
        })
        if (!dataset.open) throw new Error('the dataset cannot be read')
        return evaluateRun(context, database, {
          change,
          subject,
          dataset: { ...dataset, main: dataset },
          folder,
          run: { ...run, ...given },
        })
      })
    await expect(evaluated({ split: { ...run.split, salt: 'luckier' } })).rejects.toThrow(
      'it was trained with the split customer_id, 50 %, salt "luckier", and the policy\'s is customer_id, 50 %: it may have seen rows',
    )
    await expect(evaluated({ features: ['a'] })).rejects.toThrow('it was trained on the features a')
    await expect(evaluated({})).resolves.toMatchObject({ verdict: 'pass' })
  })
})

describe('a holdout of one class', () => {
  it('tells nothing apart, whatever accuracy says', async () => {
    const at = await place()
    await commit(at.root, {
      'data/customers/customers.csv': csvOf(rows.map((row) => ({ ...row, churned: false }))),
      'models/churn/model.yaml': modelYaml('good', { gates: '{ specificity: { min: 0.01 } }' }),
    })
    const { verdict, reason } = await retrained(at)
    expect(verdict).toBe('inconclusive')
    expect(reason).toContain('there is one class only')
  })
})
