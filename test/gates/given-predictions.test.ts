import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Database, withDatabase } from '../../src/data/database.ts'
import type { DataFile } from '../../src/data/files.ts'
import { objectiveOf } from '../../src/data/objective.ts'
import type { OpenDataset } from '../../src/data/open.ts'
import { isHeldOut } from '../../src/data/split.ts'
import { onlyPredictions } from '../../src/gates/bench.ts'
import type { Incumbent } from '../../src/gates/contender.ts'
import { evaluateCandidate } from '../../src/gates/evaluate-candidate.ts'
import type { EvaluationRequest } from '../../src/gates/evaluation-request.ts'
import { Report } from '../../src/gates/report.ts'
import { givenScores } from '../../src/gates/scores.ts'
import { digestOf } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import { Model } from '../../src/project/schema/model.ts'
import { judge } from '../../src/promotion/evidence.ts'
import { opened, repository } from '../data/repository.ts'

const [holdout, salt, commit] = [0.5, 'pawl', 'c'.repeat(40)]
const rows = Array.from({ length: 200 }, (_, row) => ({
  id: `r${row}`,
  left: row % 7 > 3 !== (row % 11 === 0),
  amount: row * 1.5,
  color: ['red', 'green', 'blue'][row % 3] as string,
  a: row % 7,
  b: row % 3,
  c: row % 5,
}))
type Row = (typeof rows)[number]
const held = rows.filter(({ id }) => isHeldOut(id, { salt, holdout }))
const trained = rows.filter((row) => !held.includes(row))

const shared = {
  model: 'churn',
  owners: ['ada'],
  train: { run: 'true' },
}
const data = (target: object) => ({
  dataset: 'rows',
  target,
  features: ['a', 'b', 'c'],
  split: { by: 'id', holdout: '50%' },
})
const binary = {
  ...shared,
  task: 'binary-classification',
  data: data({ column: 'left', positive: true }),
  gates: { roc_auc: { min: 0.6, 'max-drop': 0.05 } },
}
const regression = {
  ...shared,
  task: 'regression',
  data: data({ column: 'amount' }),
  gates: { mae: { max: 5 } },
}
const multiclass = {
  ...shared,
  task: 'multiclass-classification',
  data: data({ column: 'color', classes: ['red', 'green', 'blue'] }),
  gates: { accuracy: { min: 0.9 } },
}

const standing: Incumbent = {
  version: '1.0.0',
  digest: digestOf('production'),
  bytes: 1,
  commit,
  run: 'before',
  data: digestOf('data'),
  split: { by: 'id', holdout, salt },
  features: ['a', 'b', 'c'],
  target: { column: 'left', positive: true },
  artifact: resolve(import.meta.dirname, '../fixtures/models/tensor-worse.onnx'),
}

interface Asked {
  model?: object
  production?: Incumbent | null
  key?: string[]
  /** Written as Parquet by this SELECT over the CSV. */
  parquet?: string
}

/** What a report says of a file of predictions. */
function judged(text: string, asked: Asked = {}): Promise<Report> {
  const { model = binary, production = null } = asked
  return withGiven(text, asked, (database, open, predictions) =>
    evaluateCandidate(database, open, {
      model: Model.parse(model),
      policy: { digest: digestOf('policy'), commit, changed: false },
      data: { dataset: 'rows', version: digestOf('data'), files: [] } as unknown as EvaluationRequest['data'],
      candidate: {
        artifact: { unusable: onlyPredictions },
        given: 'predictions',
        predictions,
        digest: digestOf(text),
        bytes: text.length,
        commit,
        run: 'none',
        features: ['a', 'b', 'c'],
      },
      production,
      against: { kind: 'production' },
      reference: { of: 'base', state: 'same' },
      baseDataset: 'rows',
      today: '2026-03-01',
      notes: [],
      log: silent,
    }),
  )
}

