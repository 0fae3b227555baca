import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { z } from 'zod'
import { type Database, withDatabase } from '../../src/data/database.ts'
import { type DataFile, inspectFiles } from '../../src/data/files.ts'
import { type OpenDataset, openDataset } from '../../src/data/open.ts'
import { validate } from '../../src/data/validate.ts'
import type { RuleResult, ValidationReport } from '../../src/data/validation.ts'
import { digestOf } from '../../src/project/digest.ts'
import type { Configured } from '../../src/project/project.ts'
import { Dataset } from '../../src/project/schema/dataset.ts'

export interface Repository {
  root: string
  dataset: Configured<Dataset>
  paths: string[]
}

export type Columns = z.input<typeof Dataset>['columns']
type Config = Partial<z.input<typeof Dataset>> & { columns: Columns }

/** A repository in a temporary folder with one dataset, `rows`, and the files given by name. */
export function repository(files: Record<string, string | Uint8Array>, config: Config): Repository {
  const root = mkdtempSync(join(tmpdir(), 'pawl-data-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, 'data/rows', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  const dataset = {
    path: 'data/rows/dataset.yaml',
    config: Dataset.parse({ dataset: 'rows', files: '**/*', ...config }),
  }
  return { root, dataset, paths: Object.keys(files).map((name) => `data/rows/${name}`) }
}

export function filesOf({ root, dataset, paths }: Repository): Promise<DataFile[]> {
  return inspectFiles(root, dataset, paths)
}

/** Opens the dataset of a repository in a database of its own. */
export async function opened<T>(
  from: Repository,
  use: (database: Database, open: OpenDataset) => Promise<T>,
  threads?: number,
): Promise<T> {
  const files = await filesOf(from)
  return withDatabase(
    async (database) => use(database, await openDataset(database, { dataset: from.dataset, files })),
    threads === undefined ? {} : { threads },
  )
}

export const noon = new Date('2026-11-21T12:00:00Z')

export function validated(from: Repository): Promise<ValidationReport> {
  return opened(from, (database, open) => validate(database, open, { version: digestOf('data'), now: noon }))
}

/** The one result of a rule; fails the test when there is none. */
export function resultOf(report: ValidationReport, rule: string): RuleResult {
  const found = report.results.filter((result) => result.rule === rule)
  const [only] = found
  if (!only || found.length > 1)
    throw new Error(
      `${found.length} results of ${rule} in ${report.results.map((each) => each.rule).join(' ')}`,
    )
  return only
}

/** The cells of a relation in order, as text. */
export async function cellsOf(database: Database, { relation, present }: OpenDataset): Promise<string[][]> {
  const rows = await database.rows(`SELECT * FROM ${relation}`)
  return rows.map((row) => present.map((column) => String(row[column])))
}

/** Writes rows as Parquet with DuckDB itself. */
export async function parquet(path: string, select: string): Promise<void> {
  await withDatabase((database) => database.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`))
}
