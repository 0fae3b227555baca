import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeProfiles } from '../../src/data/merge-profiles.ts'
import type { CategoricalProfile, NumericProfile, Profile } from '../../src/data/profile.ts'
import { profileRows } from '../../src/data/profile-rows.ts'
import { profileJson } from '../../src/data/profile-size.ts'
import { type Columns, opened, repository } from './repository.ts'

type Type = Columns[string]['type']

/** The profiles of parts of a column `x`, row by row to one part after the other or in runs, and of all of it. */
async function profiles(
  cells: readonly string[],
  { type, parts, runs = false }: { type: Type; parts: number; runs?: boolean },
): Promise<{ whole: Profile; some: Profile[] }> {
  const from = repository(
    { 'a.csv': `id,x\n${cells.map((cell, index) => `${index},"${cell}"`).join('\n')}\n` },
    { columns: { id: { type: 'integer' }, x: { type } } },
  )
  return opened(from, async (database, open) => {
    const of = (where: string) => profileRows(database, open, { columns: ['x'], where })
    const each = Math.ceil(cells.length / parts)
    const some: Profile[] = []
    for (let part = 0; part < parts; part++)
      some.push(await of(runs ? `id // ${each} = ${part}` : `id % ${parts} = ${part}`))
    return { whole: await of('true'), some }
  })
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

const number = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map(String),
  fc.integer({ min: 0, max: 400 }).map(String),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String),
  fc.constantFrom('', 'NaN', 'inf', '1e300', '-5e-324'),
)
const few = fc.integer({ min: 0, max: 40 }).map(String)
const plan = { parts: fc.integer({ min: 2, max: 4 }), runs: fc.boolean() }

/** What must hold of a merged profile of numbers, by the values themselves. */
function checkNumbers(merged: NumericProfile, whole: NumericProfile, cells: readonly string[]): void {
  const values = cells
    .filter((cell) => cell !== '')
    .map(Number)
    .filter(Number.isFinite)
  const { rows, nulls, nonfinite, min, max } = whole
  expect(merged).toMatchObject({ rows, nulls, nonfinite, min, max })
  const size = Math.max(Math.abs(min ?? 0), Math.abs(max ?? 0)) || 1
  const near = (value: number | null) => (value === null ? null : expect.closeTo(value / size, 9))
  const scaled = (value: number | null) => (value === null ? null : value / size)
  expect([scaled(merged.mean), scaled(merged.stdev)]).toEqual([near(whole.mean), near(whole.stdev)])
  const error = merged.error ?? { distinct: 0, counts: 0 }
  expect(Math.abs(merged.distinct - whole.distinct)).toBeLessThanOrEqual(error.distinct)

  const { edges, counts, below, above } = merged.histogram
  expect([sum(counts), below, above]).toEqual([values.length, 0, 0])
  let upTo = 0
  for (const [bin, count] of counts.entries()) {
    upTo += count
    const truth = values.filter((value) => value <= (edges[bin + 1] as number)).length
    expect(Math.abs(upTo - truth)).toBeLessThanOrEqual(error.counts)
  }
  const slack = error.counts + Math.max(0, ...counts) + 1
  for (const [at, share] of [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99].entries()) {
    const quantile = merged.quantiles[at]
    if (quantile === undefined) continue
    const rank = share * (values.length - 1)
    expect(values.filter((value) => value < quantile).length).toBeLessThanOrEqual(rank + slack)
    expect(values.filter((value) => value <= quantile).length).toBeGreaterThanOrEqual(rank - slack)
  }
}

/** The same of categories. */
function checkCategories(
  merged: CategoricalProfile,
  whole: CategoricalProfile,
  cells: readonly string[],
): void {
  const { rows, nulls } = whole
  expect(merged).toMatchObject({ rows, nulls })
  expect(merged.lengths).toEqual(
    whole.lengths && { ...whole.lengths, mean: expect.closeTo(whole.lengths.mean, 9) },
  )
  const error = merged.error ?? { distinct: 0, counts: 0 }
  expect(Math.abs(merged.distinct - whole.distinct)).toBeLessThanOrEqual(error.distinct)
  expect(sum(merged.top.map(([, count]) => count)) + merged.other).toBe(rows - nulls)
  for (const [value, count] of merged.top) {
    const missed = cells.filter((cell) => cell === value).length - count
    expect(missed).toBeGreaterThanOrEqual(0)
    expect(missed).toBeLessThanOrEqual(error.counts)
  }
}

