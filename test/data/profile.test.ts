import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CategoricalProfile, type NumericProfile, Profile } from '../../src/data/profile.ts'
import { profileRows } from '../../src/data/profile-rows.ts'
import { profileJson } from '../../src/data/profile-size.ts'
import { canonicalJson } from '../../src/project/digest.ts'
import { describeShared } from '../shared.ts'
import { type Columns, opened, repository } from './repository.ts'

interface Asked {
  columns?: string[]
  where?: string
  reference?: Profile
  threads?: number
}

/** The profile of a column `x` with these cells. */
async function profiled(cells: readonly string[], type: Columns[string]['type'], asked: Asked = {}) {
  const from = repository(
    { 'a.csv': `id,x\n${cells.map((cell, index) => `${index},"${cell}"`).join('\n')}\n` },
    { columns: { id: { type: 'integer' }, x: { type } } },
  )
  const { threads, ...options } = { columns: ['x'], where: 'true', ...asked }
  return opened(from, (database, open) => profileRows(database, open, options), threads)
}

async function numeric(
  cells: readonly (string | number)[],
  type: 'integer' | 'number' | 'date' | 'timestamp' = 'number',
  asked: Asked = {},
): Promise<NumericProfile> {
  const [column] = (await profiled(cells.map(String), type, asked)).columns
  if (column?.kind !== 'numeric') throw new Error('expected a numeric profile')
  return column
}

async function categorical(cells: readonly string[], asked: Asked = {}): Promise<CategoricalProfile> {
  const [column] = (await profiled(cells, 'string', asked)).columns
  if (column?.kind !== 'categorical') throw new Error('expected a categorical profile')
  return column
}

