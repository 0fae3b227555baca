import { describe, expect, it } from 'vitest'
import { withDatabase } from '../../src/data/database.ts'
import { openDataset } from '../../src/data/open.ts'
import type { Others } from '../../src/data/others.ts'
import { validate } from '../../src/data/validate.ts'
import type { ValidationReport } from '../../src/data/validation.ts'
import { digestOf } from '../../src/project/digest.ts'
import { type Columns, filesOf, noon, repository, resultOf } from './repository.ts'

const integer = { type: 'integer' } as const
const text = { type: 'string' } as const
const half = { max: '50%' } as const
type Checks = NonNullable<Columns[string]['checks']>

/** Ids with values `v`, and what a report says of them. */
async function checked(
  rows: readonly string[],
  { columns, ...more }: { columns: Columns; samples?: number; others?: Others; score?: string },
): Promise<ValidationReport> {
  const { score, ...context } = more
  const checks = score === undefined ? [] : [{ score: { completeness: score } }]
  const from = repository({ 'a.csv': `${rows.join('\n')}\n` }, { columns, checks, key: ['id'] })
  const files = await filesOf(from)
  return withDatabase(async (database) => {
    const open = await openDataset(database, { dataset: from.dataset, files })
    return validate(database, open, { version: digestOf('data'), now: noon, ...context })
  })
}

const ages = ['id,country,age', '1,AT,30', '2,AT,101', '3,JP,110', '4,JP,', '5,,130']
const withChecks = (checks: Checks, own: object = {}): Columns => ({
  id: integer,
  country: { ...text, nulls: half },
  age: { ...integer, nulls: half, min: 0, ...own, checks },
})

