import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ValidationReport } from '../../src/data/validation.ts'
import { describeShared } from '../shared.ts'
import { type Columns, opened, parquet, repository, resultOf, validated } from './repository.ts'

const text = { type: 'string' } as const
const integer = { type: 'integer' } as const

/** A CSV file with the columns `id` and `v`. */
const table = (values: readonly string[]): Record<string, string> => ({
  'a.csv': `id,v\n${values.map((value, index) => `${index},"${value.replaceAll('"', '""')}"`).join('\n')}\n`,
})

async function ruleOn(values: readonly string[], v: object, rule: string) {
  const report = await validated(repository(table(values), { columns: { id: integer, v } as never }))
  return resultOf(report, `columns.v.${rule}`)
}

describe('a rule on values', () => {
  it.each([
    [{ type: 'integer' }, 'type', ['1', 'x', '2.5'], 2, 'v is an integer', '2 of 3 (66.67 %) are not'],
    [{ type: 'number' }, 'type', ['1', 'NaN', 'inf'], 2, 'v is a finite number', '2 of 3 (66.67 %) are not'],
    [{ type: 'integer', min: 1 }, 'min', ['0', '1', '2'], 1, 'v is at least 1', '1 of 3 (33.33 %) are below'],
    [{ type: 'integer', max: 1 }, 'max', ['0', '1', '2'], 1, 'v is at most 1', '1 of 3 (33.33 %) are above'],
    [
      { type: 'number', min: 0.1 },
      'min',
      ['0.1', '0.09', ''],
      1,
      'v is at least 0.1',
      '1 of 2 (50 %) are below',
    ],
    [{ type: 'number', max: 1 }, 'max', ['NaN', 'inf', '1'], 0, 'v is at most 1', 'holds for all 3'],
    [
      { type: 'date', max: 'today' },
      'max',
      ['2026-11-21', '2026-11-22'],
      1,
      'v is at most 2026-11-21',
      '1 of 2 (50 %) are above',
    ],
    [
      { type: 'timestamp', max: 'now' },
      'max',
      ['2026-11-21 12:00:00', '2026-11-21 12:00:01'],
      1,
      'v is at most 2026-11-21T12:00:00.000Z',
      '1 of 2 (50 %) are above',
    ],
    [
      { type: 'date', min: '2026-01-01' },
      'min',
      ['2025-12-31', '2026-01-01'],
      1,
      'v is at least 2026-01-01',
      '1 of 2 (50 %) are below',
    ],
    [
      { type: 'string', 'one-of': ['a', "o'b"] },
      'one-of',
      ['a', "o'b", 'c', 'A', ''],
      2,
      "v is one of a, o'b",
      '2 of 4 (50 %) are something else',
    ],
    [
      { type: 'number', 'one-of': [1, 2.5] },
      'one-of',
      ['1.0', '2.50', '3'],
      1,
      'v is one of 1, 2.5',
      '1 of 3 (33.33 %) are something else',
    ],
    [
      { type: 'boolean', 'one-of': [true] },
      'one-of',
      ['1', 'true', 'false'],
      1,
      'v is one of true',
      '1 of 3 (33.33 %) are something else',
    ],
    [
      { type: 'date', 'one-of': ['2026-01-01'] },
      'one-of',
      ['2026-01-01', '2026-01-02'],
      1,
      'v is one of 2026-01-01',
      '1 of 2 (50 %) are something else',
    ],
    [
      { type: 'string', pattern: 'C[0-9]{2}' },
      'pattern',
      ['C12', 'C123', 'xC12', 'C1', ''],
      3,
      'v matches C[0-9]{2}',
      '3 of 4 (75 %) do not',
    ],
    [
      { type: 'string', unique: true },
      'unique',
      ['a', 'b', 'a', 'a', '', ''],
      3,
      'no two rows have the same v',
      '3 rows share 1 value',
    ],
  ] as const)('%j counts what breaks %s', async (rules, rule, values, violations, expected, found) => {
    const result = await ruleOn(values, rules, rule)
    expect(result).toMatchObject({ violations, expected, found, verdict: violations === 0 ? 'pass' : 'fail' })
  })

  it('counts as TypeScript does, for any numbers', async () => {
    const number = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ min: -5, max: 5, noNaN: true }))
    await fc.assert(
      fc.asyncProperty(
        fc.array(number, { minLength: 1, maxLength: 40 }),
        number,
        number,
        async (values, a, b) => {
          const [min, max] = [Math.min(a, b), Math.max(a, b)]
          const report = await validated(
            repository(table(values.map(String)), {
              columns: { id: integer, v: { type: 'number', min, max } },
            }),
          )
          expect(resultOf(report, 'columns.v.min').violations).toBe(
            values.filter((value) => value < min).length,
          )
          expect(resultOf(report, 'columns.v.max').violations).toBe(
            values.filter((value) => value > max).length,
          )
        },
      ),
      { numRuns: 12 },
    )
  })

  it('says a pattern that is none, with the file to mend', async () => {
    await expect(ruleOn(['x'], { type: 'string', pattern: '(?=x)x' }, 'pattern')).rejects.toThrow(
      'data/rows/dataset.yaml: columns.v.pattern is no regular expression: invalid perl operator: (?=',
    )
  })

  it.each([
    [{ type: 'date', max: '2026-02-30' }, 'a date'],
    [{ type: 'integer', min: 'x' }, 'an integer'],
    [{ type: 'boolean', 'one-of': ['maybe'] }, 'a boolean'],
  ])('refuses %j, which could never fire', async (rules, what) => {
    await expect(ruleOn(['1'], rules, 'type')).rejects.toThrow(
      `data/rows/dataset.yaml: columns.v: min, max, one-of or not-one-of names what is not ${what}`,
    )
  })

  it('takes time in the length of the text for a pattern that would otherwise take for ever', async () => {
    const started = performance.now()
    await ruleOn([`${'a'.repeat(5000)}b`], { type: 'string', pattern: '(a+)+' }, 'pattern')
    expect(performance.now() - started).toBeLessThan(5000)
  })

  it.each([
    ['warn', 'warn'],
    ['info', 'pass'],
  ] as const)('of level %s gives %s and still tells the count', async (level, verdict) => {
    expect(await ruleOn(['5'], { type: 'integer', max: 1, level }, 'max')).toMatchObject({
      violations: 1,
      verdict,
    })
  })
})

