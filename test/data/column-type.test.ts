import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { withDatabase } from '../../src/data/database.ts'
import { columnTypes, type FoundType } from '../../src/data/suggest/column-type.ts'
import { openTyped } from '../../src/data/suggest/open-typed.ts'
import { filesOf, opened, parquet, repository } from './repository.ts'

/** More rows than are looked at first. */
const rows = 45_000

/** The types of columns of text; odd cells stand in one row each, far from the others. */
function typesOf(columns: Record<string, { usual: (row: number) => string; odd?: string[] }>) {
  const names = Object.keys(columns)
  const cell = (name: string, row: number): string => {
    const { usual, odd = [] } = columns[name] as (typeof columns)[string]
    return odd[row - 31_000] ?? usual(row)
  }
  const lines = Array.from({ length: rows }, (_, row) => names.map((name) => cell(name, row)).join(','))
  const from = repository(
    { 'a.csv': [names.join(','), ...lines, ''].join('\n') },
    { columns: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])) },
  )
  return opened(from, (database, open) =>
    columnTypes(database, open, new Map(names.map((name) => [name, 'string' as const]))),
  )
}

describe('the type of a column of many rows', () => {
  it('is one that all rows have, though some are looked at first', async () => {
    const day = (row: number): string => new Date(row * 864e5).toISOString().slice(0, 10)
    const types = await typesOf({
      whole: { usual: String },
      fraction: { usual: String, odd: ['1.5'] },
      instant: { usual: day, odd: ['2026-01-01T10:00'] },
      day: { usual: day },
      mistaken: { usual: String, odd: ['?', '?', 'x'] },
      word: { usual: (row) => `w${row % 7}`, odd: ['true', '5'] },
      seldom: { usual: () => '', odd: ['3', '', '4'] },
      name: { usual: (row) => `0${row}` },
    })
    const found = new Map<string, FoundType>([
      ['whole', { type: 'integer', values: rows, but: null }],
      ['fraction', { type: 'number', values: rows, but: null }],
      ['instant', { type: 'timestamp', values: rows, but: null }],
      ['day', { type: 'date', values: rows, but: null }],
      ['mistaken', { type: 'string', values: rows, but: { type: 'integer', rows: 3 } }],
      ['word', { type: 'string', values: rows, but: null }],
      ['seldom', { type: 'integer', values: 2, but: null }],
      ['name', { type: 'string', values: rows, but: null }],
    ])
    expect(types).toEqual(found)
  })

  it('of Parquet is what its text would give, without the way over text', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pawl-types-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    await parquet(
      join(folder, 'a.parquet'),
      `SELECT i::SMALLINT AS short, i::DOUBLE AS whole, i / 3 AS fraction, CASE WHEN i = 999 THEN 1e17 ELSE i END AS huge,
         CASE WHEN i = 7 THEN 'nan'::DOUBLE ELSE i END AS broken, i % 2 = 0 AS flag, DATE '2026-01-01' + i::INT AS day,
         TIMESTAMP '2026-01-01' + to_days(i::INT) AS midnight, TIMESTAMP '2026-01-01' + to_hours(i::INT) AS hour,
         i::FLOAT AS short_float, i::VARCHAR AS text FROM range(1000) t(i)`,
    )
    const from = repository(
      { 'a.parquet': readFileSync(join(folder, 'a.parquet')) },
      { columns: {}, files: 'a.parquet' },
    )
    const { open, remarks } = await withDatabase(async (database) =>
      openTyped(database, { draft: from.dataset, files: await filesOf(from) }),
    )
    const types = Object.entries(open.dataset.config.columns).map(([name, { type }]) => [name, type])
    expect(Object.fromEntries(types)).toEqual({
      short: 'integer',
      whole: 'integer',
      fraction: 'number',
      huge: 'number',
      broken: 'string',
      flag: 'boolean',
      day: 'date',
      midnight: 'date',
      hour: 'timestamp',
      short_float: 'integer',
      text: 'integer',
    })
    expect(remarks).toEqual([
      'broken is of type integer but for 1 of 1,000 values; mend those, or keep it as text',
    ])
  })
})
