import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { checkModel } from '../../src/commands/check.ts'
import { readChange } from '../../src/commands/steps/subject.ts'
import { isHeldOut } from '../../src/data/split.ts'
import type { Context } from '../../src/frame/context.ts'
import type { Check } from '../../src/gates/check.ts'
import { git } from '../../src/git/git.ts'
import { digestOf } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import { judge } from '../../src/promotion/evidence.ts'
import { newVersion } from '../../src/registry/new-version.ts'
import { renderComment } from '../../src/report/markdown/comment.ts'
import { Run } from '../../src/tracking/run.ts'
import { csvOf, customersOf, modelYaml, smallProject, writeFiles } from './small.ts'

/* A model that Pawl never sees: the change brings a file of its predictions, beside model.yaml. */

vi.setConfig({ testTimeout: 60_000 })

const customers = customersOf({ rows: 1200 })
const held = customers.filter(({ customer_id }) => isHeldOut(customer_id, { salt: 'pawl', holdout: 0.5 }))

/** Predictions by weights of a, b and c, in an order of their own. */
const predicted = ([a, b, c]: readonly [number, number, number], of = held): string =>
  csvOf(
    of.toReversed().map((row) => ({
      customer_id: row.customer_id,
      probability_true: 1 / (1 + Math.exp(-(a * row.a + b * row.b + c * row.c))),
    })),
  )

const good = predicted([0.5, -0.25, 1])
const also = predicted([0.52, -0.25, 1])
const bad = predicted([-0.5, 0.25, -1])
const file = 'models/churn/predictions.csv'
/** Without a command that trains. */
const byFile = modelYaml('', { predict: '{ file: predictions.csv }' }).replace(/^train: .*\n/m, '')

interface Place {
  root: string
  at: Context
}

async function place(files: Readonly<Record<string, string>>): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-given-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const root = join(folder, 'repository')
  mkdirSync(root)
  await smallProject(root, { rows: 1200, files })
  await git(root, 'init', '--quiet', '--initial-branch=main')
  await git(root, 'config', 'user.name', 'Ada')
  await git(root, 'config', 'user.email', 'ada@example.com')
  await commit(root, {})
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
  return { root, at }
}

async function commit(root: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await writeFiles(root, files)
  await git(root, 'add', '--all')
  await git(root, 'commit', '--quiet', '--allow-empty', '--message', 'A change')
}

async function checked({ at }: Place, base = 'main'): Promise<Check> {
  return checkModel(at, await readChange(at, { base }), 'churn')
}

/** What a pull request to main with these files comes to. */
async function proposed(of: Place, files: Readonly<Record<string, string>>): Promise<Check> {
  await git(of.root, 'checkout', '--quiet', '-B', 'change', 'main')
  await commit(of.root, files)
  return checked(of)
}

