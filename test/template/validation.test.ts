import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withDatabase } from '../../src/data/database.ts'
import { dataVersion, inspectFiles } from '../../src/data/files.ts'
import { openDataset } from '../../src/data/open.ts'
import { validate } from '../../src/data/validate.ts'
import { loadProject } from '../../src/project/load.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { csv, customers, type Defect, firstBatch } from '../../template/data/generate.ts'
import { startTemplate } from './started.ts'

const second = { ...firstBatch, month: '2026-02' }

/** What Pawl says of the committed month, and of a second one if there is any. */
async function judged(folder: string, batch?: string) {
  if (batch !== undefined) writeFileSync(join(folder, 'data/customers/customers-2026-02.csv'), batch)
  const working = workingFiles(folder)
  const dataset = (await loadProject(working)).datasets.get('customers')
  if (dataset === undefined) throw new Error('there is no dataset customers')
  const files = await inspectFiles(folder, dataset, await working.list('data'))
  const { digest: version } = await dataVersion(dataset, files)
  const now = new Date('2026-03-01T00:00:00Z')
  const { verdict, results } = await withDatabase(async (database) =>
    validate(database, await openDataset(database, { dataset, files }), { version, now }),
  )
  return { verdict, broken: results.filter((result) => result.verdict !== 'pass') }
}

describe('Pawl, asked about the template’s data,', () => {
  const template = startTemplate()
  afterAll(() => template.remove())
  let usual: Awaited<ReturnType<typeof judged>>
  beforeAll(async () => {
    usual = await judged(template.folder)
  })

  it('passes the committed month', () => expect(usual).toEqual({ verdict: 'pass', broken: [] }))

  it.each(['normal', 'drifted'] as const)('passes a %s second month', async (kind) => {
    const batch = csv(customers({ ...second, kind }))
    expect(await judged(template.folder, batch)).toEqual({ verdict: 'pass', broken: [] })
  })

  it.each<[Defect, string, RegExp]>([
    ['missing-column', 'tenure', /tenure/],
    ['nulls', 'total_charges', /1,?351|1,?350|1,?34\d/],
    ['category', 'contract', /\b100\b/],
  ])(
    'fails a month with the defect %s, for the column %s, with counts and nothing else',
    async (defect, column, found) => {
      const { verdict, broken } = await judged(template.folder, csv(customers(second), [defect]))
      expect(verdict).toBe('fail')
      expect(broken.map((result) => result.column)).toEqual([column])
      expect(broken[0]?.found).toMatch(found)
    },
  )
})
