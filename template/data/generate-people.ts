/**
 * Makes the synthetic people of this example, with columns as a census asks them. The same options always give the same bytes.
 *
 *   npx tsx data/generate-people.ts                      the first batch, as it lies in data/people
 *   npx tsx data/generate-people.ts --month 2026-02      the next month; --rows, --seed and --out (a file) are free too
 */
import { realpathSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { pick, randomNumbers } from '../random.ts'
import { monthNumber, wholeNumber } from './generate.ts'

export interface Person {
  person_id: string
  /** The day on which the person was asked, as 2026-01-31. */
  asked_on: string
  sex: 'female' | 'male'
  age: number
  education: string
  /** Null where no answer was given. */
  occupation: string | null
  hours_per_week: number
  /** What shares and the like brought in a year; zero for many. */
  capital_gain: number
  income: '<=50K' | '>50K'
}

/** Share of the people, and how much it lifts income. */
const educations = {
  school: [0.5, -0.6],
  'some-college': [0.25, 0],
  bachelor: [0.17, 1],
  master: [0.08, 1.6],
}
const occupations = {
  service: [0.3, -0.9],
  craft: [0.25, 0],
  sales: [0.2, 0.2],
  technical: [0.15, 0.7],
  management: [0.1, 1.3],
}

export interface Batch {
  /** The month in which the people were asked, as 2026-01. */
  month: string
  rows: number
  seed: number
}

export const firstBatch: Batch = { month: '2026-01', rows: 4000, seed: 1 }

/** The people who were asked in one month. Every month has ten thousand numbers of its own. */
export function people({ month, rows, seed }: Batch): Person[] {
  const first = monthNumber(month) * 10_000
  const random = randomNumbers(seed * 100_003 + first)
  return Array.from({ length: rows }, (_, row) => {
    const number = String(first + row + 1).padStart(6, '0')
    return { person_id: `P${number}`, ...person(month, random) }
  })
}

function person(month: string, random: () => number): Omit<Person, 'person_id'> {
  const day = 1 + Math.floor(random() * 28)
  const sex = random() < 0.5 ? 'female' : 'male'
  const age = 17 + Math.floor(60 * random() ** 1.3)
  const education = pick(shares(educations), random())
  const occupation = pick(shares(occupations), random())
  const answered = random() < 0.95
  const hours = random() < 0.3 ? 40 : 10 + Math.floor(60 * random())
  const gain = random() < 0.3 ? 0 : 1 + Math.floor(6000 * random() ** 3)
  return {
    asked_on: `${month}-${String(day).padStart(2, '0')}`,
    sex,
    age,
    education,
    occupation: answered ? occupation : null,
    hours_per_week: hours,
    capital_gain: gain,
    income: random() < chanceOf({ age, education, occupation, hours, gain }) ? '>50K' : '<=50K',
  }
}

/** The truth that a model has to find: long hours pay for those with a degree only, and age helps up to a point. */
function chanceOf(of: {
  age: number
  education: string
  occupation: string
  hours: number
  gain: number
}): number {
  const degree = of.education === 'bachelor' || of.education === 'master'
  const experience = 2.6 - ((of.age - 48) / 14) ** 2
  const hours = ((of.hours - 40) / 10) * (degree ? 0.9 : 0.25)
  const lift = liftOf(educations, of.education) + liftOf(occupations, of.occupation)
  return 1 / (1 + Math.exp(-(1.3 * lift + experience + hours + of.gain / 2500 - 3.7)))
}

type Groups = Record<string, number[]>

function shares(groups: Groups): [string, number][] {
  return Object.entries(groups).map(([name, [share = 0]]) => [name, share])
}

function liftOf(groups: Groups, name: string): number {
  return groups[name]?.[1] ?? 0
}

/** The batch as CSV. */
export function csv(rows: readonly Person[]): string {
  const lines = rows.map((row) =>
    Object.values(row)
      .map((value) => value ?? '')
      .join(','),
  )
  return `${[Object.keys(rows[0] ?? {}).join(','), ...lines].join('\n')}\n`
}

function program(): void {
  const { values } = parseArgs({
    options: {
      month: { type: 'string', default: firstBatch.month },
      rows: { type: 'string', default: String(firstBatch.rows) },
      seed: { type: 'string', default: String(firstBatch.seed) },
      out: { type: 'string' },
    },
  })
  const { month } = values
  const rows = people({
    month,
    rows: wholeNumber('rows', values.rows),
    seed: wholeNumber('seed', values.seed),
  })
  const out = values.out ?? fileURLToPath(new URL(`people/people-${month}.csv`, import.meta.url))
  writeFileSync(out, csv(rows))
}

const started = process.argv[1]
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) program()
