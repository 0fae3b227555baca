/**
 * Makes the synthetic customers of this example. The same options always give the same bytes.
 *
 *   npx tsx data/generate.ts                                      the first batch, as it lies in data/customers
 *   npx tsx data/generate.ts --month 2026-02                      the next month, made like the first
 *   npx tsx data/generate.ts --month 2026-02 --batch drifted      contracts and charges have moved
 *   npx tsx data/generate.ts --month 2026-02 --batch broken --defect nulls
 *
 * A broken batch has all defects, or those that `--defect` names. `--rows`, `--seed` and `--out` (a file) are free too.
 */
import { realpathSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { pick, randomNumbers } from '../random.ts'

export const contracts = ['month-to-month', 'one-year', 'two-year'] as const

/** What can be wrong with a broken batch: `tenure` is not there, a third of `total_charges` is empty, or a contract is unknown. */
export const defects = ['missing-column', 'nulls', 'category'] as const

export interface Customer {
  customer_id: string
  /** The day on which the current contract began, as 2026-01-31. */
  signed_up: string
  gender: 'female' | 'male'
  /** Months as a customer when the contract began. */
  tenure: number
  contract: string
  monthly_charges: number
  /** All that was paid so far; null before the first bill. */
  total_charges: number | null
  /** Whether the customer left within three months. */
  churned: boolean
}

export interface Batch {
  /** The month in which the customers signed, as 2026-01. */
  month: string
  rows: number
  seed: number
  kind: 'normal' | 'drifted'
}

export const firstBatch: Batch = { month: '2026-01', rows: 4000, seed: 1, kind: 'normal' }

/** The customers who signed in one month. Every month has ten thousand customer numbers of its own. */
export function customers({ month, rows, seed, kind }: Batch): Customer[] {
  const first = monthNumber(month) * 10_000
  const random = randomNumbers(seed * 100_003 + first)
  return Array.from({ length: rows }, (_, row) => {
    const number = String(first + row + 1).padStart(6, '0')
    return { customer_id: `C${number}`, ...customer(month, kind, random) }
  })
}

function customer(month: string, kind: Batch['kind'], random: () => number): Omit<Customer, 'customer_id'> {
  const day = 1 + Math.floor(random() * 28)
  const gender = random() < 0.5 ? 'female' : 'male'
  // Many are new, some have been here for years; a few have no bill yet.
  const tenure = random() < 0.004 ? 0 : 1 + Math.floor(72 * random() ** 1.6)
  const contract = pick(contractShares(tenure, kind), random())
  const plan = random() < 0.35 ? 25 + 8 * random() : 50 + 60 * random()
  const monthly = plan + (kind === 'drifted' ? 14 + 6 * random() : 0)
  const total = monthly * tenure * (0.94 + 0.12 * random())
  const chance = churnProbability({ tenure, contract, monthly })
  return {
    signed_up: `${month}-${String(day).padStart(2, '0')}`,
    gender,
    tenure,
    contract,
    monthly_charges: cents(monthly),
    total_charges: tenure === 0 ? null : cents(Math.max(total, monthly)),
    churned: random() < chance,
  }
}

function contractShares(tenure: number, kind: Batch['kind']): [string, number][] {
  const loyal = Math.min(tenure / 72, 1)
  const monthToMonth = kind === 'drifted' ? 0.85 - 0.3 * loyal : 0.7 - 0.45 * loyal
  const twoYear = (1 - monthToMonth) * (0.3 + 0.4 * loyal)
  return [
    [contracts[0], monthToMonth],
    [contracts[1], 1 - monthToMonth - twoYear],
    [contracts[2], twoYear],
  ]
}

/** The truth that a model has to find: a linear part that everybody expects, and three exceptions that take a deeper look. */
export function churnProbability(of: { tenure: number; contract: string; monthly: number }): number {
  const { tenure, contract, monthly } = of
  const monthToMonth = contract === 'month-to-month'
  let logit =
    (monthToMonth ? 0.8 : contract === 'one-year' ? -1.3 : -2.5) - 0.026 * tenure + 0.018 * (monthly - 60)
  if (monthToMonth) logit += monthly > 75 === tenure < 20 ? 1.2 : -1.1
  if (!monthToMonth && tenure > 12 && tenure < 28 && monthly > 60) logit += 3
  return 1 / (1 + Math.exp(-logit))
}

export type Defect = (typeof defects)[number]

/** The batch as CSV, with the defects asked for. */
export function csv(rows: readonly Customer[], broken: readonly Defect[] = []): string {
  const columns = Object.keys(rows[0] ?? {}).filter(
    (column) => !(column === 'tenure' && broken.includes('missing-column')),
  )
  const lines = rows.map((row, index) => {
    const values = new Map<string, unknown>(Object.entries(row))
    if (broken.includes('nulls') && index % 3 === 0) values.set('total_charges', null)
    if (broken.includes('category') && index % 40 === 0) values.set('contract', 'three-year')
    return columns.map((column) => values.get(column) ?? '').join(',')
  })
  return `${[columns.join(','), ...lines].join('\n')}\n`
}

/** How many months after January 2026 a month such as 2026-03 is. */
export function monthNumber(month: string): number {
  const [, year, number] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(month) ?? []
  const months = (Number(year) - 2026) * 12 + Number(number) - 1
  if (!(months >= 0 && months < 99)) throw new Error(`expected a month from 2026-01 on, not ${month}`)
  return months
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}

function program(): void {
  const { values } = parseArgs({
    options: {
      batch: { type: 'string', default: 'normal' },
      defect: { type: 'string', multiple: true },
      month: { type: 'string', default: firstBatch.month },
      rows: { type: 'string', default: String(firstBatch.rows) },
      seed: { type: 'string', default: String(firstBatch.seed) },
      out: { type: 'string' },
    },
  })
  const { batch, month } = values
  if (batch !== 'normal' && batch !== 'drifted' && batch !== 'broken')
    throw new Error(`--batch is normal, drifted or broken, not ${batch}`)
  if (values.defect && batch !== 'broken') throw new Error('--defect is for --batch broken')
  const wrong = (values.defect ?? defects).map((name) => {
    const defect = defects.find((known) => known === name)
    if (defect === undefined) throw new Error(`--defect is one of ${defects.join(', ')}, not ${name}`)
    return defect
  })
  const rows = customers({
    month,
    rows: wholeNumber('rows', values.rows),
    seed: wholeNumber('seed', values.seed),
    kind: batch === 'drifted' ? 'drifted' : 'normal',
  })
  const out = values.out ?? fileURLToPath(new URL(`customers/customers-${month}.csv`, import.meta.url))
  writeFileSync(out, csv(rows, batch === 'broken' ? wrong : []))
}

export function wholeNumber(name: string, text: string): number {
  if (!/^[1-9]\d{0,3}$|^10000$/.test(text))
    throw new Error(`--${name} is a whole number from 1 to 10000, not ${text}`)
  return Number(text)
}

const started = process.argv[1]
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) program()