/** Type 7, as in R and NumPy. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] as number
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - low)
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value / values.length, 0)
}

function sampleStandardDeviation(values: readonly number[]): number {
  const centre = mean(values)
  return Math.sqrt(values.reduce((total, value) => total + (value - centre) ** 2, 0) / (values.length - 1))
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

describe('the profile of numbers', () => {
  it('has the figures that they have', async () => {
    expect(await numeric([1, 2, 2, 4, '', 'NaN', 'inf'])).toMatchObject({
      rows: 7,
      nulls: 1,
      nonfinite: 2,
      distinct: 3,
      min: 1,
      max: 4,
      mean: 2.25,
      quantiles: [1.03, 1.15, 1.75, 2, 2.5, 3.7, 3.94].map((value) => expect.closeTo(value, 12)),
      histogram: { edges: [1, 1, 2, 4], counts: [1, 2, 1], below: 0, above: 0 },
    })
  })

  it('agrees with the textbook in TypeScript, for any numbers', async () => {
    // Without the numbers next to zero, where the oracle itself loses its digits.
    const number = fc
      .double({ min: -1e6, max: 1e6, noNaN: true })
      .map((value) => (Math.abs(value) < 1e-6 ? 0 : value))
    await fc.assert(
      fc.asyncProperty(
        fc.array(number, { minLength: 2, maxLength: 200 }),
        fc.integer({ min: -12, max: 12 }),
        async (raw, scale) => {
          const values = raw.map((value) => value * 10 ** scale)
          const sorted = [...values].sort((a, b) => a - b)
          const size = Math.max(...values.map(Math.abs))
          const near = (value: number): unknown => expect.closeTo(value / size || 0, 12)
          const profile = await numeric(values)
          const scaled = (value: number | null): number => (value as number) / size || 0
          expect(profile.min).toBeCloseTo(sorted[0] as number)
          expect(scaled(profile.mean)).toEqual(near(mean(values)))
          expect(scaled(profile.stdev)).toEqual(near(sampleStandardDeviation(values)))
          expect(profile.quantiles.map(scaled)).toEqual(
            [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].map((share) => near(quantile(sorted, share))),
          )
          expect(sum(profile.histogram.counts)).toBe(values.length)
        },
      ),
      { numRuns: 12 },
    )
  })

  it('counts a value that is an edge itself, to its last digit', async () => {
    const { histogram } = await numeric([0.987941358657467, 0.9879413586574665, 0])
    expect(sum(histogram.counts)).toBe(3)
  })

  it('keeps the spread of numbers that are far from zero', async () => {
    const values = [1e9, 1e9 + 1, 1e9 + 2]
    expect(await numeric(values)).toMatchObject({ mean: 1e9 + 1, stdev: expect.closeTo(1, 6) })
  })

  it.each([
    [[5e-324, 5e-324], 5e-324],
    [[-1.7e308, 1.7e308, 0], 0],
    [[0, 0], 0],
    [[0.1, 0.1, 0.1], 0.1],
  ])('of %j has a finite mean', async (values, expected) => {
    const { mean: found, stdev } = await numeric(values)
    expect(found).toBe(expected)
    expect(Number.isFinite(stdev)).toBe(true)
  })

  it('of none has no figures', async () => {
    expect(await numeric(['', 'NaN'])).toMatchObject({
      nulls: 1,
      nonfinite: 1,
      distinct: 0,
      min: null,
      mean: null,
      stdev: null,
      quantiles: [],
      histogram: { edges: [], counts: [], below: 0, above: 0 },
    })
  })

  it('of one has no spread', async () => {
    expect(await numeric([7])).toMatchObject({
      mean: 7,
      stdev: null,
      histogram: { edges: [7, 7], counts: [1] },
    })
  })

  it('has one bin for the lowest value and others of about equal counts beyond 128 values', async () => {
    const { histogram } = await numeric(Array.from({ length: 1280 }, (_, index) => index ** 2))
    const [lowest, ...counts] = histogram.counts
    expect(lowest).toBe(1)
    expect(counts.length).toBeGreaterThan(80)
    expect(sum(histogram.counts)).toBe(1280)
    // A bin as it was made holds at most one and a half of 128 parts, and two that were joined at most 2 / (k - 1).
    expect(Math.max(...counts)).toBeLessThanOrEqual((1280 * 2) / counts.length)
    expect(histogram.edges.filter((edge) => edge % 100 === 0).length).toBeGreaterThan(80)
  })

  it('keeps a mass at the lowest value apart from what lies next to it', async () => {
    const few = Array.from({ length: 500 }, (_, index) => index / 1000 + 0.001)
    const { histogram } = await numeric([...new Array<number>(500).fill(0), ...few])
    expect(histogram.edges.slice(0, 2)).toEqual([0, 0])
    expect(histogram.counts[0]).toBe(500)
    expect(Math.max(...histogram.counts.slice(1))).toBeLessThanOrEqual((1000 * 1.5) / 128)
  })

  it('counts by the edges of a reference, and what lies outside of them', async () => {
    const reference = await profiled(['10', '20', '30'], 'number')
    expect((await numeric([9, 10, 11, 20, 20.5, 30, 31, 99], 'number', { reference })).histogram).toEqual({
      edges: [10, 10, 20, 30],
      counts: [1, 2, 2],
      below: 1,
      above: 2,
    })
  })

  it('counts each row in the one bin that it is in, for any edges', async () => {
    const small = fc.integer({ min: -4, max: 4 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(small, { minLength: 1, maxLength: 30 }),
        fc.array(small, { minLength: 1, maxLength: 30 }),
        async (before, now) => {
          const reference = await profiled(before.map(String), 'integer')
          const { edges, counts, below, above } = (await numeric(now, 'integer', { reference })).histogram
          const inBin = (index: number): number =>
            now.filter(
              (value) =>
                value <= (edges[index + 1] as number) &&
                (index === 0 ? value >= (edges[0] as number) : value > (edges[index] as number)),
            ).length
          expect(counts).toEqual(counts.map((_, index) => inBin(index)))
          expect(sum(counts) + below + above).toBe(now.length)
        },
      ),
      { numRuns: 12 },
    )
  })

  it('takes dates as days and timestamps as seconds', async () => {
    expect(await numeric(['1970-01-02', '2026-11-21'], 'date')).toMatchObject({ min: 1, max: 20778 })
    expect(await numeric(['1970-01-02 00:00:01', '2026-11-21 00:00:00.25'], 'timestamp')).toMatchObject({
      min: 86401,
      max: 1795219200.25,
    })
  })
})

describe('the profile of categories', () => {
  it('has the commonest first, then by text', async () => {
    expect(await categorical(['b', 'a', 'c', 'c', ''])).toEqual({
      kind: 'categorical',
      name: 'x',
      type: 'string',
      rows: 5,
      nulls: 1,
      distinct: 3,
      lengths: { min: 1, max: 1, mean: 1 },
      top: [
        ['c', 2],
        ['a', 1],
        ['b', 1],
      ],
      other: 0,
    })
  })

  it('has a hundred at most and counts the others', async () => {
    const profile = await categorical(Array.from({ length: 150 }, (_, index) => `v${index}`))
    expect(profile.top).toHaveLength(100)
    expect(profile).toMatchObject({ distinct: 150, other: 50 })
  })

  it('counts the values of a reference, and new ones as other', async () => {
    const reference = await profiled(['a', 'a', "o'b"], 'string')
    expect(await categorical(['new', "o'b", "o'b"], { reference })).toMatchObject({
      top: [
        ['a', 0],
        ["o'b", 2],
      ],
      other: 1,
      distinct: 2,
    })
  })
})

describe('a long value', () => {
  const long = (end: string): string => `${'a rather long remark about something '.repeat(9)}${end}`

  it('stands shortened, is told from others like it, and is found again in new rows', async () => {
    const reference = await profiled([long('1'), long('1'), long('2')], 'string')
    const column = reference.columns[0] as CategoricalProfile
    expect(column.lengths).toEqual({ min: 334, max: 334, mean: 334 })
    expect(column.top.map(([value, count]) => [value.slice(0, 5), value.length, count])).toEqual([
      ['a ra…', 25, 2],
      ['a ra…', 25, 1],
    ])
    // Text that looks like a shortened value is too long to stand for itself.
    const again = await categorical([long('1'), long('2'), long('2'), column.top[0]?.[0] ?? ''], {
      reference,
    })
    expect(again).toMatchObject({
      top: [
        [expect.any(String), 1],
        [expect.any(String), 2],
      ],
      other: 1,
    })
  })
})

describe('the file of a profile', () => {
  const rows = 2000
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
  const hostile = (at: number): string => `é"\\'__proto__ ${'名'.repeat(12)} ${at} ${'x'.repeat(90)}`
  /** Numbers and text whose digits, exponents, escapes and lengths take as much room as any. */
  const awkward: ((row: number) => string)[] = [
    (row) => String((-4 / 3e300) * (1 + row * 1e-13)),
    (row) => String(Math.sin(row) * 1.7e308),
    (row) => String((9007199254740000 + row) / 3),
    (row) => String(Math.tan(row)),
    (row) => quoted(`"\\\t\u0001${row % 300}"\\"\u0002\u0003`),
    (row) => quoted('Löwen"zahn'.repeat(1 + (row % 150))),
  ]

  it('is at most 64 KB for fifty awkward columns, and says the same whichever way it is made', async () => {
    const names = Array.from({ length: 50 }, (_, at) => hostile(at))
    const columns = Object.fromEntries(
      names.map((name, at) => [name, { type: at % 6 < 4 ? 'number' : 'string' } as const]),
    )
    const lines = Array.from({ length: rows }, (_, row) =>
      names.map((_, at) => awkward[at % 6]?.(row + at)).join(),
    )
    const from = repository({ 'a.csv': `${names.map(quoted).join()}\n${lines.join('\n')}\n` }, { columns })
    const profileWith = (threads: number) =>
      opened(
        from,
        (database, open) => profileRows(database, open, { columns: names, where: 'true' }),
        threads,
      )
    const profile = await profileWith(2)
    const text = profileJson(profile)
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(64 * 1024)
    expect(Profile.parse(JSON.parse(text))).toEqual(profile)
    expect(text.split('\n')).toHaveLength(53)
    expect(profileJson(await profileWith(1))).toBe(text)
    for (const column of profile.columns) {
      if (column.kind === 'categorical') {
        expect(column.top.length).toBeGreaterThanOrEqual(15)
        expect(sum(column.top.map(([, count]) => count)) + column.other).toBe(rows)
      } else {
        const { counts } = column.histogram
        expect(sum(counts)).toBe(rows)
        expect(counts.length).toBeGreaterThanOrEqual(16)
        expect(Math.max(...counts)).toBeLessThanOrEqual((2 * rows) / (counts.length - 1))
      }
    }
  })
})

