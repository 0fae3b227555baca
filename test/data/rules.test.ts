import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withDatabase } from '../../src/data/database.ts'
import { robustZ } from '../../src/data/history.ts'
import { openDataset } from '../../src/data/open.ts'
import { type ValidationContext, validate } from '../../src/data/validate.ts'
import type { RuleResult } from '../../src/data/validation.ts'
import { digestOf } from '../../src/project/digest.ts'
import { filesOf, noon, type Repository, repository, resultOf } from './repository.ts'

const integer = { type: 'integer' } as const
const text = { type: 'string' } as const
const number = { type: 'number' } as const

/** Validates as a command does, with the files at hand. */
async function checked(from: Repository, context: Partial<ValidationContext> = {}) {
  const files = await filesOf(from)
  return withDatabase(async (database) => {
    const open = await openDataset(database, { dataset: from.dataset, files })
    return validate(database, open, { version: digestOf('data'), now: noon, files, ...context })
  })
}

const csv = (values: readonly (string | number)[]): Record<string, string> => ({
  'a.csv': `id,v\n${values.map((value, index) => `${index},${value}`).join('\n')}\n`,
})

async function ruleOn(values: readonly (string | number)[], v: object, rule: string): Promise<RuleResult> {
  const from = repository(csv(values), { columns: { id: integer, v } as never })
  return resultOf(await checked(from), `columns.v.${rule}`)
}

async function check(values: readonly (string | number)[], one: object, rule: string, context = {}) {
  const from = repository(csv(values), {
    columns: { id: integer, v: { ...number, nulls: { max: '100%' } } },
    checks: [one] as never,
  })
  return resultOf(await checked(from, context), `checks.0.${rule}`)
}

describe('the order of values', () => {
  it.each([
    ['increasing', [1, 2, 2, '', 3], 0],
    ['increasing', [1, 3, '', 2], 1],
    ['strictly-increasing', [1, 2, 2, 3], 1],
    ['decreasing', [3, 2, 2, 1], 0],
    ['strictly-decreasing', [3, 2, 2, 1], 1],
  ] as const)('%s is broken by %j in as many places', async (monotone, values, violations) => {
    const result = await ruleOn(values, { ...integer, nulls: { max: '50%' }, monotone }, 'monotone')
    expect(result).toMatchObject({ violations, verdict: violations === 0 ? 'pass' : 'fail' })
  })
})

describe('outliers', () => {
  // numpy.percentile([1..9, 100], [25, 75]) is 3.25 and 7.75, so Tukey's fences are -3.5 and 14.5.
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]

  it.each([
    [{ max: 0 }, 1, 'fail'],
    [{ max: '10%' }, 1, 'pass'],
    [{ max: 0, beyond: 21 }, 0, 'pass'],
    [{ method: 'z-score', beyond: 2.5, max: 0 }, 1, 'fail'],
    [{ method: 'z-score', max: 0 }, 0, 'pass'],
  ])('by %j are so many', async (outliers, violations, verdict) => {
    expect(await ruleOn(values, { ...number, outliers }, 'outliers')).toMatchObject({ violations, verdict })
  })

  it('cannot be told from a single value by z-score, which is no pass', async () => {
    const result = await ruleOn([1], { ...number, outliers: { method: 'z-score', max: 0 } }, 'outliers')
    expect(result).toMatchObject({ verdict: 'fail', found: 'no row has a value for it' })
  })
})

describe('the most common value', () => {
  it('is listed, or the report says it is another without telling it', async () => {
    const rules = { ...text, 'most-common': { 'one-of': ['a'] } }
    expect(await ruleOn(['a', 'a', 'b'], rules, 'most-common')).toMatchObject({ verdict: 'pass' })
    expect(await ruleOn(['secret', 'secret', 'a'], rules, 'most-common')).toMatchObject({
      verdict: 'fail',
      found: 'it is another, with 66.67 % of the rows',
    })
  })

  it('has a share of the rows with a value', async () => {
    const rules = { ...text, nulls: { max: '50%' }, 'most-common': { share: { max: '60%' } } }
    expect(await ruleOn(['a', 'a', 'b', ''], rules, 'most-common.share')).toMatchObject({
      verdict: 'fail',
      found: 'it has 66.67 %',
    })
  })
})