/** The same as far as reading the file goes. */
async function read(text: string, asked: Asked = {}) {
  const { task, data } = Model.parse(asked.model ?? binary)
  return withGiven(text, asked, async (database, open, file) =>
    givenScores(database, {
      open,
      file,
      splits: [data.split],
      rows: held.length,
      objective: await objectiveOf(database, open, { task, target: data.target }),
    }),
  )
}

async function withGiven<T>(
  text: string,
  { key = ['id'], parquet }: Asked,
  use: (database: Database, open: OpenDataset, file: DataFile) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'pawl-given-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const csv = join(folder, 'given.csv')
  writeFileSync(csv, text)
  if (parquet !== undefined)
    await withDatabase((database) =>
      database.run(`COPY (SELECT ${parquet} FROM read_csv('${csv}')) TO '${csv}.parquet' (FORMAT parquet)`),
    )
  const columns = Object.keys(rows[0] as Row) as (keyof Row)[]
  const table = [columns.join(','), ...rows.map((row) => columns.map((name) => row[name]).join(','))]
  const place = repository(
    { 'a.csv': table.join('\n') },
    {
      key,
      columns: {
        id: { type: 'string' },
        left: { type: 'boolean' },
        amount: { type: 'number' },
        color: { type: 'string' },
        a: { type: 'integer' },
        b: { type: 'number' },
        c: { type: 'number' },
      },
    },
  )
  return opened(place, (database, open) =>
    use(database, open, {
      path: 'given.csv',
      absolute: parquet === undefined ? csv : `${csv}.parquet`,
      format: parquet === undefined ? 'csv' : 'parquet',
      compression: 'none',
    }),
  )
}

const scoreOf = (row: Row) => 0.9 * Number(row.left) + 0.01 * row.c
const lines = (header: string, of: readonly Row[], line: (row: Row) => unknown[]) =>
  `${[header, ...of.map((row) => line(row).join(','))].join('\n')}\n`
const scores = (of: readonly Row[] = held) =>
  lines('id,probability_true', of, (row) => [row.id, scoreOf(row)])

describe('a file of predictions', () => {
  it('is matched by key, so that the order of its rows does not matter', async () => {
    const straight = await judged(scores())
    const turned = await judged(scores(held.toReversed()))
    expect(straight.candidate.metrics).toEqual(turned.candidate.metrics)
    expect(straight.candidate.metrics.roc_auc).toEqual({ value: 1 })
    expect(straight.candidate.scored).toEqual(turned.candidate.scored)
  })

  it('gives each row its own prediction, whatever they are and however they are ordered', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), {
          minLength: held.length,
          maxLength: held.length,
        }),
        fc.shuffledSubarray(held, { minLength: held.length }),
        async (values, order) => {
          const given = new Map(held.map(({ id }, at) => [id, values[at] as number]))
          const text = lines('prediction,id', order, ({ id }) => [given.get(id), id])
          const report = await judged(text, { model: regression })
          const mae = held.reduce((sum, row, at) => sum + Math.abs(row.amount - (values[at] as number)), 0)
          const [found] = [report.candidate.metrics.mae as { value: number }]
          expect(found.value).toBeCloseTo(mae / held.length, 6)
        },
      ),
      { numRuns: 3 },
    )
  })

  it('is judged against production by the same gates, warns, and is never promoted', async () => {
    const report = Report.parse(await judged(scores(), { production: standing }))
    expect(report.production?.metrics.roc_auc).toEqual({ value: expect.any(Number) })
    expect(report.gates.map(({ gate, verdict }) => [gate, verdict])).toEqual([
      ['roc_auc.min', 'pass'],
      ['roc_auc.max-drop', 'pass'],
    ])
    expect(report.verdict).toBe('warn')
    expect(report.candidate.given).toBe('predictions')
    expect(report.checked?.find(({ check }) => check === 'unseen-rows')).toMatchObject({ verdict: 'warn' })
    const asked = {
      report: { ...report, verdict: 'pass' as const },
      stage: 'production',
      base: undefined,
      policy: '',
    }
    expect(judge(asked)).toMatchObject({ allowed: false })
  })

  it('is read from Parquet, with a key that is stored as another type', async () => {
    const text = lines('a,amount,prediction', held, (row) => [row.a, row.amount, row.amount + 1])
    const report = await judged(text, {
      model: regression,
      key: ['amount', 'a'],
      parquet: 'a::FLOAT AS a, amount::VARCHAR AS amount, prediction::FLOAT AS prediction',
    })
    expect(report.candidate.metrics.mae).toEqual({ value: 1 })
  })

  it('may have a column of probabilities for each class', async () => {
    const text = lines('id,probability_red,probability_green,probability_blue', held, ({ id, color }) => [
      id,
      ...['red', 'green', 'blue'].map((each) => (each === color ? 0.8 : 0.1)),
    ])
    const report = await judged(text, { model: multiclass })
    expect(report.candidate.metrics.accuracy).toEqual({ value: 1 })
  })
})

