import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type Database, withDatabase } from '../../src/data/database.ts'
import { dataVersion, inspectFiles } from '../../src/data/files.ts'
import { type OpenDataset, openDataset } from '../../src/data/open.ts'
import { profileRows } from '../../src/data/profile-rows.ts'
import { validate } from '../../src/data/validate.ts'
import { compareProfiles } from '../../src/drift/compare.ts'
import { loadProject } from '../../src/project/load.ts'
import type { Model } from '../../src/project/schema/model.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { watchedColumns } from '../../src/project/watched.ts'
import { csv, customers, firstBatch } from '../../template/data/generate.ts'
import { startTemplate } from './started.ts'

const first = csv(customers(firstBatch))
const second = { ...firstBatch, month: '2026-02' }
const template = startTemplate()
afterAll(() => template.remove())

/** Opens the template's dataset with these files for January, February and so on in place of its own. */
async function withMonths<T>(
  months: readonly string[],
  use: (at: { database: Database; open: OpenDataset; version: string; model: Model }) => Promise<T>,
): Promise<T> {
  const folder = join(template.folder, 'data/customers')
  for (const name of readdirSync(folder)) if (name.endsWith('.csv')) rmSync(join(folder, name))
  for (const [index, text] of months.entries())
    writeFileSync(join(folder, `customers-2026-0${index + 1}.csv`), text)
  const working = workingFiles(template.folder)
  const project = await loadProject(working)
  const [dataset, model] = [project.datasets.get('customers'), project.models.get('churn')]
  if (dataset === undefined || model === undefined)
    throw new Error('the template has lost its dataset or model')
  const files = await inspectFiles(template.folder, dataset, await working.list('data'))
  const { version } = await dataVersion(dataset, files)
  return withDatabase(async (database) => {
    const open = await openDataset(database, { dataset, files })
    return use({ database, open, version, model: model.config })
  })
}

/** What Pawl finds wrong. */
async function judged(...months: string[]) {
  const { verdict, results } = await withMonths(months, ({ database, open, version }) =>
    validate(database, open, { version, now: new Date('2026-03-01T00:00:00Z') }),
  )
  const broken = results.filter((result) => result.verdict !== 'pass')
  return {
    verdict,
    columns: broken.map(({ column }) => column),
    found: broken.map(({ found }) => found).join(),
  }
}

describe('Pawl, asked whether the template’s data is sound,', () => {
  const sound = { verdict: 'pass', columns: [], found: '' }

  it('passes the committed month', async () => {
    expect(await judged(first)).toEqual(sound)
  })

  it.each(['normal', 'drifted'] as const)('passes a %s second month', async (kind) => {
    expect(await judged(first, csv(customers({ ...second, kind })))).toEqual(sound)
  })

  it('fails empty values beyond the limit, with their number over all months', async () => {
    const batch = csv(customers(second), ['nulls'])
    const empty = `${first}${batch}`.match(/,,(?:true|false)$/gm)?.length ?? 0
    const { verdict, columns, found } = await judged(first, batch)
    expect({ verdict, columns }).toEqual({ verdict: 'fail', columns: ['total_charges'] })
    expect(found).toContain(`${empty.toLocaleString('en')} of 8,000`)
  })

  it('fails a contract that nobody knows, with the number of rows and without the value', async () => {
    const { verdict, columns, found } = await judged(first, csv(customers(second), ['category']))
    expect({ verdict, columns }).toEqual({ verdict: 'fail', columns: ['contract'] })
    expect(found).toContain('100 of ')
    expect(found).not.toContain('three-year')
  })

  it('fails a column that is not there', async () => {
    const { verdict, columns } = await judged(csv(customers(firstBatch), ['missing-column']))
    expect({ verdict, columns }).toEqual({ verdict: 'fail', columns: ['tenure'] })
  })
})

describe('Pawl, asked whether a second month drifts from the first,', () => {
  async function drifted(kind: 'normal' | 'drifted'): Promise<string[]> {
    const report = await withMonths([first, csv(customers({ ...second, kind }))], async (at) => {
      const watched = watchedColumns(at.model)
      const columns = watched.map(({ column }) => column)
      const month = (number: number) => `month(signed_up) = ${number}`
      const reference = await profileRows(at.database, at.open, { columns, where: month(1) })
      const profile = await profileRows(at.database, at.open, { columns, where: month(2), reference })
      return compareProfiles({
        model: 'churn',
        settings: at.model.drift,
        columns: watched,
        reference: { version: '1.0.0', profile: reference },
        window: { id: 'february', files: [], profile },
      })
    })
    return report.columns.filter(({ verdict }) => verdict === 'drift').map(({ column }) => column)
  }

  it('says no when it is made like the first', async () => {
    expect(await drifted('normal')).toEqual([])
  })

  it('names the two columns or more that model.yaml asks for before it retrains', async () => {
    expect(await drifted('drifted')).toEqual(expect.arrayContaining(['contract', 'monthly_charges']))
  })
})