describe('where', () => {
  it('is not met by uniqueness where no row is looked at', async () => {
    const from = repository(csv([1, 1]), {
      columns: { id: { ...integer, where: 'id > 100', unique: true }, v: { ...integer, unique: true } },
      key: ['id', 'v'],
    })
    const report = await checked(from)
    expect(resultOf(report, 'columns.id.unique')).toMatchObject({
      verdict: 'fail',
      rows: 0,
      found: 'no row has a value for it',
    })
    const some = await ruleOn([1, '', 2, ''], { ...integer, unique: true, nulls: { max: '50%' } }, 'unique')
    expect(some).toMatchObject({ verdict: 'pass', rows: 2, found: 'holds for all 2' })
  })

  it('limits the rules of a column to some rows, missing values and uniqueness among them', async () => {
    const files = { 'a.csv': 'kind,v\na,1\na,1\nb,9\nb,\n,5\n' }
    const rules = {
      ...integer,
      max: 1,
      nulls: { max: 0 },
      unique: true,
      mean: { max: 1 },
      where: "kind = 'a'",
    }
    const report = await checked(
      repository(files, { columns: { kind: { ...text, nulls: { max: '50%' } }, v: rules } }),
    )
    expect(resultOf(report, 'columns.v.max')).toMatchObject({ rows: 2, violations: 0 })
    expect(resultOf(report, 'columns.v.nulls')).toMatchObject({ rows: 2, violations: 0, verdict: 'pass' })
    expect(resultOf(report, 'columns.v.unique')).toMatchObject({ violations: 2, verdict: 'fail' })
    expect(resultOf(report, 'columns.v.mean')).toMatchObject({ found: 'it is 1', verdict: 'pass' })
  })

  it('that speaks of a missing column passes nothing', async () => {
    const columns = {
      id: integer,
      v: { ...integer, where: 'gone > 1' },
      gone: { ...integer, required: false },
    }
    const report = await checked(repository(csv([1]), { columns }))
    expect(report).toMatchObject({ verdict: 'fail' })
    expect(resultOf(report, 'columns.v.where').found).toBe('not checked, since column gone is missing')
  })

  it('goes with a row check too', async () => {
    const result = await check([1, 5, 9], { row: 'v < 6', where: 'id > 0' }, 'row')
    expect(result).toMatchObject({ rows: 2, violations: 1 })
  })
})

describe('columns', () => {
  const columns = { v: number, id: integer }

  it('may be refused when they are not declared', async () => {
    const from = repository(csv([1]), { columns: { v: number }, checks: [{ columns: { extra: 'refuse' } }] })
    expect(resultOf(await checked(from), 'checks.0.columns.extra')).toMatchObject({
      verdict: 'fail',
      found: 'they have id',
    })
  })

  it('may have to come in their order', async () => {
    const from = repository(csv([1]), { columns, checks: [{ columns: { order: 'declared' } }] })
    expect(resultOf(await checked(from), 'checks.0.columns.order')).toMatchObject({
      verdict: 'fail',
      found: 'id stands where v should',
    })
  })

  it('that are missing are told once in the reason', async () => {
    const from = repository(csv([1]), {
      columns: { id: integer, v: number, tenure: integer },
      checks: [{ row: 'tenure > v' }, { row: 'tenure >= 0' }],
    })
    expect((await checked(from)).reason).toBe('column tenure is missing')
  })
})

describe('freshness', () => {
  const fresh = async (at: readonly string[], type: 'timestamp' | 'date', within: string) => {
    const from = repository(
      { 'a.csv': `id,at\n${at.map((time, index) => `${index},${time}`).join('\n')}\n` },
      { columns: { id: integer, at: { type } }, checks: [{ fresh: { column: 'at', within } }] },
    )
    const report = await checked(from)
    return [resultOf(report, 'checks.0.fresh'), resultOf(report, 'checks.0.fresh.future')] as const
  }

  it.each([
    ['timestamp', ['2026-11-21T11:00:00Z', '2026-11-20'], '1h', 'pass', 'it is 1 hour old'],
    ['timestamp', ['2026-11-21T10:59:59Z'], '1h', 'fail', 'it is 1 hour 1 second old'],
    ['date', ['2026-11-20'], '12h', 'pass', 'it is 12 hours old'],
    ['date', ['2026-11-21'], '0s', 'pass', 'it is no time old'],
    ['date', ['2026-11-19'], '1d', 'fail', 'it is 1 day 12 hours old'],
  ] as const)('of a %s: %j within %s is a %s', async (type, at, within, verdict, found) => {
    expect((await fresh(at, type, within))[0]).toMatchObject({ verdict, found })
  })

  it('is not saved by a time in the future, which is a finding', async () => {
    const [newest, future] = await fresh(['2026-11-01T00:00:00Z', '2030-01-01T00:00:00Z'], 'timestamp', '1d')
    expect(newest).toMatchObject({ verdict: 'fail', found: 'it is 20 days 12 hours old' })
    expect(future).toMatchObject({ verdict: 'fail', violations: 1 })
    expect((await fresh(['2026-11-22'], 'date', '1d'))[1]).toMatchObject({ violations: 1 })
  })
})