describe('missing values', () => {
  const share = (nulls: number, rows: number): string[] =>
    Array.from({ length: rows }, (_, index) => (index < nulls ? '' : 'x'))

  it.each([
    [share(1, 10), text, 'pass'],
    [share(2, 10), text, 'fail'],
    [share(2, 10), { ...text, nulls: { max: '20%' } }, 'pass'],
    [share(2, 10), { ...text, nulls: { max: 2 } }, 'pass'],
    [share(2, 10), { ...text, nulls: { max: 1 } }, 'fail'],
    [share(1, 10), { ...text, nulls: { max: 0 } }, 'fail'],
  ] as const)('may be 10 %% of a column unless it says otherwise', async (values, v, verdict) => {
    expect((await ruleOn(values, v, 'nulls')).verdict).toBe(verdict)
  })

  it('are none in a key, whatever the level of its column', async () => {
    const from = repository(table(['', 'x']), {
      key: ['v'],
      columns: { id: integer, v: { ...text, nulls: { max: '100%' }, level: 'warn' } },
    })
    expect(resultOf(await validated(from), 'columns.v.nulls')).toMatchObject({
      violations: 1,
      verdict: 'fail',
    })
  })

  it('in every row fail, however many are allowed', async () => {
    expect(await ruleOn(['', ''], { ...text, nulls: { max: '100%' } }, 'empty')).toMatchObject({
      verdict: 'fail',
      violations: 2,
    })
  })

  it('are not cells that are of another type', async () => {
    expect(await ruleOn(['x', '1'], integer, 'nulls')).toMatchObject({ violations: 0 })
  })
})

describe('the table', () => {
  it('has every declared column that is required', async () => {
    const columns = { id: integer, v: text, gone: text, maybe: { ...text, required: false } }
    const report = await validated(repository(table(['x']), { columns }))
    expect(report.verdict).toBe('fail')
    expect(resultOf(report, 'columns.gone.required')).toMatchObject({
      found: 'it is missing',
      verdict: 'fail',
    })
    expect(resultOf(report, 'columns.maybe.required').verdict).toBe('pass')
  })

  it('may have other columns, which are told', async () => {
    const report = await validated(repository(table(['x']), { columns: { id: integer } }))
    expect(resultOf(report, 'columns.declared')).toMatchObject({ found: 'not declared: v', verdict: 'pass' })
    expect(report.verdict).toBe('pass')
  })

  it('has rows', async () => {
    const report = await validated(repository({ 'a.csv': 'id,v\n' }, { columns: { id: integer, v: text } }))
    expect(report.verdict).toBe('fail')
    expect(resultOf(report, 'rows').found).toBe('there are none')
  })

  it.each([
    [{ min: 2 }, 'pass'],
    [{ min: 3 }, 'fail'],
    [{ max: 2 }, 'pass'],
    [{ max: 1 }, 'fail'],
    [{ min: 1, max: 5 }, 'pass'],
  ] as const)('of two rows held against %j is a %s', async (rows, verdict) => {
    const from = repository(table(['x', 'y']), { columns: { id: integer, v: text }, checks: [{ rows }] })
    expect(resultOf(await validated(from), 'checks.0.rows')).toMatchObject({ verdict, found: '2 rows' })
  })

  it('has a key that names each row once, over several columns too', async () => {
    const files = { 'a.csv': 'a,b\n1,x\n1,y\n2,x\n1,x\n' }
    const report = await validated(repository(files, { key: ['a', 'b'], columns: { a: integer, b: text } }))
    expect(resultOf(report, 'key.unique')).toMatchObject({
      violations: 2,
      verdict: 'fail',
      expected: 'no two rows have the same a, b',
    })
  })
})