describe('profiles that are merged', () => {
  it('tell of numbers what the profile of all rows tells, as nearly as they say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(number, { minLength: 1, maxLength: 700, size: 'max' }),
        plan.parts,
        plan.runs,
        async (cells, parts, runs) => {
          const { whole, some } = await profiles(cells, { type: 'number', parts, runs })
          const [first, ...rest] = some
          const ways = [mergeProfiles(some), mergeProfiles([first as Profile, mergeProfiles(rest)])]
          for (const merged of ways)
            checkNumbers(merged.columns[0] as NumericProfile, whole.columns[0] as NumericProfile, cells)
        },
      ),
      { numRuns: 10 },
    )
  })

  it('tell of categories what the profile of all rows tells, as nearly as they say', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 300 })), {
          minLength: 1,
          maxLength: 700,
          size: 'max',
        }),
        plan.parts,
        plan.runs,
        async (drawn, parts, runs) => {
          const cells = drawn.map((value) => (value === 1 ? '' : `value ${value}`))
          const { whole, some } = await profiles(cells, { type: 'string', parts, runs })
          const [first, ...rest] = some
          const ways = [mergeProfiles(some), mergeProfiles([first as Profile, mergeProfiles(rest)])]
          for (const merged of ways)
            checkCategories(
              merged.columns[0] as CategoricalProfile,
              whole.columns[0] as CategoricalProfile,
              cells,
            )
        },
      ),
      { numRuns: 10 },
    )
  })

  it('are the profile of all rows itself where the values are few', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(few, { minLength: 1, maxLength: 200 }), plan.parts, async (cells, parts) => {
        for (const type of ['integer', 'string'] as const) {
          const { whole, some } = await profiles(cells, { type, parts })
          const near = (value: unknown): unknown =>
            typeof value === 'number' ? expect.closeTo(value, 9) : value
          const expected = JSON.parse(JSON.stringify(whole), (_, value: unknown) => near(value)) as object
          expect(mergeProfiles(some)).toEqual(expected)
        }
      }),
      { numRuns: 5 },
    )
  })

  it('err by one bin of each part at most, some three rows of a hundred', async () => {
    const cells = Array.from({ length: 4000 }, (_, row) =>
      String(Math.sin(row * 12.9898) + Math.sin(row * 78.233) + Math.sin(row * 37.719)),
    )
    const { some } = await profiles(cells, { type: 'number', parts: 2 })
    const column = mergeProfiles(some).columns[0] as NumericProfile
    expect(column.error?.counts).toBeLessThan(0.03 * 4000)
    expect(Buffer.byteLength(profileJson(mergeProfiles(some)))).toBeLessThan(1400)
  })

  it('count distinct values exactly where the parts lie apart, as files of one day each do', async () => {
    const cells = Array.from({ length: 900 }, (_, row) => String(row * 1.5))
    const { some } = await profiles(cells, { type: 'number', parts: 3, runs: true })
    const [column] = mergeProfiles(some).columns
    expect([column?.distinct, column?.error]).toEqual([900, undefined])
  })

  it('take a column that one of them lacks as missing there, and refuse one of two types', async () => {
    const { some } = await profiles(['1', '2'], { type: 'integer', parts: 1 })
    const { some: others } = await profiles(['a'], { type: 'string', parts: 1 })
    const lacking: Profile = { schema: 'pawl/profile@1', dataset: 'rows', rows: 5, columns: [] }
    expect(mergeProfiles([...some, lacking])).toMatchObject({ rows: 7, columns: [{ rows: 7, nulls: 5 }] })
    expect(() => mergeProfiles([...some, ...others])).toThrow('column x holds integer in one profile')
  })
})
