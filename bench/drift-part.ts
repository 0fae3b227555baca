/** One part of the drift benchmark, in a process of its own: what it took and how much memory was in use at most. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compareFiles } from '../src/commands/steps/compare-files.ts'
import { profileFiles } from '../src/commands/steps/profile-files.ts'
import { type Database, withDatabase } from '../src/data/database.ts'
import { profileJson } from '../src/data/profile-size.ts'
import { driftInputs } from './drift-inputs.ts'

const [name = '', folder = '', size = ''] = process.argv.slice(2)
const file = (side: string) => join(folder, `drift-${side}-${size}.parquet`)
const profilePath = join(folder, `drift-profile-${size}.json`)

async function flagged(reference: string): Promise<string[]> {
  const given = { root: '/', reference, current: file('cur'), model: undefined }
  const { columns } = await compareFiles({ ...given, evidently: false, together: false })
  return columns
    .filter(({ verdict }) => verdict === 'drift')
    .map(({ column }) => column)
    .sort()
}

const parts: Record<string, () => Promise<string[] | undefined>> = {
  async make() {
    await withDatabase(async (database) => {
      for (const [side, query] of Object.entries(driftInputs(size)))
        await database.run(`COPY (${query}) TO '${file(side)}' (FORMAT parquet)`)
    })
    return undefined
  },

  async 'make-profile'() {
    const { profile } = await profileFiles('/', file('ref'))
    await writeFile(profilePath, profileJson(profile))
    return undefined
  },

  rows: () => flagged(file('ref')),

  profile: () => flagged(profilePath),

  duckdb: () => withDatabase(quantileHistograms),
}

/** The yardstick of the shared benchmarks, drift.py: 20 bins between the quantiles of a sample, total variation from 0.05. */
async function quantileHistograms(database: Database): Promise<string[]> {
  const [before, after] = [`'${file('ref')}'`, `'${file('cur')}'`]
  const names = (await database.rows(`DESCRIBE SELECT * FROM ${before}`)).map((row) =>
    String(row.column_name),
  )
  const numbers = names.filter((each) => each.startsWith('num'))
  const shares = Array.from({ length: 19 }, (_, at) => (at + 1) / 20)
  const sampled = await database.row(
    `SELECT ${numbers.map((each) => `to_json(approx_quantile(${each}, [${shares.join()}]))::VARCHAR AS ${each}`).join()} FROM ${before} USING SAMPLE ${size === '1m' ? 2 : 30} PERCENT (system, 42)`,
  )
  const cells = names.map((each) => {
    const edges =
      sampled[each] === undefined ? undefined : new Set(JSON.parse(String(sampled[each])) as number[])
    return `to_json(histogram(${each}${edges ? `, [${[...edges].map((edge) => `${edge}::DOUBLE`).join()}]` : ''}))::VARCHAR AS ${each}`
  })
  const [x, y] = [
    await database.row(`SELECT ${cells.join()} FROM ${before}`),
    await database.row(`SELECT ${cells.join()} FROM ${after}`),
  ]
  return names.filter((each) => {
    const [p, q] = [x, y].map((row) => JSON.parse(String(row[each])) as Record<string, number>) as [
      Record<string, number>,
      Record<string, number>,
    ]
    const total = (counts: Record<string, number>) =>
      Object.values(counts).reduce((sum, count) => sum + count, 0)
    const [n, m] = [total(p), total(q)]
    const keys = new Set([...Object.keys(p), ...Object.keys(q)])
    return (
      [...keys].reduce((sum, key) => sum + Math.abs((p[key] ?? 0) / n - (q[key] ?? 0) / m), 0) / 2 >= 0.05
    )
  })
}

const start = performance.now()
const found = await parts[name]?.()
const seconds = (performance.now() - start) / 1000
console.log(
  JSON.stringify({ seconds, peakMB: Math.round(process.resourceUsage().maxRSS / 1024), flagged: found }),
)