const unknown = { verdict: 'inconclusive', candidate: null }

describe('gates on what only a model file has', () => {
  it('say so and do not pass, however generous they are', async () => {
    const generous = {
      'artifact.megabytes': { max: 1000 },
      'latency.p95': { max: 1e9 },
      'throughput.rows_per_second': { min: 0 },
      'load.milliseconds': { max: 1e9 },
      'memory.megabytes': { max: 1e9 },
      'robustness.noise_agreement': { min: 0 },
      'robustness.swap_drop': { max: 1 },
      'importance.correlation': { min: -1 },
    }
    const report = await judged(scores(), {
      model: { ...binary, gates: { ...binary.gates, ...generous } },
      production: standing,
    })
    const taking = report.gates.filter(({ reason }) => reason.includes('only its predictions were given'))
    expect(taking.map(({ metric }) => metric)).toEqual(Object.keys(generous))
    for (const { verdict, candidate } of taking) expect({ verdict, candidate }).toEqual(unknown)
    expect(report.verdict).toBe('inconclusive')
    expect(report.measured).toBeUndefined()
  })

  it('on a clock do not vanish where there is no other gate', async () => {
    const report = await judged(scores(), { model: { ...binary, gates: { 'latency.p95': { max: 1e9 } } } })
    expect(report.verdict).toBe('inconclusive')
  })

  it('cases and the signature that the policy asks to keep do not pass either', async () => {
    const report = await judged(scores(), {
      model: {
        ...binary,
        compare: { signature: 'compatible' },
        cases: [{ name: 'any', features: { a: 1 }, expect: { score: { min: 0 } } }],
      },
      production: standing,
    })
    expect(report.gates.find(({ gate }) => gate === 'cases.any')).toMatchObject({ verdict: 'inconclusive' })
    expect(report.checked?.find(({ check }) => check === 'signature')).toMatchObject({ verdict: 'fail' })
    expect(report.verdict).toBe('fail')
  })
})

