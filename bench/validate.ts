import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
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
  const found = await database.row(readFileSync('bench/validate.sql', 'utf8').replaceAll('{T}', table))
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

/** Validation of 5 M rows against 20 rules: ours, the yardstick and the peers that are installed, by turns. */
export async function validate(say: Say, times: number): Promise<Figures> {
  const { path, expected } = await validateInput()
  say(`${basename(path)}: ${Math.round(statSync(path).size / 1e6)} MB, ${times} rounds`)
  const ours: number[] = []
  const query: number[] = []
  const others = new Map(Object.keys(python).map((peer) => [peer, [] as (number | null)[]]))
  for (let round = 0; round < times; round++) {
    ours.push(await timed(expected, () => pawl(path)))
    query.push(await timed(expected, () => withDatabase((database) => straightforward(database, path))))
    for (const [peer, seconds] of others) seconds.push(peerSeconds(peer))
  }
  const peers: Record<string, number | null> = { duckdb: median(query) }
  for (const [peer, seconds] of others) {
    const known = seconds.filter((value) => value !== null)
    peers[peer] = known.length === times ? median(known) : null
    if (peers[peer] === null) say(`${peer}: not installed, or it failed (see bench/README.md)`)
  }
  // Turn by turn, so that what else the machine does falls on both sides.
  const ratio = median(ours.map((value, index) => value / (query[index] ?? Number.NaN)))
  say(`pawl ${median(ours).toFixed(2)} s; ratio to one DuckDB query ${ratio.toFixed(2)}`)
  for (const [peer, seconds] of Object.entries(peers))
    if (seconds !== null) say(`${peer} ${seconds.toFixed(2)} s`)
  return { job: 'validate', seconds: median(ours), ratio, peers }
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

/** A peer's own script in a process of its own, imports and a first run aside; null where it cannot run. */
function peerSeconds(peer: string): number | null {
  const [environment, job] = python[peer] ?? ['', '']
  const interpreter = join(home, `venv-${environment}/bin/python`)
  const scripts = process.env.PAWL_BENCH_SCRIPTS ?? resolve('../shared/bench')
  const script = join(scripts, 'validate.py')
  if (!existsSync(interpreter) || !existsSync(script)) return null
  const { stdout } = spawnSync(interpreter, [script, job], {
    encoding: 'utf8',
    env: { ...process.env, PAWL_BENCH: home, REPS: '2' },
    timeout: 600_000,
  })
  const line = stdout?.split('\n').find((text) => text.startsWith('{'))
  const { notes } = line ? (JSON.parse(line) as { notes?: { runs?: number[] } }) : {}
  return notes?.runs?.at(-1) ?? null
}