describe('a profile', () => {
  it('is of the rows that are asked for', async () => {
    expect(await numeric([1, 2, 3], 'integer', { where: 'id > 0' })).toMatchObject({ rows: 2, min: 2 })
  })

  it('has the same bytes on one thread and on several', async () => {
    const cells = Array.from({ length: 100_000 }, (_, index) => String(Math.sin(index) * 10 ** (index % 9)))
    const [one, several] = await Promise.all([
      profiled(cells, 'number', { threads: 1 }),
      profiled(cells, 'number', { threads: 4 }),
    ])
    expect(canonicalJson(several)).toBe(canonicalJson(one))
    expect(Profile.parse(one)).toEqual(one)
  })
})

describeShared('the profile of published data', (folder) => {
  it('telco churn: the figures that Python’s statistics module gives', async () => {
    const from = repository(
      { 'telco.csv': readFileSync(join(folder, 'data/telco-churn.csv')) },
      {
        columns: {
          tenure: { type: 'integer' },
          MonthlyCharges: { type: 'number' },
          TotalCharges: { type: 'number' },
          Contract: { type: 'string' },
        },
      },
    )
    const { columns } = await opened(from, (database, open) =>
      profileRows(database, open, {
        columns: ['tenure', 'MonthlyCharges', 'TotalCharges', 'Contract'],
        where: 'true',
      }),
    )
    expect(columns).toMatchObject([
      {
        mean: expect.closeTo(32.371149, 6),
        stdev: expect.closeTo(24.559481, 6),
        distinct: 73,
        histogram: { below: 0 },
      },
      { mean: expect.closeTo(64.761692, 6), stdev: expect.closeTo(30.090047, 6), min: 18.25, max: 118.75 },
      {
        mean: expect.closeTo(2283.300441, 6),
        stdev: expect.closeTo(2266.771362, 6),
        nulls: 11,
        quantiles: { 3: 1397.475 },
      },
      {
        top: [
          ['Month-to-month', 3875],
          ['Two year', 1695],
          ['One year', 1473],
        ],
      },
    ])
  })
})
