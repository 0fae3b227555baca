import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { drift } from '../../src/commands/drift.ts'
import { profile } from '../../src/commands/profile.ts'
import { Profile } from '../../src/data/profile.ts'
import type { DriftReport } from '../../src/drift/report.ts'
import { laptop } from './context.ts'

const days = ['2026-11-01', '2026-11-02', '2026-11-03']

/** Rows of one day: a price whose middle is given, a shop, and a remark that only some files have. */
function csv(day: number, middle: number): string {
  const lines = Array.from({ length: 400 }, (_, row) => {
    const price = middle + 5 * Math.sin(day * 7 + row * 12.9898) + row / 400
    return `${price.toFixed(4)},${row % 3 === 0 ? 'north' : 'south'},${day === 1 ? '' : `o'k ${row % 5}`}`
  })
  return `price,shop,remark\n${lines.join('\n')}\n`
}

function shop(): string {
  const root = mkdtempSync(join(tmpdir(), 'pawl-profile-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const files = Object.fromEntries(days.map((day, at) => [`sales/day=${day}/rows.csv`, csv(at, 20)]))
  const all = {
    ...files,
    'all.csv': `${csv(0, 20)}${[1, 2].map((at) => csv(at, 20).replace('price,shop,remark\n', '')).join('')}`,
  }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

const profiled = async (root: string, data: string, more: { with?: string; out?: string } = {}) => {
  const { json, text } = await profile.run(laptop(root), { data, with: more.with, out: more.out })
  return { found: Profile.parse(json), text }
}

const compared = async (root: string, reference: string, current: string, evidently = false) => {
  const inputs = { models: undefined, reference, current, together: false, evidently, 'dry-run': false }
  return (await drift.run(laptop(root), inputs)).json as DriftReport
}

describe('pawl profile', () => {
  it('profiles the files of a partitioned dataset one by one, and tells of all rows together', async () => {
    const root = shop()
    const { found, text } = await profiled(root, 'sales/**/*.csv')
    const { found: whole } = await profiled(root, 'all.csv')
    const [price, shops, remark] = found.columns
    const [all] = whole.columns
    expect(found.rows).toBe(1200)
    expect(price).toMatchObject({ kind: 'numeric', type: 'number', error: expect.any(Object) })
    if (price?.kind !== 'numeric' || all?.kind !== 'numeric') throw new Error('expected numbers')
    expect([price.min, price.max]).toEqual([all.min, all.max])
    expect([price.mean, price.stdev]).toEqual(
      [all.mean, all.stdev].map((value) => expect.closeTo(value as number, 9)),
    )
    expect(Math.abs(price.distinct - all.distinct)).toBeLessThanOrEqual(price.error?.distinct ?? 0)
    expect(shops).toEqual(whole.columns[1])
    expect(remark).toMatchObject({ type: 'string', nulls: 400, distinct: 5, lengths: { min: 5, max: 5 } })
    expect(text).toMatch(/^1,200 rows in 3 files\n.*column +type +nulls/)
    expect(text).toMatch(/price +number +0 % +[\d,]+ ± \d+/)
  })

  it('puts profiles together that were made elsewhere, without any rows', async () => {
    const root = shop()
    for (const [at, day] of days.entries())
      await profiled(root, `sales/day=${day}/rows.csv`, { out: `part-${at}.json` })
    const { found } = await profiled(root, 'sales/**/*.csv')
    expect((await profiled(root, 'part-*.json')).found).toEqual(found)
    expect((await profiled(root, 'part-0.json', { with: 'part-1.json' })).found.rows).toBe(800)
  })

  it('gives drift a reference of which no row needs to be there any more', async () => {
    const root = shop()
    await profiled(root, 'sales/**/*.csv', { out: 'reference.json' })
    rmSync(join(root, 'sales'), { recursive: true })
    writeFileSync(join(root, 'same.csv'), csv(2, 20))
    writeFileSync(join(root, 'dearer.csv'), csv(2, 23))
    const verdicts = async (current: string) =>
      (await compared(root, 'reference.json', current)).columns.map(({ column, verdict }) => [
        column,
        verdict,
      ])
    expect(await verdicts('dearer.csv')).toContainEqual(['price', 'drift'])
    expect(await verdicts('same.csv')).toContainEqual(['price', 'stable'])
    const report = await compared(root, 'reference.json', 'same.csv', true)
    expect(report.reference).toEqual({ version: null, rows: 1200, from: 'profile' })
    expect(report.columns[0]?.evidently).toEqual({
      undefined: 'the reference is a profile, and this takes its rows',
    })
  })

  it('says what is no profile, what is not there, and writes nowhere else', async () => {
    const root = shop()
    writeFileSync(join(root, 'broken.json'), '{"schema": "pawl/run@1"}')
    await expect(compared(root, 'broken.json', 'all.csv')).rejects.toThrow('is no profile')
    await expect(profiled(root, 'broken.json')).rejects.toThrow('is no profile')
    await expect(profiled(root, 'nothing/*.csv')).rejects.toThrow('no file matches nothing/*.csv')
    await expect(profiled(root, 'nothing.csv')).rejects.toThrow('cannot be read')
    await expect(profiled(root, 'all.csv', { out: '../reference.json' })).rejects.toThrow('leaves')
    expect(readFileSync(join(root, 'all.csv'), 'utf8')).toMatch(/^price/)
  })
})