describe('scores', () => {
  it('count cells with a value, and answers of rules that are good', async () => {
    const result = await check([1, 2, '', 'x'], { score: { completeness: '90%' } }, 'score.completeness')
    expect(result).toMatchObject({
      verdict: 'fail',
      share: 0.125,
      found: '7 of 8 cells have a value (87.5 %)',
    })
    const consistent = await check([1, 2, 'x'], { score: { consistency: '80%' } }, 'score.consistency')
    expect(consistent).toMatchObject({ verdict: 'pass', found: expect.stringContaining('5 of 6') })
  })
})

describe('history', () => {
  const history = (...rows: number[]) =>
    rows.map((each, index) => ({
      version: digestOf(String(index)),
      at: '2026-11-01T00:00:00Z',
      figures: { rows: each, 'v.mean': each / 10 },
    }))

  it.each([
    [[], 'pass', 'no version is recorded yet (pawl validate --record)'],
    [[9, 4], 'pass', 'it did not move'],
    [[5], 'pass', 'it moved from 5 to 4 (20 %)'],
    [[3], 'fail', 'it moved from 3 to 4 (33.33 %)'],
    [[0], 'fail', 'it moved from 0 to 4'],
  ] as const)('%j lets four rows %s', async (before, verdict, found) => {
    const context = { history: history(...before) }
    expect(
      await check([1, 2, 3, 4], { rows: { 'max-change': '20%' } }, 'rows.change', context),
    ).toMatchObject({
      verdict,
      found,
    })
  })

  it('says that it is too short before seven versions, and warns', async () => {
    const context = { history: history(4, 4, 4, 4, 4, 4) }
    expect(await check([1, 2, 3, 4], { anomaly: { figure: 'rows' } }, 'anomaly', context)).toMatchObject({
      verdict: 'warn',
      found: 'not enough history: 6 of 7 versions are recorded',
    })
  })

  it.each([
    [{ figure: 'rows' }, [4, 5, 4, 3, 4, 5, 4], 'pass'],
    [{ figure: 'rows' }, [90, 100, 110, 95, 105, 100, 98], 'fail'],
    [{ figure: 'mean', column: 'v' }, [24, 25, 26, 25, 25, 24, 26], 'pass'],
    [{ figure: 'mean', column: 'v' }, [90, 100, 110, 95, 105, 100, 98], 'fail'],
    [{ figure: 'rows' }, [4, 4, 4, 4, 4, 4, 4], 'pass'],
    [{ figure: 'rows' }, [5, 5, 5, 5, 5, 5, 5], 'fail'],
  ] as const)('%j among %j is a %s', async (anomaly, before, verdict) => {
    const context = { history: history(...before) }
    expect((await check([1, 2, 3, 4], { anomaly }, 'anomaly', context)).verdict).toBe(verdict)
  })

  it('gives the modified z-score of Iglewicz and Hoaglin', () => {
    // median 3, MAD 1
    expect(robustZ(5, [1, 2, 3, 3, 3, 4, 5])).toBeCloseTo(0.6745 * 2, 10)
    // MAD 0, mean absolute deviation 4 / 7
    expect(robustZ(7, [3, 3, 3, 3, 3, 5, 5])).toBeCloseTo(4 / (1.253314 * (4 / 7)), 10)
    expect(robustZ(Number.NaN, [1, 2, 3, 4, 5, 6, 7])).toBeNull()
  })
})