describe('further rules of a column', () => {
  it('come back with what their author said of them, and take nothing from the column', async () => {
    const columns = withChecks(
      [
        { max: 100, name: 'older than usual', description: 'why', level: 'warn', where: "country <> 'JP'" },
        { max: 120, owner: 'ben' },
      ],
      { owner: 'ada', level: 'info', where: 'id = 1', description: 'in years' },
    )
    const report = await checked(ages, { columns })
    const usual = resultOf(report, 'columns.age.checks.0.max')
    expect(usual).toMatchObject({
      column: 'age',
      name: 'older than usual',
      description: 'why',
      rows: 2,
      violations: 1,
      verdict: 'warn',
    })
    expect(usual).not.toHaveProperty('owner')
    const other = resultOf(report, 'columns.age.checks.1.max')
    expect(other).toMatchObject({ owner: 'ben', rows: 4, violations: 1, verdict: 'fail' })
    expect(other).not.toHaveProperty('description')
    expect(resultOf(report, 'columns.age.min')).toMatchObject({ owner: 'ada', rows: 1, verdict: 'pass' })
  })

  it('leave to the column what is of the column alone', async () => {
    const report = await checked(ages, { columns: withChecks([{ max: 200 }]) })
    const ids = report.results.map(({ rule }) => rule).filter((rule) => rule.startsWith('columns.age.'))
    expect(ids.sort()).toEqual([
      'columns.age.checks.0.max',
      'columns.age.min',
      'columns.age.nulls',
      'columns.age.type',
    ])
  })

  it('may let some rows break them', async () => {
    const columns = withChecks([
      { max: 100, share: { min: '25%' } },
      { max: 100, share: { min: '26%' } },
    ])
    const report = await checked(ages, { columns })
    expect(resultOf(report, 'columns.age.checks.0.max')).toMatchObject({ violations: 3, verdict: 'pass' })
    expect(resultOf(report, 'columns.age.checks.1.max')).toMatchObject({ violations: 3, verdict: 'fail' })
  })

  it('are of every kind that a column has', async () => {
    const rows = ['id,v', '1,1', '2,1', '3,2', '4,9', '5,8', '6,']
    const where = 'id <= 3'
    const checks: Checks = [
      { where, nulls: { max: 0 }, unique: true, sum: { max: 4 }, monotone: 'increasing' },
      { 'most-common': { 'one-of': [1], share: { min: '60%' } }, where, level: 'warn' },
      { 'most-common': { share: { min: '60%' } }, monotone: 'increasing', level: 'warn' },
      { outliers: { max: 0, method: 'z-score', beyond: 1 }, where },
      { references: { dataset: 'gone', column: 'v' }, level: 'info' },
    ]
    const others: Others = async () => ({ unreadable: 'gone is not there' })
    const columns = { id: integer, v: { ...integer, nulls: half, checks } }
    const report = await checked(rows, { columns, others })
    const said = report.results
      .filter(({ rule }) => rule.startsWith('columns.v.checks.'))
      .map(({ rule, rows, violations, verdict }) => [rule.slice(17), rows, violations, verdict])
    expect(said.sort()).toEqual([
      ['0.monotone', 3, 0, 'pass'],
      ['0.nulls', 3, 0, 'pass'],
      ['0.sum', 6, null, 'pass'],
      ['0.unique', 3, 2, 'fail'],
      ['1.most-common', 3, null, 'pass'],
      ['1.most-common.share', 3, null, 'pass'],
      ['2.monotone', 5, 1, 'warn'],
      ['2.most-common.share', 5, null, 'warn'],
      ['3.outliers', 3, 1, 'fail'],
      ['4.references', 6, null, 'pass'],
    ])
  })

  it('that look at no row do not hold', async () => {
    const report = await checked(ages, { columns: withChecks([{ max: 100, where: 'id > 9' }]) })
    expect(resultOf(report, 'columns.age.checks.0.max')).toMatchObject({ rows: 0, verdict: 'fail' })
  })

  it('pass nothing where their condition speaks of a missing column, and leave the others alone', async () => {
    const columns = {
      ...withChecks([{ max: 100, where: 'gone > 1', level: 'warn', owner: 'ada' }, { max: 200 }]),
      gone: { ...integer, required: false },
    }
    const report = await checked(ages, { columns })
    expect(resultOf(report, 'columns.age.checks.0.where')).toMatchObject({
      found: 'not checked, since column gone is missing',
      owner: 'ada',
      verdict: 'warn',
    })
    expect(report.results.map(({ rule }) => rule)).not.toContain('columns.age.checks.0.max')
    expect(resultOf(report, 'columns.age.checks.1.max').verdict).toBe('pass')
    expect(resultOf(report, 'columns.age.min').verdict).toBe('pass')
  })

  it('pass nothing where their column is missing, whatever its own level says, unless it may be missing', async () => {
    const rows = ['id,country', '1,AT']
    const missing = await checked(rows, { columns: withChecks([{ max: 100 }], { level: 'info' }) })
    expect(resultOf(missing, 'columns.age.checks.0')).toMatchObject({
      found: 'not checked, since column age is missing',
      verdict: 'fail',
    })
    expect(missing.verdict).toBe('fail')
    const optional = await checked(rows, { columns: withChecks([{ max: 100 }], { required: false }) })
    expect(optional.verdict).toBe('pass')
  })

  it('show the rows that break them, and not those that break others of the column', async () => {
    const columns = withChecks([{ max: 120 }, { max: 100, where: "country = 'AT'" }])
    const report = await checked(ages, { columns, samples: 5 })
    expect(resultOf(report, 'columns.age.checks.0.max').samples).toEqual(['id 5'])
    expect(resultOf(report, 'columns.age.checks.1.max').samples).toEqual(['id 2'])
  })

  it('count no cell twice for completeness', async () => {
    const score = '50%'
    const alone = await checked(ages, { columns: withChecks([]), score })
    const more = await checked(ages, { columns: withChecks([{ nulls: half }]), score })
    const rule = 'checks.0.score.completeness'
    expect(resultOf(alone, rule).found).toBe('13 of 15 cells have a value (86.67 %)')
    expect(resultOf(more, rule).found).toBe(resultOf(alone, rule).found)
  })

  it('of a column whose name is hostile are named and asked all the same', async () => {
    const name = `a"b', checks.0`
    const columns = { id: integer, [name]: { ...integer, checks: [{ max: 1, where: 'id < 3' }] } }
    const report = await checked([`id,"a""b', checks.0"`, '1,1', '2,5', '3,9'], { columns })
    expect(resultOf(report, `columns.${name}.checks.0.max`)).toMatchObject({ rows: 2, violations: 1 })
  })
})
