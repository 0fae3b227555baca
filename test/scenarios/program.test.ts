import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkModel } from '../../src/commands/check.ts'
import { readChange } from '../../src/commands/steps/subject.ts'
import type { Context } from '../../src/frame/context.ts'
import { git } from '../../src/git/git.ts'
import { digestOf } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import { versionAt } from '../../src/registry/production.ts'
import { Run } from '../../src/tracking/run.ts'
import { modelYaml, smallProject, writeFiles } from './small.ts'

/* A model in another format than ONNX: JSON weights, which a program of the repository predicts with. */

vi.setConfig({ testTimeout: 60_000 })

const predict = '{ run: node models/churn/predict.mjs, artifact: weights.json, timeout: 1m }'

const trainer = `import { writeFileSync, readFileSync } from 'node:fs'
const { weights } = JSON.parse(readFileSync(process.env.PAWL_PARAMS, 'utf8'))
writeFileSync(process.env.PAWL_OUT + '/weights.json', JSON.stringify(weights))
`

/** Weights lie in a list in the first programs and by name in the later ones: no program reads the other's. */
const reads = {
  list: 'const weights = JSON.parse(text); if (!Array.isArray(weights)) throw new Error("no list of weights")',
  names:
    'const { a, b, c } = JSON.parse(text); if (a === undefined) throw new Error("no names"); const weights = [a, b, c]',
}

const program = (read: string) => `import { existsSync, readFileSync, writeFileSync } from 'node:fs'
if (existsSync('data/customers/customers.csv')) throw new Error('the held-out rows are here')
const text = readFileSync(process.env.PAWL_ARTIFACT, 'utf8')
${read}
const [, ...rows] = readFileSync(process.env.PAWL_FEATURES, 'utf8').trim().split('\\n')
const scores = rows.map((row) => 1 / (1 + Math.exp(-row.split(',').reduce((z, cell, at) => z + Number(cell) * weights[at], 0))))
writeFileSync(process.env.PAWL_PREDICTIONS, ['probability_true', ...scores].join('\\n') + '\\n')
`

const files = (weights: string, read: string) => ({
  'models/churn/model.yaml': modelYaml('', {
    train: `{ run: node models/churn/train.mjs, format: csv, params: { weights: ${weights} } }`,
    predict,
    evaluate: '{ threshold: 0.5 }',
  }),
  'models/churn/train.mjs': trainer,
  'models/churn/predict.mjs': program(read),
})

const good = files('[0.5, -0.25, 1]', reads.list)
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

async function commit(root: string, changed: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
  await writeFiles(root, changed)
  await git(root, 'add', '--all')
  await git(root, 'commit', '--quiet', '--message', 'A change')
  return (await git(root, 'rev-parse', 'HEAD')).trim()
}

/** A repository whose model is in production: trained, judged and put into the registry. */
async function promoted() {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-program-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const root = join(folder, 'repository')
  mkdirSync(root)
  await smallProject(root, { rows: 1200, files: good })
  await git(root, 'init', '--quiet', '--initial-branch=main')
  await git(root, 'config', 'user.name', 'Ada')
  await git(root, 'config', 'user.email', 'ada@example.com')
  await commit(root, {})
  const at = context(root, join(folder, 'work'))
  const first = await checkModel(at, await readChange(at, { base: 'HEAD' }), 'churn')
  const runs = join(at.work, 'runs', 'churn')
  const run = Run.parse(JSON.parse(readFileSync(join(runs, 'run.json'), 'utf8')))
  const { files: written, manifest } = newVersion(undefined, {
    ...run,
    stage: 'production',
    files: new Map<string, string | Uint8Array>([
      ['weights.json', readFileSync(join(runs, 'out', 'weights.json'))],
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
  await commit(root, Object.fromEntries(written.map(({ path, content }) => [path, content])))
  return { root, at, first, run, manifest }
}

describe('a model that a program of the repository predicts with', () => {
  it('is trained, judged and kept as its own file, and the registry checks that file', async () => {
    const { root, first, run, manifest } = await promoted()
    expect(first).toMatchObject({ verdict: 'pass', report: { environment: { onnxruntime: 'predict.run' } } })
    expect(run.artifacts.map(({ path }) => path)).toEqual(['weights.json'])
    expect(manifest.predict).toEqual({
      run: 'node models/churn/predict.mjs',
      artifact: 'weights.json',
      timeout: 60_000,
      format: 'csv',
    })

    const find = () =>
      versionAt(
        {
          root,
          commit: 'HEAD',
          model: 'churn',
          into: join(root, '..', 'found'),
          download: async () => undefined,
        },
        'production',
      )
    expect((await find())?.model).toMatchObject({ usable: true })
    await commit(root, { 'registry/churn/1.0.0/weights.json': '[9, 9, 9]' })
    expect((await find())?.model).toEqual({
      usable: false,
      reason: 'its weights.json is not the one that was approved',
    })
  })

  it('is another candidate where the same file is read by another program, and the same one where nothing changed', async () => {
    const { root, at } = await promoted()
    const again = await checkModel(at, await readChange(at, { base: 'HEAD' }), 'churn')
    expect(again).toMatchObject({ verdict: 'unchanged', reason: expect.stringContaining('byte for byte') })
    await git(root, 'checkout', '--quiet', '-b', 'change')
    const other = async (predict: string) => {
      await commit(root, { ...good, 'models/churn/predict.mjs': predict })
      return checkModel(at, await readChange(at, { base: 'main' }), 'churn')
    }
    const turned = await other(
      program(`${reads.list}\nweights.forEach((weight, at) => { weights[at] = -weight })`),
    )
    expect(turned.verdict).toBe('fail')
    const { candidate, production, checked } = turned.report ?? {}
    expect(candidate?.digest).toBe(production?.digest)
    expect(candidate?.program).not.toBe(production?.program)
    expect(checked?.find(({ check }) => check === 'other-model')?.text).toMatch(
      /the file of production 1\.0\.0, byte for byte, read by another program, and scores \d+ of \d+ rows differently/,
    )

    const rewritten = await other(`// The same in other words.\n${program(reads.list)}`)
    expect(rewritten).toMatchObject({
      verdict: 'unchanged',
      reason: expect.stringContaining('every held-out row'),
    })
  })

  it('is compared with production, whose own program predicts as its commit has it; one that fails is a verdict', async () => {
    const { root, at } = await promoted()
    await git(root, 'checkout', '--quiet', '-b', 'change')
    await commit(root, files('{ a: -0.5, b: 0.25, c: -1 }', reads.names))
    const { verdict, report } = await checkModel(at, await readChange(at, { base: 'main' }), 'churn')
    expect(verdict).toBe('fail')
    expect(report?.production?.unscored).toBeUndefined()
    expect(report?.production?.metrics.roc_auc).toMatchObject({ value: expect.any(Number) })

    await commit(root, files('[1, 1, 1]', reads.names))
    const failing = await checkModel(at, await readChange(at, { base: 'main' }), 'churn')
    expect(failing.verdict).toBe('error')
    expect(failing.report?.notes.join(' ')).toMatch(
      /could not be run: ended with exit code 1 while running predict.run/,
    )
  })
})