describe('other datasets', () => {
  const other = repository
  async function withOther(columns: object, checks: object[] = []) {
    const from = repository(csv([1, 2, 2, '']), {
      columns: { id: integer, ...columns } as never,
      checks: checks as never,
    })
    const shops = other({ 's.csv': 'shop,size\n1,5\n3,6\n' }, { columns: { shop: integer, size: integer } })
    const [files, theirs] = [await filesOf(from), await filesOf(shops)]
    return withDatabase(async (database) => {
      const open = await openDataset(database, { dataset: from.dataset, files })
      return validate(database, open, {
        version: digestOf('data'),
        now: noon,
        others: async (name) =>
          name === 'shops'
            ? openDataset(database, { dataset: shops.dataset, files: theirs, as: 'dataset shops' })
            : { unreadable: `there is no dataset ${name}` },
      })
    })
  }
  const v = { ...integer, nulls: { max: '50%' } }

  it('have every value that refers to them', async () => {
    const report = await withOther({ v: { ...v, references: { dataset: 'shops', column: 'shop' } } })
    expect(resultOf(report, 'columns.v.references')).toMatchObject({
      violations: 2,
      rows: 3,
      expected: 'v is a shop of shops',
      found: '2 of 3 (66.67 %) are not found there',
    })
  })

  it('that cannot be looked at pass nothing', async () => {
    const report = await withOther({ v: { ...v, references: { dataset: 'gone', column: 'shop' } } })
    expect(resultOf(report, 'columns.v.references')).toMatchObject({
      verdict: 'fail',
      found: 'not checked: there is no dataset gone',
    })
  })

  it.each([
    [{ figure: 'rows', dataset: 'shops' }, 'fail', 'it is 4, there 2'],
    [{ figure: 'rows', dataset: 'shops', tolerance: '100%' }, 'pass', 'it is 4, there 2'],
    [{ figure: 'sum', column: 'v', dataset: 'shops', as: 'size' }, 'fail', 'it is 5, there 11'],
    [{ figure: 'min', column: 'v', dataset: 'shops', as: 'shop' }, 'pass', 'it is 1, there 1'],
  ])('have the same figure: %j is a %s', async (same, verdict, found) => {
    expect(resultOf(await withOther({ v }, [{ same }]), 'checks.0.same')).toMatchObject({ verdict, found })
  })
})

describe('samples', () => {
  it('are keys of the first rows that break a rule, for those who ask', async () => {
    const from = repository(csv([5, 50, 60, 70]), {
      key: ['id'],
      columns: { id: integer, v: { ...integer, max: 9 } },
    })
    expect(resultOf(await checked(from, { samples: 2 }), 'columns.v.max').samples).toEqual(['id 1', 'id 2'])
    expect(resultOf(await checked(from), 'columns.v.max').samples).toBeUndefined()
  })

  it('are row numbers where there is no key', async () => {
    const from = repository(csv([5, 50]), { columns: { v: { ...integer, max: 9 } } })
    expect(resultOf(await checked(from, { samples: 2 }), 'columns.v.max').samples).toEqual([
      'data/rows/a.csv row 2',
    ])
  })
})

describe('what is said of a rule', () => {
  it('comes back with its result', async () => {
    const result = await check(
      [1],
      { row: 'v > 5', name: 'v is large', description: 'why', owner: 'ada' },
      'row',
    )
    expect(result).toMatchObject({ name: 'v is large', description: 'why', owner: 'ada' })
  })
})

describe('unique integers', () => {
  it('are counted as a Map counts them, near each other and far apart', async () => {
    const value = fc.oneof(
      fc.integer({ min: -9000, max: 9000 }),
      fc.integer({ min: -20, max: 20 }),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 1, maxLength: 200 }), async (values) => {
        const texts = values.map(String)
        const counts = new Map<string, number>()
        for (const each of texts) counts.set(each, (counts.get(each) ?? 0) + 1)
        const shared = [...counts.values()]
          .filter((count) => count > 1)
          .reduce((sum, count) => sum + count, 0)
        expect((await ruleOn(texts, { ...integer, unique: true }, 'unique')).violations).toBe(shared)
      }),
      { numRuns: 10 },
    )
    const dense = Array.from({ length: 20_000 }, (_, index) => (index % 5000 === 7 ? 3 : index))
    expect((await ruleOn(dense, { ...integer, unique: true }, 'unique')).violations).toBe(5)
  })
})
