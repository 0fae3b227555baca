import { expect, it } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { validate } from '../../src/data/validate.ts'
import { digestOf } from '../../src/project/digest.ts'
import { type Columns, noon, opened, repository } from './repository.ts'

const names = Array.from({ length: 8 }, (_, index) => `n${index}`)
const rows = Array.from({ length: 50 }, (_, row) =>
  names.map((_, at) => String((row * (at + 3)) % 17)).join(','),
)
const csv = [names.join(','), ...rows, ''].join('\n')

/** How often the rows are read to answer the rules of some columns. */
async function scansFor(columns: Columns, checks: { row: string }[] = []): Promise<number> {
  let scans = 0
  await opened(repository({ 'a.csv': csv }, { columns, checks }), async (database, open) => {
    const count = (sql: string): string => {
      scans += sql.split(` ${open.relation}`).length - 1
      return sql
    }
    const counting: Database = {
      ...database,
      rows: (sql) => database.rows(count(sql)),
      row: (sql) => database.row(count(sql)),
    }
    const report = await validate(counting, open, { version: digestOf('data'), now: noon })
    expect(report.verdict).toBe('pass')
  })
  return scans
}

it('rules on values, figures and rows are answered by the same scans, however many there are', async () => {
  const rules: Columns[string] = {
    type: 'integer',
    min: 0,
    max: 16,
    'not-one-of': [99],
    mean: { min: 0, max: 16 },
    stdev: { min: 0, max: 16 },
    sum: { min: 0, max: 1000 },
  }
  const plain = Object.fromEntries(names.map((name) => [name, { type: 'integer' as const }]))
  const few = await scansFor({ ...plain, n0: rules }, [{ row: 'n0 >= 0' }])
  const many = await scansFor(
    Object.fromEntries(names.map((name) => [name, rules])),
    names.map((name) => ({ row: `${name} >= 0` })),
  )
  expect(few).toBeGreaterThan(0)
  expect(many).toBe(few)
  expect(many).toBeLessThanOrEqual(3)
})
