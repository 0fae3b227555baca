/** Trains the churn model. Pawl says in PAWL_… where the rows and parameters are, and takes what is left in PAWL_OUT. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { randomNumbers } from '../../random.ts'
import { boost, importance, type Settings } from './boost.ts'
import { type Column, onnxModel } from './onnx.ts'

const target = 'churned'
const columns: Column[] = [
  { name: 'tenure', kind: 'number', missing: 0 },
  { name: 'contract', kind: 'text', values: ['month-to-month', 'one-year', 'two-year'] },
  { name: 'monthly_charges', kind: 'number', missing: 0 },
  { name: 'total_charges', kind: 'number', missing: 0 },
]
const usual: Settings = { trees: 60, depth: 2, rate: 0.2, sample: 300 }

const settings = readSettings(JSON.parse(readFileSync(given('PAWL_PARAMS'), 'utf8')))
const table = await parquetReadObjects({ file: await asyncBufferFromFile(given('PAWL_TRAIN')) })
const metrics: { step: number; name: string; value: number }[] = []

const model = boost({
  rows: table.map((row) => columns.map((column) => encoded(column, row[column.name]))),
  target: table.map((row) => truth(row[target])),
  settings,
  random: randomNumbers(Number(given('PAWL_SEED'))),
  progress: (step, value) => metrics.push({ step, name: 'loss', value }),
})

const out = given('PAWL_OUT')
writeFileSync(join(out, 'model.onnx'), onnxModel(columns, model))
writeFileSync(join(out, 'metrics.jsonl'), metrics.map((metric) => `${JSON.stringify(metric)}\n`).join(''))
const names = columns.map(({ name }) => name)
writeFileSync(join(out, 'importance.json'), `${JSON.stringify(importance(model, names), null, 2)}\n`)
console.log(`${table.length} rows, ${settings.trees} trees, loss ${metrics.at(-1)?.value.toFixed(4)}`)

function given(name: string): string {
  const value = process.env[name]
  if (value === undefined) throw new Error(`${name} is not set: Pawl starts this program, see README.md`)
  return value
}

/** A misspelled parameter must not train the usual model in silence. */
function readSettings(params: Record<string, unknown>): Settings {
  const limits: Record<keyof Settings, number> = { trees: 1000, depth: 10, rate: 1, sample: 5000 }
  for (const [name, value] of Object.entries(params)) {
    const limit = Object.entries(limits).find(([known]) => known === name)?.[1]
    if (limit === undefined)
      throw new Error(`unknown parameter ${name}: there are ${Object.keys(limits).join(', ')}`)
    const fits = typeof value === 'number' && value > 0 && value <= limit
    if (!fits || (name !== 'rate' && !Number.isInteger(value)))
      throw new Error(
        `parameter ${name} is a ${name === 'rate' ? '' : 'whole '}number above 0, at most ${limit}`,
      )
  }
  return { ...usual, ...params }
}

/** The value as the model sees it: 32 bits, as ONNX computes. */
function encoded(column: Column, value: unknown): number {
  if (column.kind === 'text') return column.values.indexOf(String(value))
  return Math.fround(value === null || value === undefined ? column.missing : Number(value))
}

function truth(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new Error(`${target} must be true or false in every row`)
  return value
}
