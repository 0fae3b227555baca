import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { isHeldOut } from '../../src/data/split.ts'
import { evaluateCandidate } from '../../src/gates/evaluate-candidate.ts'
import { gatesOf } from '../../src/gates/gate.ts'
import { digestOf } from '../../src/project/digest.ts'
import { silent } from '../../src/project/log.ts'
import type { Model } from '../../src/project/schema/model.ts'
import { type Customer, csv, customers, firstBatch } from '../../template/data/generate.ts'
import { boost } from '../../template/models/churn/boost.ts'
import { type Column, onnxModel } from '../../template/models/churn/onnx.ts'
import { randomNumbers } from '../../template/random.ts'
import { opened, repository } from '../data/repository.ts'
import { load } from '../project/memory-files.ts'

/* The examples of docs/gates.md are loaded as a part of the template's model, and judge two models that are trained here. */

const root = resolve(import.meta.dirname, '../..')
const read = (path: string) => readFileSync(join(root, path), 'utf8')
const examples = [...read('docs/gates.md').matchAll(/^## (.*?)$|^```yaml\n(.*?)^```$/gms)].reduce(
  ({ title, found }, [, heading, text]) =>
    heading === undefined
      ? { title, found: [...found, { title, keys: parse(text ?? '') as Record<string, unknown> }] }
      : { title: heading, found },
  { title: '', found: [] as { title: string; keys: Record<string, unknown> }[] },
).found

const written = parse(read('template/data/customers/dataset.yaml')) as { columns: Record<string, unknown> }
const dataset = { ...written, columns: { ...written.columns, sampling_weight: { type: 'number', min: 0 } } }

/** The template's project with its model.yaml as an example has it. */
async function loaded(keys: Record<string, unknown>) {
  const model = { ...parse(read('template/models/churn/model.yaml')), ...keys }
  const project = await load({
    'pawl.yaml': read('template/pawl.yaml'),
    'data/customers/dataset.yaml': stringify(dataset),
    'models/churn/model.yaml': stringify(model),
  })
  const churn = project.models.get('churn')
  if (!churn) throw new Error('the example is loaded')
  return churn.config
}

const rows = customers({ ...firstBatch, rows: 2500 })
const columns: Column[] = [
  { name: 'tenure', kind: 'number', missing: 0 },
  { name: 'contract', kind: 'text', values: ['month-to-month', 'one-year', 'two-year'] },
  { name: 'monthly_charges', kind: 'number', missing: 0 },
  { name: 'total_charges', kind: 'number', missing: 0 },
]
const folder = mkdtempSync(join(tmpdir(), 'pawl-examples-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function trained(name: string, trees: number): string {
  const seen = rows.filter(({ customer_id }) => !isHeldOut(customer_id, { salt: 'pawl', holdout: 0.2 }))
  const cell = (row: Customer, column: Column) =>
    column.kind === 'text'
      ? column.values.indexOf(row.contract)
      : Math.fround(Number(row[column.name as 'tenure'] ?? 0))
  const model = boost({
    rows: seen.map((row) => columns.map((column) => cell(row, column))),
    target: seen.map(({ churned }) => churned),
    settings: { trees, depth: 2, rate: 0.2, sample: 300 },
    random: randomNumbers(1),
    progress: () => {},
  })
  const path = join(folder, `${name}.onnx`)
  writeFileSync(path, onnxModel(columns, model))
  return path
}

let [better, worse] = ['', '']
beforeAll(() => {
  better = trained('better', 40)
  worse = trained('worse', 15)
})

/** The report on the better model, beside the worse one in production. */
async function reported(config: Model) {
  const weighted = rows.map((row, at) => ({ ...row, sampling_weight: 1 + (at % 3) }))
  const from = repository({ 'rows.csv': csv(weighted) }, dataset as never)
  const commit = 'c'.repeat(40)
  const { features, split, target } = config.data
  const of = (artifact: string) => ({
    artifact,
    digest: digestOf(artifact),
    bytes: readFileSync(artifact).length,
    commit,
    run: 'run',
    features,
  })
  return opened(from, (database, open) =>
    evaluateCandidate(database, open, {
      model: config,
      policy: { digest: digestOf('policy'), commit, changed: false },
      data: { dataset: 'customers', version: digestOf('data'), files: [], rows: rows.length } as never,
      candidate: of(better),
      production: { ...of(worse), version: '1.0.0', data: digestOf('data'), split, target },
      against: config.compare.with === 'baseline' ? { kind: 'baseline' } : { kind: 'production' },
      reference: { of: 'base', state: 'none' },
      baseDataset: null,
      today: '2026-11-21',
      notes: [],
      log: silent,
    }),
  )
}

describe('docs/gates.md', () => {
  it('has an example of each thing that judging can be told', () => {
    const keys = new Set(
      examples.flatMap(({ keys }) => [
        ...Object.keys(keys),
        ...Object.keys((keys.evaluate as object) ?? {}).map((key) => `evaluate.${key}`),
      ]),
    )
    const parts = 'gates metrics compare cases parity predict stages waivers'.split(' ')
    const ways = 'threshold points weight slices protected weak-segments robustness'.split(' ')
    expect([...keys]).toEqual(expect.arrayContaining([...parts, ...ways.map((way) => `evaluate.${way}`)]))
  })

  it.each(examples)('$title: $keys', async ({ keys }) => {
    const config = await loaded(keys)
    expect(Object.keys(config.gates).length).toBeGreaterThan(0)
    // Programs in Python are run by the tests of docs/python.md, the clock by those of speed.
    if (config.predict || config.parity || 'latency.p95' in config.gates) return
    const { gates: judged, verdict } = await reported(config)
    for (const { id } of gatesOf(config)) expect(judged.some(({ gate }) => gate.startsWith(id))).toBe(true)
    expect(judged.filter((gate) => gate.verdict === 'error')).toEqual([])
    expect(verdict).not.toBe('error')
    if (config.waivers?.length) expect(judged.find(({ gate }) => gate === 'recall.min')?.verdict).toBe('warn')
  })
})
