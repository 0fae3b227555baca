import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { normals } from '../../scripts/drift-pairs.ts'
import { compareFiles } from '../../src/commands/steps/compare-files.ts'
import { countAgainst } from '../../src/data/count-against.ts'
import { type Database, withDatabase } from '../../src/data/database.ts'
import type { OpenDataset } from '../../src/data/open.ts'
import { openFiles } from '../../src/data/open-files.ts'
import { profileRows } from '../../src/data/profile-rows.ts'
import { compareProfiles } from '../../src/drift/compare.ts'
import { DriftReport } from '../../src/drift/report.ts'
import { seeded } from '../../src/stats/random.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pawl-drift-'))
})
afterAll(() => rm(folder, { recursive: true }))

const odd = 'a "b", \'c\'; DROP TABLE x'

async function write(name: string, seed: number, shift: number, rows = 2000): Promise<string> {
  const random = seeded(seed)
  const values = normals(random, rows, shift)
  const quoted = `"${odd.replaceAll('"', '""')}"`
  const lines = [...values].map((value, row) =>
    [
      value,
      row % 7 === 0 ? '' : value * 2,
      random.uniform() < 0.5 ? 'yes' : '__proto__',
      random.below(3),
    ].join(),
  )
  await writeFile(join(folder, name), `x,holes,v,${quoted}\n${lines.join('\n')}\n`)
  return name
}

const compare = async (reference: string, current: string, more = {}) =>
  DriftReport.parse(
    await compareFiles({
      root: folder,
      reference,
      current,
      model: undefined,
      evidently: true,
      together: false,
      ...more,
    }),
  )

describe('two files', () => {
  it('are compared column by column, whatever the columns are called', async () => {
    const report = await compare(await write('a.csv', 1, 0), await write('b.csv', 2, 0.5))
    expect(report.columns.map(({ column, verdict }) => [column, verdict])).toEqual([
      ['x', 'drift'],
      ['holes', 'drift'],
      ['v', 'stable'],
      [odd, 'stable'],
    ])
    expect(report.reference).toEqual({ version: null, rows: 2000, from: 'rows' })
    expect(report.columns[0]?.evidently).toMatchObject({ method: 'wasserstein', drift: true })
    expect(JSON.stringify(report)).not.toContain('__proto__')
  })

  it('are judged as a whole where that is asked for', async () => {
    const files = [await write('h.csv', 1, 0, 150), await write('i.csv', 2, 1.5, 150)] as const
    const report = await compare(...files, { together: true })
    expect(report.together?.map(({ verdict }) => verdict)).toEqual(['drift', 'drift'])
  })

  it('say what cannot be read', async () => {
    await writeFile(join(folder, 'broken.parquet'), 'no parquet')
    const csv = await write('c.csv', 3, 0)
    await expect(compare('broken.parquet', csv)).rejects.toThrow('cannot be read')
    await expect(compare('nothing.csv', csv)).rejects.toThrow('cannot be read')
  })

  it('drift when numbers became text, a column is gone, or all values are', async () => {
    await writeFile(join(folder, 'd.csv'), `a,b,c\n${'1,2,3\n'.repeat(300)}`)
    await writeFile(join(folder, 'e.csv'), `a,c\n${'one,\n'.repeat(300)}`)
    const { columns } = await compare('d.csv', 'e.csv')
    expect(columns.map(({ verdict }) => verdict)).toEqual(['drift', 'drift', 'drift'])
  })
})

describe('rows counted against a profile', () => {
  const opened = async (database: Database, path: string, as: string) => {
    const { relation, columns } = await openFiles(database, { path: join(folder, path), as })
    const config = {
      dataset: 'd',
      columns: Object.fromEntries([...columns].map(([name, type]) => [name, { type }])),
    }
    const open = { relation, present: [...columns.keys()], dataset: { config } } as unknown as OpenDataset
    return { side: { relation, where: 'true', columns }, open }
  }

  it('are counted as a profile with the same edges counts them, and judged as the rows themselves', async () => {
    await write('f.csv', 4, 0)
    await write('g.csv', 5, 0.4)
    const rows = await compare('f.csv', 'g.csv')
    await withDatabase(async (database) => {
      const [before, after] = [await opened(database, 'f.csv', 'f'), await opened(database, 'g.csv', 'g')]
      const columns = before.open.present
      const reference = await profileRows(database, before.open, { columns, where: 'true' })
      const whole = await profileRows(database, after.open, { columns, where: 'true', reference })
      const counted = await countAgainst(database, after.side, { reference, columns })
      const byName = new Map(counted.columns.map((column) => [column.name, column]))
      for (const column of whole.columns) {
        const own = byName.get(column.name)
        if (column.kind === 'categorical') {
          const { type, lengths, ...rest } = column
          expect([own, type, lengths?.max]).toEqual([rest, 'string', expect.any(Number)])
        } else {
          const { type, distinct, quantiles, mean, stdev, ...rest } = column
          expect(own).toMatchObject(rest)
          expect((own as { mean: number }).mean).toBeCloseTo(mean as number, 12)
          expect((own as { stdev: number }).stdev).toBeCloseTo(stdev as number, 12)
          expect([distinct > 0, quantiles.length]).toEqual([true, 7])
        }
      }
      const report = compareProfiles({
        model: 'data',
        settings: { p: 0.05, effect: 0.1, 'min-rows': 100 },
        columns: columns.map((column) => ({ column, family: 'feature' as const })),
        reference: { version: '1.0.0', profile: reference },
        window: { id: 'w', files: [], profile: counted },
      })
      for (const [at, column] of report.columns.entries()) {
        expect(column.verdict).toBe(rows.columns[at]?.verdict)
        expect(Math.abs((column.effect ?? 0) - (rows.columns[at]?.effect ?? 0))).toBeLessThan(0.01)
      }
    })
  })
})
