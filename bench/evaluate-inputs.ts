import { existsSync, mkdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readNumbers } from '../src/data/column-values.ts'
import { withDatabase } from '../src/data/database.ts'
import { openFiles } from '../src/data/open-files.ts'
import type { Table } from '../src/data/table.ts'
import type { SliceRows } from '../src/evaluation/slices.ts'
import { seeded } from '../src/stats/random.ts'
import { boost } from '../template/models/churn/boost.ts'
import { onnxModel } from '../template/models/churn/onnx.ts'
import { home } from './inputs.ts'

export const rows = 200_000
const folder = join(home, 'data')
const names = Array.from({ length: 20 }, (_, at) => `x${String(at).padStart(2, '0')}`)
const groups = ['a', 'b', 'c', 'd', 'tiny']

export const evaluateFiles = {
  rows: join(folder, 'eval-200k.parquet'),
  candidate: join(folder, 'gb.onnx'),
  production: join(folder, 'lr.onnx'),
}

export interface EvaluateInputs {
  features: Table
  y: Uint8Array
  slices: SliceRows[]
}

/** Reads the rows, as an evaluation does: twenty numbers, a label, and five groups. */
export async function evaluateInputs(): Promise<EvaluateInputs> {
  return withDatabase(async (database) => {
    const { relation, where } = await openFiles(database, { path: evaluateFiles.rows, as: 'rows' })
    const number = (name: string) => ({ name, type: 'number' as const })
    const columns = await readNumbers(
      database,
      { relation, where },
      { columns: [...names, 'y'].map(number), into: [...names, 'y'].map(() => new Float64Array(rows)) },
    )
    const places = Object.fromEntries(groups.map((group) => [group, [] as number[]]))
    let row = 0
    await database.chunks(`SELECT grp FROM ${relation} WHERE ${where}`, (chunk) =>
      chunk.visitColumnValues(0, (value) => void places[String(value)]?.push(row++)),
    )
    const y = columns.pop() as Float64Array
    return {
      features: {
        rows,
        columns: names.map((name, at) => ({ kind: 'number', name, values: columns[at] as Float64Array })),
      },
      y: Uint8Array.from(y),
      slices: groups.map((group) => ({
        by: 'grp',
        name: `grp=${group}`,
        rows: Uint32Array.from(places[group] ?? []),
      })),
    }
  })
}

/** Inputs like those of the shared benchmarks, where these are not there: rows with a label that three numbers tell, and two boosted models. */
export async function makeEvaluateInputs(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  if (Object.values(evaluateFiles).every((file) => existsSync(file))) return
  await withDatabase(async (database) => {
    const chance = (salt: string) => `((hash(i, '${salt}') >> 11)::DOUBLE / 9007199254740992.0)`
    const odds = '3 * (x00 - 0.5) + 4 * (x01 - 0.5) * x02 - 1'
    const cells = names.map((name) => `${chance(name)}::FLOAT AS ${name}`)
    const group = `CASE WHEN ${chance('tiny')} < 0.0001 THEN 'tiny' ELSE substr('abcd', 1 + (hash(i, 'group') % 4)::INTEGER, 1) END`
    await database.run(
      `COPY (SELECT * EXCLUDE i, (${chance('y')} < 1 / (1 + exp(-(${odds}))))::BIGINT AS y, ${group} AS grp
       FROM (SELECT i, ${cells.join(', ')} FROM range(${rows}) AS r(i))) TO '${evaluateFiles.rows}' (FORMAT parquet)`,
    )
  })
  const { features, y } = await evaluateInputs()
  const columns = features.columns.map((column) =>
    column.kind === 'number' ? column.values : new Float64Array(),
  )
  const cell = (at: number, row: number) => columns[at]?.[row] as number
  for (const [seed, file] of [evaluateFiles.candidate, evaluateFiles.production].entries()) {
    const own = seeded(seed)
    const picked = Array.from({ length: 3000 }, () => own.below(rows))
    const model = boost({
      rows: picked.map((row) => names.map((_, at) => cell(at, row))),
      target: picked.map((row) => y[row] === 1),
      settings: { trees: 60, depth: 3, rate: 0.15, sample: 250 },
      random: () => own.uniform(),
      progress: () => {},
    })
    const inputs = names.map((name) => ({ name, kind: 'number' as const, missing: 0 }))
    await writeFile(file, onnxModel(inputs, model))
  }
}
