import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isHeldOut } from '../../src/data/split.ts'
import type { Column } from '../../src/data/table.ts'
import { predict as predictWithPawl } from '../../src/model/predict.ts'
import { type Customer, contracts, csv, customers, firstBatch } from '../../template/data/generate.ts'
import { boost, predict } from '../../template/models/churn/boost.ts'
import { type Column as Input, onnxModel } from '../../template/models/churn/onnx.ts'
import { randomNumbers } from '../../template/random.ts'
import { rocAuc, score } from './scoring.ts'
import { startTemplate, type Trained, train, usual } from './started.ts'

const all = customers(firstBatch)
const heldOut = ({ customer_id }: Customer) => isHeldOut(customer_id, { salt: 'pawl', holdout: 0.2 })
const holdout = all.filter(heldOut)
const template = startTemplate()
const rows = join(template.folder, 'train.parquet')

beforeAll(async () => {
  const text = join(template.folder, 'train.csv')
  writeFileSync(text, csv(all.filter((row) => !heldOut(row))))
  const instance = await DuckDBInstance.create()
  const connection = await instance.connect()
  await connection.run(
    `copy (select tenure, contract, monthly_charges, total_charges, churned from read_csv('${text}')) to '${rows}' (format parquet)`,
  )
  connection.closeSync()
  instance.closeSync()
})
afterAll(() => template.remove())

async function figures(trained: Trained, on: readonly Customer[] = holdout) {
  const scores = await score(trained.onnx(), on)
  const churned = on.map((row) => row.churned)
  const found = scores.filter(({ label }, row) => churned[row] && label === 'true').length
  return {
    auc: rocAuc(
      scores.map(({ probability }) => probability),
      churned,
    ),
    recall: found / churned.filter(Boolean).length,
  }
}

describe('training the churn model, started as model.yaml says,', () => {
  let first: Trained
  beforeAll(() => {
    const command = ['npx', 'tsx', 'models/churn/train.ts']
    first = train({ folder: template.folder, rows, params: usual, start: command })
  })

  it('leaves a model that passes its gates with room to spare', async () => {
    expect(first.ok, first.output).toBe(true)
    const { auc, recall } = await figures(first)
    expect(auc).toBeGreaterThan(0.82)
    expect(auc).toBeLessThan(0.86)
    expect(recall).toBeGreaterThan(0.52)
  })

  it('writes a loss that falls from step to step, and how much each column was asked', () => {
    const metrics = first.metrics()
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 60 }, (_, step) => step + 1))
    expect(metrics.at(-1)?.value).toBeLessThan((metrics[0]?.value ?? 0) - 0.1)
    const shares = Object.values(first.importance())
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
  })

  it('leaves a model that Pawl reads as ONNX Runtime does', async () => {
    const artifact = join(template.folder, 'model.onnx')
    writeFileSync(artifact, first.onnx())
    const numbers = (name: string, of: (row: Customer) => number | null): Column =>
      ({ kind: 'number', name, values: Float64Array.from(holdout, (row) => of(row) ?? Number.NaN) }) as const
    const dictionary: readonly string[] = contracts
    const codes = Int32Array.from(holdout, ({ contract }) => dictionary.indexOf(contract))
    const prediction = await predictWithPawl({
      artifact,
      features: {
        rows: holdout.length,
        columns: [
          numbers('tenure', ({ tenure }) => tenure),
          { kind: 'text', name: 'contract', codes, dictionary },
          numbers('monthly_charges', ({ monthly_charges }) => monthly_charges),
          numbers('total_charges', ({ total_charges }) => total_charges),
        ],
      },
      asked: { task: 'binary-classification', positive: true },
      limits: { milliseconds: 60_000, memory: 2 ** 31, output: 2 ** 20 },
    })
    if (!prediction.ok) throw new Error(prediction.message)
    const { answers } = prediction
    if (answers.task !== 'binary-classification') throw new Error('something else was answered')
    const scores = await score(first.onnx(), holdout)
    expect([...answers.scores]).toEqual(scores.map(({ probability }) => probability))
    expect([...(answers.labels ?? [])]).toEqual(scores.map(({ label }) => (label === 'true' ? 1 : 0)))
  })

  it('writes the same bytes for the same seed, and others for another', () => {
    const few = { ...usual, trees: 5 }
    const [one, again, other] = [42, 42, 43].map((seed) =>
      train({ folder: template.folder, rows, params: few, seed }),
    )
    expect(again?.onnx()).toEqual(one?.onnx())
    expect(other?.onnx()).not.toEqual(one?.onnx())
  })

  it('is worse by more than 0.04 with five trees of depth 1, better by more than 0.01 with depth 4, as the README says', async () => {
    const worse = train({ folder: template.folder, rows, params: { ...usual, trees: 5, depth: 1 } })
    const better = train({ folder: template.folder, rows, params: { ...usual, depth: 4 } })
    const { auc } = await figures(first)
    expect((await figures(worse)).auc).toBeLessThan(auc - 0.04)
    expect((await figures(better)).auc).toBeGreaterThan(auc + 0.01)
  })

  it('refuses a misspelled parameter and names those that there are', () => {
    const trained = train({ folder: template.folder, rows, params: { ...usual, dept: 5 } })
    expect(trained.ok).toBe(false)
    expect(trained.output).toContain('unknown parameter dept: there are trees, depth, rate, sample')
  })
})

describe('the ONNX file', () => {
  it("gives the trainer's own predictions, for empty values and unknown contracts too", async () => {
    const columns: Input[] = [
      { name: 'tenure', kind: 'number', missing: 0 },
      { name: 'contract', kind: 'text', values: ['month-to-month', 'one-year', 'two-year'] },
      { name: 'monthly_charges', kind: 'number', missing: 50 },
      { name: 'total_charges', kind: 'number', missing: 0 },
    ]
    const encode = (row: Customer) => [
      row.tenure,
      ['month-to-month', 'one-year', 'two-year'].indexOf(row.contract),
      Math.fround(row.monthly_charges),
      Math.fround(row.total_charges ?? 0),
    ]
    const model = boost({
      rows: all.map(encode),
      target: all.map(({ churned }) => churned),
      settings: { trees: 20, depth: 4, rate: 0.3, sample: 200 },
      random: randomNumbers(7),
      progress: () => {},
    })
    const odd = [...all, { ...(all[0] as Customer), contract: 'three-year' }]
    const scores = await score(onnxModel(columns, model), odd)
    odd.forEach((row, index) => {
      const own = predict(model, encode(row))
      expect(scores[index]?.probability).toBeCloseTo(own, 5)
      if (Math.abs(own - 0.5) > 1e-5) expect(scores[index]?.label).toBe(String(own > 0.5))
    })
    expect(odd.filter(({ total_charges }) => total_charges === null).length).toBeGreaterThan(5)
  })
})