describe('the report', () => {
  const columns = { id: integer, v: { type: 'integer', min: 0, level: 'warn' } } as const

  it('tells the worst first and why in one sentence, and is valid', async () => {
    const report = await validated(repository(table(['-1', '5', 'x']), { key: ['v'], columns }))
    expect(ValidationReport.parse(report)).toEqual(report)
    expect(report.results.map(({ verdict }) => verdict)).toEqual(
      [...report.results.map(({ verdict }) => verdict)].sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    )
    expect(report).toMatchObject({ verdict: 'warn', rows: 3, columns: 2 })
    expect(report.reason).toBe(
      'v is an integer, but 1 of 3 (33.33 %) are not; v is at least 0, but 1 of 2 (50 %) are below',
    )
  })
  const order = ['error', 'fail', 'inconclusive', 'warn', 'pass']

  it('never holds a value of a cell', async () => {
    const report = await validated(
      repository(table(['secret', 'secret']), {
        columns: { id: integer, v: { type: 'integer', unique: true } },
      }),
    )
    expect(JSON.stringify(report)).not.toContain('secret')
  })

  it('is the same for CSV and Parquet', async () => {
    const from = repository({ 'a.parquet': '' }, { columns })
    await parquet(
      join(from.root, 'data/rows/a.parquet'),
      'SELECT * FROM (VALUES (0, -1), (1, 5), (2, NULL)) AS t(id, v)',
    )
    expect(await validated(from)).toEqual(await validated(repository(table(['-1', '5', '']), { columns })))
  })

  it('is the same on one thread and on several', async () => {
    const from = repository(table(Array.from({ length: 2000 }, (_, index) => String(index % 7))), { columns })
    const [one, two] = await Promise.all(
      [1, 2].map((threads) =>
        opened(from, (database, open) => database.rows(`SELECT * FROM ${open.relation}`), threads),
      ),
    )
    expect(one).toEqual(two)
  })
})

describeShared('published data', (folder) => {
  const read = (name: string): Buffer => readFileSync(join(folder, 'data', name))

  it('telco churn: 7,043 rows, 11 blank charges, an id that is unique', async () => {
    const columns: Columns = {
      customerID: { ...text, pattern: '[0-9]{4}-[A-Z]{5}' },
      SeniorCitizen: { type: 'boolean' },
      tenure: { ...integer, min: 0, max: 72 },
      TotalCharges: { type: 'number', min: 0 },
      MonthlyCharges: { type: 'number' },
      Churn: { ...text, 'one-of': ['Yes', 'No'] },
    }
    const report = await validated(
      repository({ 'telco.csv': read('telco-churn.csv') }, { key: ['customerID'], columns }),
    )
    expect(report).toMatchObject({ verdict: 'pass', rows: 7043, columns: 21 })
    expect(resultOf(report, 'columns.TotalCharges.nulls').violations).toBe(11)
  })

  it('adult: blanks in names and values, four spellings of the target', async () => {
    const columns: Columns = {
      age: { ...integer, min: 17, max: 90 },
      ' workclass': text,
      ' fnlwgt': integer,
      ' income': { ...text, 'one-of': [' <=50K', ' >50K'] },
    }
    const report = await validated(repository({ 'adult.csv': read('adult.csv') }, { columns }))
    expect(report.rows).toBe(48842)
    expect(resultOf(report, 'columns. income.one-of').violations).toBe(12435 + 3846)
    expect(resultOf(report, 'columns. fnlwgt.type').violations).toBe(0)
  })

  it('adult: every column by its name, with the known number of missing values', async () => {
    const known = { ...text, pattern: '[^?]*', level: 'warn' } as const
    const columns: Columns = {
      age: { ...integer, min: 17, max: 90 },
      workclass: known,
      eductation: text,
      occupation: known,
      'native-country': known,
      income: { ...text, 'one-of': ['<=50K', '<=50K.', '>50K', '>50K.'] },
    }
    const report = await validated(
      repository({ 'adult.csv': read('adult.csv') }, { columns, csv: { trim: true } }),
    )
    expect(report).toMatchObject({ verdict: 'warn', rows: 48842, columns: 15 })
    const unknown = ['workclass', 'occupation', 'native-country'].map(
      (column) => resultOf(report, `columns.${column}.pattern`).violations,
    )
    expect(unknown).toEqual([2799, 2809, 857])
  })

  it('telco churn: Yes and No are true and false', async () => {
    const columns: Columns = { Churn: { type: 'boolean' } }
    const from = repository({ 'telco.csv': read('telco-churn.csv') }, { columns })
    const { stayed, left } = await opened(from, (database, { relation }) =>
      database.row(
        `SELECT count(*) FILTER (WHERE NOT "Churn") AS stayed, count(*) FILTER (WHERE "Churn") AS left FROM ${relation}`,
      ),
    )
    expect([stayed, left]).toEqual([5174, 1869])
  })
})
