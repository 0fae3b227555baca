import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import type { Random } from '../../src/stats/random.ts'
import { shuffle } from '../../src/stats/shuffle.ts'
import { boost, predict } from '../../template/models/churn/boost.ts'
import type { World } from './worlds.ts'

/** A table of real customers, as numbers, and what is true of them. */
export interface Real {
  rows: readonly (readonly number[])[]
  target: readonly boolean[]
}

type Encoder = (record: Record<string, string>) => number

const number =
  (column: string): Encoder =>
  (record) =>
    Number(record[column] || 0)
const is =
  (column: string, value: string): Encoder =>
  (record) =>
    record[column] === value ? 1 : 0

/** What tells most of either target; more columns take the trees minutes. */
const tables: Record<'telco-churn' | 'adult', { positive: Encoder; columns: readonly Encoder[] }> = {
  'telco-churn': {
    positive: is('Churn', 'Yes'),
    columns: [
      ...['tenure', 'MonthlyCharges', 'TotalCharges'].map(number),
      is('Contract', 'Month-to-month'),
      is('Contract', 'Two year'),
      is('InternetService', 'Fiber optic'),
      is('PaymentMethod', 'Electronic check'),
    ],
  },
  adult: {
    positive: is('income', '>50K'),
    columns: [
      ...['age', 'education-num', 'capital-gain', 'capital-loss', 'hours-per-week'].map(number),
      is('marital-status', 'Married-civ-spouse'),
      is('occupation', 'Exec-managerial'),
    ],
  },
}

/** Reads one of the public tables. */
export function realTable(folder: string, name: keyof typeof tables): Real {
  const { positive, columns } = tables[name]
  const text = readFileSync(join(folder, `${name}.csv`), 'utf8')
  const records = parse(text, { columns: true, trim: true, skip_empty_lines: true }) as Record<
    string,
    string
  >[]
  return {
    rows: records.map((record) => columns.map((column) => column(record))),
    target: records.map((record) => positive(record) === 1),
  }
}

/**
 * Production and candidate, each boosted on another 90 % of the same training rows with another seed: what a retraining
 * without any real change comes to. Held out are `holdout` rows that neither saw.
 */
export function retrained(
  random: Random,
  { rows, target }: Real,
  { train, holdout }: { train: number; holdout: number },
): World {
  const places = Uint32Array.from(rows.keys())
  shuffle(places, random)
  const order = [...places]
  const held = order.slice(0, holdout)
  const pool = order.slice(holdout, holdout + train)
  const model = () => {
    const picked = pool.filter(() => random.uniform() < 0.9)
    return boost({
      rows: picked.map((row) => rows[row] as readonly number[]),
      target: picked.map((row) => target[row] as boolean),
      settings: { trees: 60, depth: 3, rate: 0.15, sample: 250 },
      random: () => random.uniform(),
      progress: () => {},
    })
  }
  const scores = () => {
    const trained = model()
    return {
      task: 'binary-classification',
      score: Float64Array.from(held, (row) => predict(trained, rows[row] as readonly number[])),
      labelsOnly: false,
    } as const
  }
  return {
    truth: { task: 'binary-classification', y: Uint8Array.from(held, (row) => (target[row] ? 1 : 0)) },
    candidate: scores(),
    production: scores(),
  }
}