describe('is an error with figures', () => {
  const one = held[0] as Row
  const changed = (change: (row: Row) => unknown) =>
    lines('id,probability_true', held, (row) => [row.id, row === one ? change(row) : scoreOf(row)])

  it.each<[string, string, string]>([
    ['a row that is missing', scores(held.slice(1)), `lacks 1 of the ${held.length} held-out rows of rows`],
    ['no row at all', scores([]), `lacks ${held.length} of the ${held.length}`],
    ['a key twice', scores([...held, one]), '1 values of id are in more than one of its'],
    ['a row of training', scores([...held, trained[0] as Row]), 'have a id that no held-out row'],
    [
      'a key that the dataset does not have',
      `${scores()}nobody,0.5\n`,
      `1 of its ${held.length + 1} rows have a id`,
    ],
    ['a row without a key', `${scores()},0.5\n`, `1 of its ${held.length + 1} rows have no id`],
    ['a NaN', changed(() => 'NaN'), `for 1 of ${held.length} rows`],
    ['an infinity', changed(() => 'inf'), `for 1 of ${held.length} rows`],
    ['no prediction', changed(() => ''), `for 1 of ${held.length} rows`],
    ['a text', changed(() => 'high'), `for 1 of ${held.length} rows`],
    ['a probability above 1', changed(() => 1.0001), `outside 0 to 1 for 1 of ${held.length} rows`],
    ['a probability below 0', changed(() => -0.0001), `outside 0 to 1 for 1 of ${held.length} rows`],
    ['no key column', scores().replace('id,', 'name,'), 'lacks "id" of the key id'],
    ['only the key', lines('id', held, (row) => [row.id]), 'has no column beside the key'],
    [
      'a column that is none of predictions',
      scores().replace('probability_true', 'probabilty_true'),
      'has columns that say nothing here: "probabilty_true"',
    ],
    [
      'two columns of one name',
      lines('id,probability_true,probability_true', held, (row) => [row.id, 0.5, scoreOf(row)]),
      'has two columns named "probability_true"',
    ],
    [
      'classes that are none of the target',
      lines('id,probability_yes,probability_no', held, (row) => [row.id, 0.5, 0.5]),
      'name the columns after the values of the target',
    ],
    [
      'probabilities that do not sum to 1',
      lines('id,probability_true,probability_false', held, (row) => [row.id, scoreOf(row), 0.9]),
      'that do not sum to 1 for',
    ],
    [
      'labels of three kinds',
      lines('id,prediction', held, ({ id, c }) => [id, ['true', 'false', 'flase'][c % 3]]),
      'predicts 2 values beside the positive one',
    ],
    ['no table', '\u0000\u0001', 'given.csv'],
    ['nothing', '', 'given.csv'],
  ])('%s', async (_, text, message) => {
    await expect(read(text)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(message),
    })
  })

  it.each<[string, string]>([
    ['labels that are no class', lines('id,prediction', held, ({ id }) => [id, 'violet'])],
    [
      'probabilities that sum to something else, even beside labels',
      lines('id,prediction,probability_red,probability_green,probability_blue', held, (row) => [
        ...[row.id, row.color],
        ...[0.9, 0.9, 0.9],
      ]),
    ],
    ['one class only', lines('id,probability_red,probability_pink', held, ({ id }) => [id, 0.5, 0.5])],
  ])('of a multiclass classification: %s', async (_, text) => {
    await expect(read(text, { model: multiclass })).rejects.toMatchObject({ name: 'UserError' })
  })

  it('of a regression: probabilities', async () => {
    await expect(read(scores(), { model: regression })).rejects.toThrow('"probability_true"')
  })

  it('a dataset without a key', async () => {
    await expect(read(scores(), { key: [] })).rejects.toThrow('the dataset rows has none')
  })

  it('a key that does not tell the rows of the dataset apart', async () => {
    const text = lines('c,probability_true', held, (row) => [row.c, scoreOf(row)])
    await expect(read(text, { key: ['c'] })).rejects.toThrow('name more than one held-out row of rows')
  })
})

it('rows of weight 0 are left out, and the others still have to be there', async () => {
  const model = { ...binary, evaluate: { weight: 'b' } }
  const weighed = held.filter(({ b }) => b > 0)
  const report = await judged(scores(), { model })
  expect(report.data.holdout.rows).toBe(weighed.length)
  expect((await judged(scores(weighed), { model })).candidate.scored).toEqual(report.candidate.scored)
  await expect(judged(scores(weighed.slice(1)), { model })).rejects.toThrow('lacks 1 of the')
})

it('rows that production was trained on are left out, and the report says how many', async () => {
  const production = { ...standing, split: { by: 'id', holdout, salt: 'another' } }
  const both = held.filter(({ id }) => isHeldOut(id, { salt: 'another', holdout }))
  const report = await judged(scores(), { production })
  expect(report.data.holdout.rows).toBe(both.length)
  expect(report.notes.join()).toContain(`${held.length - both.length} rows of the given file are not judged`)
  expect((await judged(scores(both), { production })).candidate.scored).toEqual(report.candidate.scored)
})
