import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, describe, expect, it } from 'vitest'
import { withDatabase } from '../../src/data/database.ts'
import { dataVersion, inspectFiles } from '../../src/data/files.ts'
import { openDataset } from '../../src/data/open.ts'
import { validate } from '../../src/data/validate.ts'
import { loadProject } from '../../src/project/load.ts'
import { workingFiles } from '../../src/project/sources.ts'
import { csv, firstBatch, people } from '../../template/data/generate-people.ts'
import { root, startTemplate } from './started.ts'

const second = { ...firstBatch, month: '2026-02' }

describe('the generator of people', () => {
  it('makes the batch that is committed, byte for byte', () => {
    const committed = readFileSync(join(root, 'template/data/people/people-2026-01.csv'), 'utf8')
    expect(csv(people(firstBatch)) === committed).toBe(true)
  })

  it('gives other people for another seed, and never one number twice in two months', () => {
    expect(people({ ...firstBatch, seed: 2 })).not.toEqual(people(firstBatch))
    const ids = [...people(firstBatch), ...people({ ...second, rows: 10_000 })].map((row) => row.person_id)
    expect(new Set(ids).size).toBe(14_000)
  })

  it('leaves the occupation empty for some, and has few people earn much', () => {
    const rows = parse(csv(people(firstBatch)), { columns: true }) as Record<string, string>[]
    const share = (holds: (row: Record<string, string>) => boolean) => rows.filter(holds).length / rows.length
    expect(share((row) => row.occupation === '')).toBeCloseTo(0.05, 1)
    expect(share((row) => row.income === '>50K')).toBeCloseTo(0.2, 1)
  })
})

describe('the generator of people as a program', () => {
  const template = startTemplate()
  afterAll(() => template.remove())
  const run = (...options: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'data/generate-people.ts', ...options], {
      cwd: template.folder,
      encoding: 'utf8',
    })

  it('writes a month into the dataset that Pawl finds sound beside the first', async () => {
    expect(run('--month', '2026-02', '--rows', '500').status).toBe(0)
    const working = workingFiles(template.folder)
    const dataset = (await loadProject(working)).datasets.get('people')
    if (!dataset) throw new Error('the template has lost its people')
    const files = await inspectFiles(template.folder, dataset, await working.list('data'))
    expect(files.length).toBe(2)
    const { version } = await dataVersion(dataset, files)
    const { verdict } = await withDatabase(async (database) =>
      validate(database, await openDataset(database, { dataset, files }), {
        version,
        now: new Date('2026-03-01T00:00:00Z'),
      }),
    )
    expect(verdict).toBe('pass')
  })

  it('refuses what it does not know', () => {
    expect(run('--month', 'January').stderr).toContain('expected a month from 2026-01 on')
    expect(run('--batch', 'drifted').status).not.toBe(0)
  })
})
