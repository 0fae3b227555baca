import { describe, expect, it } from 'vitest'
import { type Columns, repository, resultOf, validated } from './repository.ts'

const columns: Columns = {
  a: { type: 'number', nulls: { max: '100%' } },
  b: { type: 'number', nulls: { max: '100%' } },
  name: { type: 'string', nulls: { max: '100%' } },
  'order "by"': { type: 'date', nulls: { max: '100%' } },
}
const header = 'a,b,name,"order ""by"""'

async function check(rows: readonly string[], row: string, more: object = {}) {
  const from = repository(
    { 'a.csv': `${header}\n${rows.map((each) => `${each}\n`).join('')}` },
    { columns, checks: [{ row, ...more }] },
  )
  return resultOf(await validated(from), 'checks.0.row')
}

const three = ['1,2,x,2026-01-01', '3,2,y,2026-02-01', '2,2,z,2026-03-01']

describe('a row check', () => {
  it('counts the rows for which it is false', async () => {
    expect(await check(three, 'a >= b')).toMatchObject({
      expected: 'a >= b',
      found: '1 of 3 (33.33 %) do not',
      violations: 1,
      verdict: 'fail',
    })
  })

  it.each([
    ['a < 3 OR a > 100', 1],
    ["name IN ('x', 'y') AND NOT a IS NULL", 1],
    [`"order ""by""" >= DATE '2026-02-01'`, 1],
    [`"order ""by""" + INTERVAL 1 DAY > TIMESTAMP '2026-02-01 12:00:00'`, 1],
    ["CASE WHEN name LIKE 'x%' THEN a < b ELSE a >= b END", 0],
    ['abs(A - b) <= 0.5 -- a comment', 2],
    ["length(name) = 1 AND name <> 'it''s'", 0],
    ['a BETWEEN 1 AND 2', 1],
    ['a > 2) OR (b > 3', 2],
  ])('takes %s', async (row, violations) => {
    expect(await check(three, row)).toMatchObject({ violations, rows: 3 })
  })

  it('leaves out rows where a value is missing, of another type or not finite, and tells how many', async () => {
    const rows = [...three, ',1,,', 'x,1,,', 'NaN,1,,', 'inf,1,,']
    expect(await check(rows, 'a >= b')).toMatchObject({
      rows: 3,
      violations: 1,
      found: '1 of 3 (33.33 %) do not; 4 more lack a value for it',
    })
  })

  it('leaves out rows that divide by 0: DuckDB would take NaN for larger than any limit', async () => {
    expect(await check(['0,0,,', '1,0,,', '1,2,,', '1,4,,'], 'a / b >= 0.5')).toMatchObject({
      rows: 2,
      violations: 1,
      found: '1 of 2 (50 %) do not; 2 more lack a value for it',
    })
    expect(await check(['1,2,,'], 'a / (b - 2) > 0')).toMatchObject({ verdict: 'fail', rows: 0 })
    // Numbers beyond those of JavaScript, and texts that look like ours, stay as they are.
    const exact =
      "9007199254740993 / b > 1 AND 9007199254740993 - 9007199254740992 = 1 AND name <> 'number:1'"
    expect(await check(three, exact)).toMatchObject({ violations: 0, rows: 3 })
  })

  it('fails when no row can be told', async () => {
    expect(await check([',1,,', ',2,,'], 'a >= b', { share: { min: '0%' } })).toMatchObject({
      found: 'no row has a value for it',
      verdict: 'fail',
    })
  })

  it.each([
    ['66%', 'warn', 'pass'],
    ['67%', 'warn', 'warn'],
    ['67%', 'fail', 'fail'],
    ['67%', 'info', 'pass'],
  ] as const)('with a share of %s and the level %s is a %s', async (min, level, verdict) => {
    expect((await check(three, 'a >= b', { share: { min }, level })).verdict).toBe(verdict)
  })

  it.each([
    ['a >=', /syntax error/],
    ['a + b', /neither true nor false/],
    ['c > 1', /c is no declared column/],
    ['rows.a > 1', /rows\.a is no declared column/],
    ['current_date > "order ""by"""', /current_date is no declared column/],
    ['a > (SELECT 1)', /subquery is not allowed/],
    ["EXISTS (SELECT 1 FROM read_csv('/etc/passwd'))", /not allowed/],
    ["read_text('/etc/passwd') IS NOT NULL", /the function read_text is not allowed/],
    ["getenv('HOME') = 'x'", /the function getenv is not allowed/],
    ["repeat(name, 1000000000) = 'x'", /the function repeat is not allowed/],
    ['sum(a) > 1', /the function sum is not allowed/],
    ['sum(a) OVER () > 1', /window is not allowed/],
    ['random() > 0.5', /the function random is not allowed/],
    ['COLUMNS(*) > 1', /star is not allowed/],
    ['a > $1', /not allowed|more than one expression/],
    ['a > 1; DROP TABLE dataset', /syntax error/],
    ['a > 1) FROM dataset WHERE (true', /more than one expression/],
    ['a > 1), (b > 1', /more than one expression/],
    ['a > 1) UNION SELECT (true', /more than one expression/],
    ['name > 1 /* open', /unterminated|syntax/],
    ["name = ' \0 '", /NUL/],
    ['pg_catalog.lower(name) = name', /not allowed/],
    ['a = b::BLOB', /a cast takes/],
    ['"a\u001fbad"', /no declared column/],
  ])('refuses %s', async (row, why) => {
    await expect(check(three, row)).rejects.toThrow(why)
    await expect(check(three, row)).rejects.toThrow('data/rows/dataset.yaml: checks[0].row: ')
  })

  it('that a cell cannot be computed for is an error of its own, without the value of the cell; all others are answered', async () => {
    const from = repository(
      { 'a.csv': 'a,name\n1,1\n2,x\n3,3\n' },
      {
        columns: { a: { type: 'number', max: 2 }, name: { type: 'string', 'one-of': ['1', 'x', '3'] } },
        checks: [
          { row: 'a > 2 OR a = 1' },
          { row: 'CAST(name AS INTEGER) >= 1', level: 'info' },
          { row: 'a >= 1', where: 'CAST(name AS INTEGER) > 0' },
          { row: 'a > 0' },
        ],
      },
    )
    const report = await validated(from)
    expect(report.verdict).toBe('error')
    const said = (rule: string) => resultOf(report, rule)
    expect([0, 1, 2, 3].map((at) => said(`checks.${at}.row`)?.verdict)).toEqual([
      'fail',
      'error',
      'error',
      'pass',
    ])
    expect(said('checks.1.row')).toMatchObject({
      found: expect.stringMatching(/^it could not be answered for the values that are there/),
      violations: null,
    })
    expect(said('columns.a.max')).toMatchObject({ violations: 1, verdict: 'fail' })
    expect(JSON.stringify(report)).not.toContain("'x'")
    expect(report.reason).toContain('could not be answered')
  })

  it('of a column, that a cell cannot be computed for, is an error too, whatever the rules of the column look at', async () => {
    const from = repository(
      { 'a.csv': 'a,name\n1,1\n2,x\n' },
      {
        columns: {
          a: { type: 'number', unique: true, outliers: { max: 0 }, where: 'CAST(name AS INTEGER) > 0' },
          name: { type: 'string', unique: true },
        },
      },
    )
    const report = await validated(from)
    expect(resultOf(report, 'columns.a.where')).toMatchObject({ verdict: 'error' })
    expect(resultOf(report, 'columns.name.unique')).toMatchObject({ verdict: 'pass' })
    expect(report.verdict).toBe('error')
    expect(JSON.stringify(report)).not.toContain("'x'")
  })

  it('on a column that the files lack does not hold', async () => {
    const from = repository(
      { 'a.csv': 'a\n1\n' },
      {
        columns: { a: { type: 'number' }, gone: { type: 'number', required: false } },
        checks: [{ row: 'a > gone' }],
      },
    )
    expect(resultOf(await validated(from), 'checks.0.row')).toMatchObject({
      found: 'not checked, since column gone is missing',
      verdict: 'fail',
    })
  })
})

it('the example of the documentation is taken and judged: a mean, and a row check with a share', async () => {
  const rows = Array.from({ length: 100 }, (_, index) => `${index},50,${index < 2 ? 49 : 51}`)
  const report = await validated(
    repository(
      { 'a.csv': `tenure,monthly_charges,total_charges\n${rows.join('\n')}\n` },
      {
        columns: {
          tenure: { type: 'integer', min: 0, max: 120 },
          monthly_charges: { type: 'number', min: 0, mean: { min: 40, max: 90 } },
          total_charges: { type: 'number', nulls: { max: '1%' } },
        },
        checks: [
          { rows: { min: 100 } },
          { row: 'total_charges >= monthly_charges', share: { min: '99%' }, level: 'warn' },
        ],
      },
    ),
  )
  expect(resultOf(report, 'columns.monthly_charges.mean')).toMatchObject({
    expected: 'the mean of monthly_charges is at least 40 and at most 90',
    found: 'it is 50',
    verdict: 'pass',
  })
  expect(report).toMatchObject({
    verdict: 'warn',
    reason: 'total_charges >= monthly_charges in at least 99 % of the rows, but 2 of 100 (2 %) do not',
  })
})
