/** One part of the drift benchmark, in a process of its own: what it took and how much memory was in use at most. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { compareFiles } from '../src/commands/steps/compare-files.ts'
import { countAgainst } from '../src/data/count-against.ts'
import { type Database, withDatabase } from '../src/data/database.ts'
import type { OpenDataset } from '../src/data/open.ts'
import { openFiles } from '../src/data/open-files.ts'
import { Profile } from '../src/data/profile.ts'
import { profileRows } from '../src/data/profile-rows.ts'
import { profileJson } from '../src/data/profile-size.ts'
import { compareProfiles } from '../src/drift/compare.ts'
import type { DriftReport } from '../src/drift/report.ts'
import { driftInputs } from './drift-inputs.ts'

const [name = '', folder = '', size = ''] = process.argv.slice(2)
const file = (side: string) => join(folder, `drift-${side}-${size}.parquet`)
const profilePath = join(folder, `drift-profile-${size}.json`)

const flaggedOf = (report: DriftReport) =>
  report.columns
    .filter(({ verdict }) => verdict === 'drift')
    .map(({ column }) => column)
    .sort()

const parts: Record<string, () => Promise<string[] | undefined>> = {
  async make() {
    await withDatabase(async (database) => {
      for (const [side, query] of Object.entries(driftInputs(size)))
        await database.run(`COPY (${query}) TO '${file(side)}' (FORMAT parquet)`)
    })
    return undefined
  },

  async 'make-profile'() {
    const profile = await withDatabase(async (database) => {
      const { relation, columns } = await openFiles(database, { path: file('ref'), as: 'reference' })
      return profileRows(database, opened(relation, columns), { columns: [...columns.keys()], where: 'true' })
    })
    await writeFile(profilePath, profileJson(profile))
    return undefined
  },

  async rows() {
    const given = { root: '/', reference: file('ref'), current: file('cur'), model: undefined }
    return flaggedOf(await compareFiles({ ...given, evidently: false, together: false }))
  },

  async profile() {
    const reference = Profile.parse(JSON.parse(await readFile(profilePath, 'utf8')))
    const columns = reference.columns.map(({ name }) => name)
    const profile = await withDatabase(async (database) =>
      countAgainst(database, await openFiles(database, { path: file('cur'), as: 'current' }), {
        reference,
        columns,
      }),
    )
    return flaggedOf(
      compareProfiles({
        model: 'data',
        settings: { p: 0.05, effect: 0.1, 'min-rows': 100 },
        columns: columns.map((column) => ({ column, family: 'feature' as const })),
        reference: { version: '1.0.0', profile: reference },
        window: { id: 'w', files: [], profile },
      }),
    )
  },

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

/** A view as `profileRows` wants it. */
function opened(relation: string, columns: ReadonlyMap<string, string>): OpenDataset {
  const config = {
    dataset: 'bench',
    columns: Object.fromEntries([...columns].map(([column, type]) => [column, { type }])),
  }
  return {
    relation,
    present: [...columns.keys()],
    missing: [],
    extra: [],
    dataset: { config },
  } as unknown as OpenDataset
}

const start = performance.now()
const flagged = await parts[name]?.()
const seconds = (performance.now() - start) / 1000
console.log(JSON.stringify({ seconds, peakMB: Math.round(process.resourceUsage().maxRSS / 1024), flagged }))
