import { expect, it } from 'vitest'
import type { Database } from '../../src/data/database.ts'
import { validate } from '../../src/data/validate.ts'
import type { ValidationReport } from '../../src/data/validation.ts'
import { digestOf } from '../../src/project/digest.ts'
import { type Columns, noon, opened, repository, resultOf } from './repository.ts'

const names = Array.from({ length: 8 }, (_, index) => `n${index}`)
const rows = Array.from({ length: 50 }, (_, row) =>
  names.map((_, at) => String((row * (at + 3)) % 17)).join(','),
)
const csv = [names.join(','), ...rows, ''].join('\n')

/** How often the rows are read to answer the rules of some columns. */
async function scansFor(columns: Columns, checks: { row: string }[] = []): Promise<number> {
  const { scans, report } = await counted(columns, checks)
  expect(report.verdict).toBe('pass')
  return scans
}

async function counted(
  columns: Columns,
  checks: { row: string }[] = [],
): Promise<{ scans: number; report: ValidationReport }> {
  let scans = 0
  const report = await opened(repository({ 'a.csv': csv }, { columns, checks }), async (database, open) => {
    const count = (sql: string): string => {
      scans += sql.split(` ${open.relation}`).length - 1
      return sql
    }
    const counting: Database = {
      ...database,
      rows: (sql) => database.rows(count(sql)),
      row: (sql) => database.row(count(sql)),
    }
    return validate(counting, open, { version: digestOf('data'), now: noon })
  })
  return { scans, report }
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

it('two rules of one column, with levels and conditions of their own, are judged by the scan that there is anyway', async () => {
  const plain = Object.fromEntries(names.map((name) => [name, { type: 'integer' as const }]))
  const own: Columns[string] = { type: 'integer', min: 0, mean: { min: 0 } }
  const alone = await counted({ ...plain, n0: own })
  const more = await counted({
    ...plain,
    n0: {
      ...own,
      checks: [
        { max: 5, level: 'warn', where: 'n1 < 8' },
        { max: 15, level: 'info', where: 'n1 >= 8' },
        { mean: { max: 1 }, level: 'warn' },
      ],
    },
  })
  expect(more.scans).toBe(alone.scans)
  const cells = rows.map((row) => row.split(',').map(Number)) as [number, number][]
  const [few, others] = [cells.filter(([, n1]) => n1 < 8), cells.filter(([, n1]) => n1 >= 8)]
  expect(resultOf(more.report, 'columns.n0.min')).toMatchObject({ rows: 50, level: 'fail', verdict: 'pass' })
  expect(resultOf(more.report, 'columns.n0.checks.0.max')).toMatchObject({
    rows: few.length,
    violations: few.filter(([n0]) => n0 > 5).length,
    level: 'warn',
    verdict: 'warn',
  })
  const told = resultOf(more.report, 'columns.n0.checks.1.max')
  expect(told).toMatchObject({
    rows: others.length,
    violations: others.filter(([n0]) => n0 > 15).length,
    level: 'info',
    verdict: 'pass',
  })
  expect(told.violations).toBeGreaterThan(0)
  expect(resultOf(more.report, 'columns.n0.checks.2.mean')).toMatchObject({ verdict: 'warn' })
})
