import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Database, withDatabase } from '../src/data/database.ts'
import type { DataFile } from '../src/data/files.ts'
import { openDataset } from '../src/data/open.ts'
import { validate as held } from '../src/data/validate.ts'
import { digestOf } from '../src/project/digest.ts'
import type { Configured } from '../src/project/project.ts'
import { Dataset } from '../src/project/schema/dataset.ts'
import { home, type planted, validateInput } from './inputs.ts'
import { type Figures, median, type Say } from './job.ts'

type Found = Omit<typeof planted, 'rows'>

const stamp = { min: '2024-01-01T00:00:00Z', max: '2027-01-01T00:00:00Z' }
const few = { nulls: { max: '2%' } }
const none = { nulls: { max: 0 } }
const countries = 'AT BE CH DE DK ES FR GB IT NL PL SE'.split(' ')

/** The twenty checks of `../shared/bench`, as dataset.yaml says them. */
const config = Dataset.parse({
  dataset: 'validate',
  files: '*.parquet',
  nulls: { max: '100%' },
  columns: {
    id: { type: 'integer', unique: true, ...none },
    age: { type: 'integer', min: 0, max: 120 },
    amount: { type: 'number', min: 0, mean: { min: 95, max: 105 }, stdev: { min: 45, max: 55 }, ...few },
    score: { type: 'number', min: 0, max: 1, ...few },
    country: { type: 'string', 'one-of': countries, ...few },
    status: { type: 'string', 'one-of': ['new', 'open', 'done', 'void'], ...none },
    code: { type: 'string', pattern: '[A-Z]{2}-[0-9]{6}' },
    created_at: { type: 'timestamp', ...stamp },
    updated_at: { type: 'timestamp' },
  },
  checks: [{ rows: { min: 4_900_000, max: 5_100_000 } }, { row: 'updated_at >= created_at' }],
})

async function pawl(path: string): Promise<Found> {
  const dataset: Configured<Dataset> = { path: 'data/validate/dataset.yaml', config }
  const file: DataFile = { path: basename(path), absolute: path, format: 'parquet', compression: 'none' }
  const report = await withDatabase(async (database) => {
    const open = await openDataset(database, { dataset, files: [file], hold: false })
    return held(database, open, { version: digestOf(''), now: new Date('2026-01-01T00:00:00Z') })
  })
  const of = (...rules: string[]): number =>
    report.results
      .filter(({ rule }) => rules.includes(rule))
      .reduce((sum, { violations }) => sum + (violations ?? 0), 0)
  return {
    id_dup: of('columns.id.unique'),
    age_range: of('columns.age.min', 'columns.age.max'),
    amount_neg: of('columns.amount.min'),
    country_set: of('columns.country.one-of'),
    code_regex: of('columns.code.pattern'),
    cross_time: of('checks.1.row'),
    created_range: of('columns.created_at.min', 'columns.created_at.max'),
  }
}

/** The yardstick: one query in DuckDB that answers the same, and a second one that names duplicates when there are some. */
async function straightforward(database: Database, path: string): Promise<Found> {
  const table = `'${path}'`
  const found = await database.row(
    readFileSync(join(import.meta.dirname, 'validate.sql'), 'utf8').replaceAll('{T}', table),
  )
  const { rows } = await database.row(
    `SELECT coalesce(sum(n), 0)::BIGINT AS rows FROM (SELECT count(*) AS n FROM ${table} GROUP BY id HAVING n > 1)`,
  )
  const of = (name: string): number => Number(found[name])
  return {
    id_dup: of('id_distinct') === of('row_count') ? 0 : Number(rows),
    age_range: of('age_range'),
    amount_neg: of('amount_neg'),
    country_set: of('country_set'),
    code_regex: of('code_regex'),
    cross_time: of('cross_time'),
    created_range: of('created_range'),
  }
}

/** Validation of 5 M rows against 20 rules, ours and the yardstick by turns, then the peers that are installed. */
export async function validate(say: Say, times: number): Promise<Figures> {
  const { path, expected } = await validateInput()
  say(`${basename(path)}: ${Math.round(statSync(path).size / 1e6)} MB`)
  const seconds: { ours: number[]; query: number[] } = { ours: [], query: [] }
  for (let round = 0; round < times; round++) {
    seconds.ours.push(await timed(expected, () => pawl(path)))
    seconds.query.push(
      await timed(expected, () => withDatabase((database) => straightforward(database, path))),
    )
  }
  const ours = median(seconds.ours)
  const query = median(seconds.query)
  // Turn by turn, so that what else the machine does falls on both sides.
  const ratio = median(seconds.ours.map((value, index) => value / (seconds.query[index] ?? Number.NaN)))
  say(`pawl ${ours.toFixed(2)} s, one DuckDB query ${query.toFixed(2)} s, ratio ${ratio.toFixed(2)}`)
  return {
    job: 'validate',
    seconds: ours,
    ratio,
    peers: { duckdb: query, ...peers(say, { times, folder: dirname(path) }) },
  }
}

async function timed(expected: typeof planted, run: () => Promise<Found>): Promise<number> {
  const begun = performance.now()
  const found = await run()
  const seconds = (performance.now() - begun) / 1000
  for (const [name, count] of Object.entries(found))
    if (count !== expected[name as keyof Found])
      throw new Error(`${name}: found ${count}, planted ${expected[name as keyof Found]}`)
  return seconds
}

const python: Record<string, [environment: string, job: string]> = {
  'pandera-polars': ['core', 'pandera-polars'],
  'pandera-pandas': ['core', 'pandera'],
  'great-expectations': ['gx', 'gx'],
}

/** The peers' own scripts, each in a process of its own; null where its environment is not installed. */
function peers(
  say: Say,
  { times, folder }: { times: number; folder: string },
): Record<string, number | null> {
  const scripts = process.env.PAWL_BENCH_SCRIPTS ?? join(import.meta.dirname, '../../shared/bench')
  const script = join(scripts, 'validate.py')
  return Object.fromEntries(
    Object.entries(python).map(([peer, [environment, job]]) => {
      const interpreter = join(home, `venv-${environment}/bin/python`)
      if (!existsSync(interpreter) || !existsSync(script)) {
        say(
          `${peer}: not installed (set PAWL_BENCH_SCRIPTS, and make ${basename(dirname(folder))}/venv-${environment})`,
        )
        return [peer, null]
      }
      const { stdout } = spawnSync(interpreter, [script, job], {
        encoding: 'utf8',
        env: { ...process.env, PAWL_BENCH: home, REPS: String(times) },
        timeout: 600_000,
      })
      const line = stdout?.split('\n').find((text) => text.startsWith('{'))
      const seconds = line ? Number((JSON.parse(line) as { seconds: number }).seconds) : null
      say(seconds === null ? `${peer}: failed` : `${peer} ${seconds.toFixed(2)} s`)
      return [peer, seconds]
    }),
  )
}
