import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, describe, expect, it } from 'vitest'
import { contracts, csv, customers, defects, firstBatch } from '../../template/data/generate.ts'
import { root, startTemplate } from './started.ts'

type Row = Record<string, string>
const read = (text: string): Row[] => parse(text, { columns: true }) as Row[]
const share = <T>(rows: readonly T[], holds: (row: T) => boolean) => rows.filter(holds).length / rows.length
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const second = { ...firstBatch, month: '2026-02' }

describe('the generator as a module', () => {
  it('makes the batch that is committed, byte for byte', () => {
    const committed = readFileSync(join(root, 'template/data/customers/customers-2026-01.csv'), 'utf8')
    const digest = (text: string) => createHash('sha256').update(text).digest('hex')
    expect(digest(csv(customers(firstBatch)))).toBe(digest(committed))
  })

  it('gives other customers for another seed, and never one number twice in two months', () => {
    expect(customers({ ...firstBatch, seed: 2 })).not.toEqual(customers(firstBatch))
    const ids = [...customers(firstBatch), ...customers({ ...second, rows: 10_000 })].map(
      (row) => row.customer_id,
    )
    expect(new Set(ids).size).toBe(14_000)
  })

  it('makes customers that dataset.yaml accepts', () => {
    for (const row of [...customers(firstBatch), ...customers({ ...second, kind: 'drifted' })]) {
      expect(row.customer_id).toMatch(/^C[0-9]{6}$/)
      expect(contracts).toContain(row.contract)
      expect(
        row.tenure >= 0 && row.tenure <= 120 && row.monthly_charges > 0 && row.monthly_charges < 500,
      ).toBe(true)
      expect(row.total_charges === null).toBe(row.tenure === 0)
    }
    expect(share(customers(firstBatch), ({ total_charges }) => total_charges === null)).toBeLessThan(0.01)
  })

  it('moves contracts and charges in a drifted batch, and neither in a normal one', () => {
    const [usual, normal, drifted] = [
      customers(firstBatch),
      customers(second),
      customers({ ...second, kind: 'drifted' }),
    ]
    const monthly = (rows: typeof usual) => mean(rows.map(({ monthly_charges }) => monthly_charges))
    const flexible = (rows: typeof usual) => share(rows, ({ contract }) => contract === 'month-to-month')
    expect(monthly(drifted) - monthly(usual)).toBeGreaterThan(12)
    expect(Math.abs(monthly(normal) - monthly(usual))).toBeLessThan(2)
    expect(flexible(drifted) - flexible(usual)).toBeGreaterThan(0.15)
    expect(Math.abs(flexible(normal) - flexible(usual))).toBeLessThan(0.04)
  })

  it('breaks a batch in the way that is named, and in no other', () => {
    const rows = customers(second)
    const found = (broken: string) => {
      const table = read(broken)
      return {
        'missing-column': !('tenure' in (table[0] ?? {})),
        nulls: share(table, (row) => row.total_charges === '') > 0.3,
        category: share(table, (row) => row.contract === 'three-year') > 0.02,
      }
    }
    expect(found(csv(rows))).toEqual({ 'missing-column': false, nulls: false, category: false })
    for (const defect of defects)
      expect(found(csv(rows, [defect]))).toEqual({
        'missing-column': defect === 'missing-column',
        nulls: defect === 'nulls',
        category: defect === 'category',
      })
    expect(found(csv(rows, defects))).toEqual({ 'missing-column': true, nulls: true, category: true })
  })

  it('refuses a month that is none', () => {
    for (const month of ['2026-13', '2026-00', '2025-12', 'January'])
      expect(() => customers({ ...firstBatch, month })).toThrow('expected a month from 2026-01 on')
  })
})

describe('the generator as a program', () => {
  const template = startTemplate()
  afterAll(() => template.remove())
  const run = (...options: string[]) =>
    spawnSync(process.execPath, ['--import', 'tsx', 'data/generate.ts', ...options], {
      cwd: template.folder,
      encoding: 'utf8',
    })

  it('writes the batch asked for into the dataset', () => {
    expect(
      run('--month', '2026-02', '--batch', 'broken', '--defect', 'category', '--rows', '80').status,
    ).toBe(0)
    const written = readFileSync(join(template.folder, 'data/customers/customers-2026-02.csv'), 'utf8')
    expect(written).toBe(csv(customers({ ...second, rows: 80 }), ['category']))
  })

  it('refuses what it does not know', () => {
    expect(run('--batch', 'odd').stderr).toContain('--batch is normal, drifted or broken, not odd')
    expect(run('--batch', 'broken', '--defect', 'odd').stderr).toContain('--defect is one of missing-column')
    expect(run('--rows', '-1').status).not.toBe(0)
  })
})