/** The same, with the model of the default branch in production by its file of predictions. */
async function promoted(): Promise<Place> {
  const of = await place({ 'models/churn/model.yaml': byFile, [file]: good })
  await checked(of, 'HEAD')
  const runs = join(of.at.work, 'runs', 'churn')
  const run = Run.parse(JSON.parse(readFileSync(join(runs, 'run.json'), 'utf8')))
  expect(run).toMatchObject({ predict: { file: 'predictions.csv' }, rows: { holdout: held.length } })
  const { files } = newVersion(undefined, {
    ...run,
    stage: 'production',
    files: new Map<string, string | Uint8Array>([
      ['predictions.csv', readFileSync(join(runs, 'out', 'predictions.csv'))],
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
  await commit(of.root, Object.fromEntries(files.map(({ path, content }) => [path, content])))
  return of
}

const made = ({ report }: Check) => report?.checked?.find(({ check }) => check === 'predictions-made')
const judged = (check: Check, verdict: 'pass' | 'warn' = 'warn') => {
  if (!check.report) throw new Error(check.reason)
  return judge({
    report: { ...check.report, verdict },
    stage: 'production',
    base: undefined,
    policy: check.report.policy.digest,
  })
}

describe('a model that is known by a file of its predictions', () => {
  it('is judged without any training, in one line that says that they were given, and may be promoted', async () => {
    const of = await place({ 'models/churn/model.yaml': byFile, [file]: good })
    const first = await checked(of, 'HEAD')
    expect(first).toMatchObject({
      verdict: 'warn',
      training: { taken: true, seconds: 0 },
      report: {
        candidate: { predictions: 'given', digest: digestOf(good), bytes: good.length },
        data: { holdout: { rows: held.length } },
      },
    })
    expect(made(first)).toMatchObject({ verdict: 'warn' })
    expect(first.report?.notes.join('\n')).toContain(
      'The predictions of the candidate were given in a file, not made here',
    )
    expect(renderComment([first], { changesWorkflows: false })).toContain(
      'predictions (given, not made here)',
    )
    expect(judged(first)).toMatchObject({ allowed: true })
    // The fact goes along: a report that lost its check is not promoted.
    const { report } = first
    if (report) report.checked = report.checked?.filter(({ check }) => check !== 'predictions-made') ?? []
    expect(judged(first)).toMatchObject({
      allowed: false,
      reason: expect.stringContaining('given in a file'),
    })
  })

  it('is compared with production by the file that production was judged by, matched by key', async () => {
    const of = await promoted()
    const better = await proposed(of, { [file]: also })
    expect(better.report?.production).toMatchObject({ predictions: 'given', scored: expect.anything() })
    expect(better.report?.gates.map(({ gate, verdict }) => [gate, verdict])).toEqual([
      ['roc_auc.min', 'pass'],
      ['roc_auc.max-drop', 'pass'],
      ['recall.min', 'pass'],
    ])
    expect(made(better)?.text).toContain('of the candidate and of production 1.0.0')

    const worse = await proposed(of, { [file]: bad })
    expect(worse).toMatchObject({ verdict: 'fail' })

    const same = await proposed(of, { [file]: good })
    expect(same).toMatchObject({ verdict: 'unchanged' })
  })

  it('cannot be compared on rows that production says nothing of, and no comparison is made up', async () => {
    const of = await promoted()
    const more = customersOf({ rows: 1300 })
    const heldNow = more.filter(({ customer_id }) => isHeldOut(customer_id, { salt: 'pawl', holdout: 0.5 }))
    const grown = await proposed(of, {
      'data/customers/customers.csv': csvOf(more),
      [file]: predicted([0.52, -0.25, 1], heldNow),
    })
    expect(grown.report?.production?.unscored).toMatch(
      new RegExp(`lacks ${heldNow.length - held.length} of the ${heldNow.length} held-out rows of customers`),
    )
    expect(grown.verdict).toBe('inconclusive')

    // Rows of production's file that are gone are no hindrance; those of the candidate's are.
    const fewer = customersOf({ rows: 1100 })
    const heldThen = fewer.filter(({ customer_id }) => isHeldOut(customer_id, { salt: 'pawl', holdout: 0.5 }))
    const shrunk = await proposed(of, {
      'data/customers/customers.csv': csvOf(fewer),
      [file]: predicted([0.52, -0.25, 1], heldThen),
    })
    expect(shrunk.report?.production?.unscored).toBeUndefined()
    const stale = await proposed(of, { 'data/customers/customers.csv': csvOf(fewer), [file]: also })
    expect(stale.reason).toMatch(
      /predictions\.csv: \d+ of its \d+ rows have a customer_id that no held-out row/,
    )
    expect(stale.verdict).toBe('error')
  })

  it('is an error where a row lacks its prediction or a number, and never a pass', async () => {
    const of = await place({ 'models/churn/model.yaml': byFile })
    const broken: [string, RegExp][] = [
      [also.split('\n').toSpliced(1, 1).join('\n'), /predictions\.csv: lacks 1 of the \d+ held-out rows/],
      [also.replace(/,[\d.]+\n/, ',NaN\n'), /no finite number in probability_true for 1 of/],
    ]
    for (const [text, reason] of broken) {
      await commit(of.root, { [file]: text })
      const check = await checked(of, 'HEAD')
      expect(check.verdict).toBe('error')
      expect(check.report?.notes.join('\n')).toMatch(reason)
    }
  })

  it('is an error without its file, with a link in its place, or with one that git ignores', async () => {
    const of = await place({ 'models/churn/model.yaml': byFile })
    expect(await checked(of, 'HEAD')).toMatchObject({
      verdict: 'error',
      reason: expect.stringContaining('models/churn/predictions.csv: is no file of this repository'),
    })
    symlinkSync('/etc/hostname', join(of.root, file))
    expect(await checked(of, 'HEAD')).toMatchObject({
      verdict: 'error',
      reason: expect.stringContaining('is a symbolic link'),
    })
    rmSync(join(of.root, file))
    await writeFiles(of.root, { '.gitignore': '*predictions.csv\n.pawl/\n', [file]: good })
    expect((await checked(of, 'HEAD')).reason).toContain('is no file of this repository')
  })

  it('decides nothing where the base runs the model itself: the change cannot allow that to itself', async () => {
    const of = await place({})
    const swapped = await proposed(of, { 'models/churn/model.yaml': byFile, [file]: good })
    expect(swapped.verdict).toBe('inconclusive')
    expect(made(swapped)).toMatchObject({ verdict: 'inconclusive' })
    expect(swapped.report?.policy.changes).toContainEqual({
      setting: 'predict.file',
      before: null,
      after: 'given',
    })
    expect(judged(swapped)).toMatchObject({ allowed: false })
  })

  it('may be left by training too, as by one that runs elsewhere', async () => {
    const of = await place({
      'models/churn/model.yaml': modelYaml('', {
        predict: '{ file: predictions.csv }',
        train: '{ run: cp models/churn/remote.csv "$PAWL_OUT/predictions.csv" }',
      }),
      'models/churn/remote.csv': good,
    })
    const check = await checked(of, 'HEAD')
    expect(check.training?.taken).toBeUndefined()
    expect(check).toMatchObject({ verdict: 'warn', report: { candidate: { predictions: 'given' } } })
  })
})
