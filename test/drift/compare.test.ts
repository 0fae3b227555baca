import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareProfiles } from '../../src/drift/compare.ts'
import { type ColumnDrift, DriftReport } from '../../src/drift/report.ts'
import { type Columns, categories, generator, normals, profileOf } from './profiles.ts'

const settings = { p: 0.05, effect: 0.1, 'min-rows': 100 }

type Question = Parameters<typeof compareProfiles>[0]
type Change = Partial<Omit<Question, 'columns'>> & { columns?: readonly string[] }

const features = (columns: readonly string[]) =>
  columns.map((column) => ({ column, family: 'feature' as const }))

function compare(reference: Columns, window: Columns, { columns, ...change }: Change = {}): DriftReport {
  const before = profileOf(reference)
  const report = compareProfiles({
    model: 'churn',
    settings,
    columns: features(columns ?? Object.keys(reference)),
    reference: { version: '1.0.0', profile: before },
    window: { id: 'w1', files: ['data/customers/new.csv'], profile: profileOf(window, before) },
    ...change,
  })
  return DriftReport.parse(report)
}

/** One column, called x, against its reference. */
function column(reference: Columns[string], window: Columns[string], change: Change = {}): ColumnDrift {
  return compare({ x: reference }, { x: window }, change).columns[0] as ColumnDrift
}

const repeat = <T>(count: number, value: T): T[] => new Array<T>(count).fill(value)
const gauss = (seed: number, count: number, shift = 0) =>
  normals(count, generator(seed)).map((value) => value + shift)

describe('a column of numbers', () => {
  it('drifts when it moved by more than the limit and not by chance', () => {
    const drift = column(gauss(1, 2000), gauss(2, 1000, 0.6))
    expect(drift).toMatchObject({ verdict: 'drift', method: 'ks' })
    expect(drift.effect).toBeGreaterThan(0.15)
    expect(drift['adjusted-p']).toBeLessThan(1e-6)
  })

  it('is stable when both sides come from one law', () => {
    expect(column(gauss(1, 2000), gauss(2, 1000))).toMatchObject({ verdict: 'stable', method: 'ks' })
  })

  it('is stable when it moved beyond doubt but by less than the limit', () => {
    const drift = column(gauss(1, 50_000), gauss(2, 50_000, 0.1))
    expect(drift.p).toBeLessThan(1e-6)
    expect(drift).toMatchObject({ verdict: 'stable' })
  })

  it('drifts when it is spread more widely, which the largest gap alone would not show', () => {
    const drift = column(
      gauss(1, 4000),
      gauss(2, 4000).map((value) => 1.4 * value),
    )
    expect(drift.effect).toBeLessThan(0.1)
    expect(drift.verdict).toBe('drift')
    expect(drift.reason).toMatch(/^spread of the values moved/)
  })

  it('never shows more than the true largest gap, and falls short of it by a bin at most', () => {
    const [before, after] = [gauss(1, 3000), gauss(2, 3000, 0.3)]
    const share = (values: number[], at: number) =>
      values.filter((value) => value <= at).length / values.length
    const gap = Math.max(...[...before, ...after].map((at) => Math.abs(share(before, at) - share(after, at))))
    const { effect } = column(before, after)
    expect(effect).toBeLessThanOrEqual(gap + 1e-12)
    expect(effect).toBeGreaterThan(gap - 2 / 128)
  })

  it.each([
    ['below', -5],
    ['above', 5],
  ])('drifts when it moved wholly %s what the reference holds', (_, at) => {
    const drift = column(
      gauss(1, 500).map((value) => Math.max(-3, Math.min(3, value))),
      repeat(200, at),
    )
    expect(drift).toMatchObject({ verdict: 'drift', effect: 1, statistic: 1 })
  })

  it('counts what lies below the reference at every edge above it', () => {
    const ramp = (rows: number, from: number, to: number) =>
      Array.from({ length: rows }, (_, i) => from + ((to - from) * i) / rows)
    const { effect } = column(ramp(1000, 0, 1), [...repeat(300, -1), ...ramp(700, 0, 0.5)])
    expect(effect).toBeCloseTo(0.5, 1)
  })

  it('tells two values apart', () => {
    const zeroOne = (ones: number, rows: number) => [...repeat(ones, 1), ...repeat(rows - ones, 0)]
    const drift = column(zeroOne(200, 1000), zeroOne(400, 1000))
    expect(drift.verdict).toBe('drift')
    expect(drift.effect).toBeCloseTo(0.2)
    expect(column(zeroOne(200, 1000), zeroOne(205, 1000))).toMatchObject({ verdict: 'stable' })
  })

  it('is stable when it is constant and stays so, and drifts when the constant changes', () => {
    expect(column(repeat(500, 7), repeat(500, 7))).toMatchObject({ verdict: 'stable', effect: 0, p: 1 })
    expect(column(repeat(500, 7), repeat(500, 8))).toMatchObject({ verdict: 'drift', effect: 1 })
    expect(column(repeat(500, 7), repeat(500, 6))).toMatchObject({ verdict: 'drift', effect: 1 })
  })

  it('reads a profile of a constant that has one edge and no bin', () => {
    const before = profileOf({ x: repeat(500, 7) })
    const after = (value: number) => {
      const profile = profileOf({ x: repeat(500, value) }, before)
      return { ...profile, columns: profile.columns.map(withOneEdge) }
    }
    const withOneEdge = <T>(one: T): T =>
      ({ ...one, histogram: { ...(one as { histogram: object }).histogram, edges: [7], counts: [] } }) as T
    const reference = { version: '1.0.0', profile: { ...before, columns: before.columns.map(withOneEdge) } }
    for (const [value, verdict] of [
      [6, 'drift'],
      [7, 'stable'],
      [8, 'drift'],
    ] as const)
      expect(
        column(repeat(500, 7), [], { reference, window: { id: 'w', files: [], profile: after(value) } }),
      ).toMatchObject({ verdict })
  })

  it('is inconclusive, not stable, where the reference profile has one bin only', () => {
    const one = (profile: ReturnType<typeof profileOf>) => ({
      ...profile,
      columns: profile.columns.map((c) =>
        c.kind === 'numeric'
          ? { ...c, histogram: { edges: [0, 1], counts: [c.rows], below: 0, above: 0 } }
          : c,
      ),
    })
    const before = profileOf({ x: [...repeat(100, 0), ...repeat(100, 1)] })
    expect(
      column([], [], {
        columns: ['x'],
        reference: { version: '1.0.0', profile: one(before) },
        window: { id: 'w', files: [], profile: one(profileOf({ x: [...repeat(100, 0), 1] }, before)) },
      }),
    ).toMatchObject({ verdict: 'inconclusive' })
  })

  it('keeps its figures for counts in the thousands of millions', () => {
    const rows = 4e9
    const half = (low: number) => ({
      schema: 'pawl/profile@1' as const,
      dataset: 'customers',
      rows,
      columns: [
        {
          name: 'x',
          type: 'number' as const,
          kind: 'numeric' as const,
          rows,
          nulls: 0,
          distinct: 2,
          nonfinite: 0,
          min: 0,
          max: 1,
          mean: 0.5,
          stdev: 0.5,
          quantiles: [],
          histogram: { edges: [0, 0, 1], counts: [low, rows - low], below: 0, above: 0 },
        },
      ],
    })
    const against = (low: number) =>
      column([], [], {
        columns: ['x'],
        reference: { version: '1.0.0', profile: half(2e9) },
        window: { id: 'w', files: [], profile: half(low) },
      })
    expect(against(2e9 + 1e5)).toMatchObject({ verdict: 'stable' })
    expect(against(2.5e9)).toMatchObject({ verdict: 'drift', effect: 0.125, p: 0 })
  })

  it('refuses profiles that do not belong together, which is a bug and no verdict', () => {
    const own = { id: 'w', files: [], profile: profileOf({ x: gauss(2, 500) }) }
    expect(() => column(gauss(1, 500), [], { window: own })).toThrow('share their edges')
  })
})

describe('a column of categories', () => {
  const draw = (seed: number, count: number, weights: number[]) => categories(count, weights, generator(seed))

  it('drifts when its shares moved beyond the limit', () => {
    const drift = column(draw(1, 2000, [5, 3, 2]), draw(2, 1000, [2, 3, 5]))
    expect(drift).toMatchObject({ verdict: 'drift', method: 'chi-square', unseen: 0 })
  })

  it('is stable when both sides come from one law, however many categories there are', () => {
    for (const kinds of [2, 10, 50, 90])
      expect(column(draw(1, 5000, repeat(kinds, 1)), draw(2, 5000, repeat(kinds, 1)))).toMatchObject({
        verdict: 'stable',
      })
  })

  it('has an effect that does not depend on how many rows each side has', () => {
    const effect = (reference: number, window: number) =>
      column(
        [...repeat(0.5 * reference, 'a'), ...repeat(0.5 * reference, 'b')],
        [...repeat(0.7 * window, 'a'), ...repeat(0.3 * window, 'b')],
      ).effect as number
    expect(effect(100_000, 1000)).toBeCloseTo(effect(10_000, 10_000), 2)
  })

  it('has an effect that many categories do not raise', () => {
    const effects = [2, 20, 100].map(
      (kinds) => column(draw(3, 1000, repeat(kinds, 1)), draw(4, 1000, repeat(kinds, 1))).effect as number,
    )
    expect(Math.max(...effects)).toBeLessThan(0.1)
  })

  it('drifts when a category nobody knew takes its share, and says how many are new', () => {
    const drift = column(draw(1, 1000, [1, 1]), [...draw(2, 400, [1, 1]), ...repeat(100, 'new')])
    expect(drift).toMatchObject({ verdict: 'drift', unseen: 1 })
    expect(drift.reason).toContain('1 category is new')
  })

  it('does not drift for one row of a category nobody knew', () => {
    const drift = column(draw(1, 5000, [1, 1]), [...draw(2, 5000, [1, 1]), 'new'])
    expect(drift).toMatchObject({ verdict: 'stable', unseen: 1 })
  })

  it('does not claim to know what is new where the reference profile leaves categories out', () => {
    const names = Array.from({ length: 3000 }, (_, i) => `c${i % 150}`)
    expect(column(names, names).unseen).toBeUndefined()
  })

  it('drifts when a category vanishes', () => {
    expect(column(draw(1, 1000, [1, 1, 1]), draw(2, 1000, [1, 1]))).toMatchObject({ verdict: 'drift' })
  })

  it('is stable when it is constant and stays so, and drifts when the constant changes', () => {
    expect(column(repeat(500, 'a'), repeat(500, 'a'))).toMatchObject({ verdict: 'stable', method: 'none' })
    const changed = column(repeat(500, 'a'), repeat(500, 'b'))
    expect(changed).toMatchObject({ verdict: 'drift', unseen: 1 })
    expect(changed.effect).toBeCloseTo(1, 2)
  })

  it('is inconclusive when every value is its own', () => {
    const ids = (from: number) => Array.from({ length: 500 }, (_, i) => `id${from + i}`)
    expect(column(ids(0), ids(500))).toMatchObject({ verdict: 'inconclusive', method: 'none' })
  })

  it('takes categories for text only: names that mean something to JavaScript or Markdown are names', () => {
    const odd = ['__proto__', 'constructor', '| a | b |', "'; DROP TABLE x; --", '']
    const cells = odd.flatMap((value) => repeat(200, value))
    expect(column(cells, cells)).toMatchObject({ verdict: 'stable', unseen: 0, effect: 0 })
    expect(column(cells, repeat(1000, '__proto__'))).toMatchObject({ verdict: 'drift', unseen: 0 })
  })
})

describe('missing values', () => {
  const withNulls = (seed: number, rows: number, nulls: number) => [
    ...gauss(seed, rows - nulls),
    ...repeat(nulls, null),
  ]

  it('are drift of their own when their share moves by more than the limit', () => {
    const drift = column(withNulls(1, 2000, 20), withNulls(2, 1000, 300))
    expect(drift).toMatchObject({ verdict: 'drift', nulls: { reference: 0.01, current: 0.3 } })
    expect(drift.missing?.effect).toBeCloseTo(0.29)
    expect(drift.reason).toMatch(/^share of missing values moved/)
  })

  it('are stable when their share moves beyond doubt but by less than the limit', () => {
    const drift = column(withNulls(1, 20_000, 200), withNulls(2, 20_000, 1000))
    expect(drift.missing?.p).toBeLessThan(1e-6)
    expect(drift).toMatchObject({ verdict: 'stable' })
  })

  it('are not tested where there are none', () => {
    expect(column(gauss(1, 500), gauss(2, 500)).missing).toBeUndefined()
  })

  it.each([
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['minus infinity', Number.NEGATIVE_INFINITY],
  ])('count %s too, which is no part of the distribution', (_, odd) => {
    const drift = column(gauss(1, 1000), [...gauss(2, 700), ...repeat(300, odd)])
    expect(drift).toMatchObject({ verdict: 'drift', nulls: { reference: 0, current: 0.3 } })
    expect(drift.effect).toBeLessThan(0.1)
  })

  it('make a column that loses all its values drift', () => {
    expect(column(gauss(1, 500), repeat(500, null))).toMatchObject({ verdict: 'drift', method: 'none' })
    expect(column(repeat(500, 'a'), repeat(500, null))).toMatchObject({ verdict: 'drift', method: 'none' })
  })

  it('make a column that gains its values drift', () => {
    expect(column(repeat(500, null), gauss(1, 500))).toMatchObject({ verdict: 'drift' })
    expect(column(repeat(500, null), repeat(500, 'a'))).toMatchObject({ verdict: 'drift' })
  })

  it('leave a column stable that never had a value', () => {
    expect(column(repeat(500, null), repeat(500, null))).toMatchObject({ verdict: 'stable', method: 'none' })
  })
})

describe('a column that cannot be compared', () => {
  it('drifts when it is missing in the window, for a reason of its own', () => {
    const report = compare({ x: gauss(1, 500), y: gauss(2, 500) }, { y: gauss(3, 500) })
    expect(report.columns[0]).toMatchObject({
      verdict: 'drift',
      method: 'none',
      reason: 'is missing in the window',
    })
  })

  it('drifts when numbers have become text, or text numbers', () => {
    expect(column(gauss(1, 500), repeat(500, 'a'))).toMatchObject({
      verdict: 'drift',
      reason: 'was numbers in the reference and is text now',
    })
    expect(column(repeat(500, 'a'), gauss(1, 500)).verdict).toBe('drift')
  })

  it('is inconclusive when the reference has no profile of it', () => {
    const report = compare({ x: gauss(1, 500) }, { x: gauss(2, 500) }, { columns: ['x', 'z'] })
    expect(report.columns[1]).toMatchObject({ column: 'z', verdict: 'inconclusive' })
  })

  it('is inconclusive with fewer rows than asked for, on either side', () => {
    expect(column(gauss(1, 500), gauss(2, 99, 5)).verdict).toBe('inconclusive')
    expect(column(gauss(1, 99), gauss(2, 500, 5)).verdict).toBe('inconclusive')
    expect(column(gauss(1, 500), gauss(2, 100, 5)).verdict).toBe('drift')
  })

  it('is inconclusive with fewer values than asked for, when the missing ones did not move', () => {
    const sparse = (seed: number) => [...gauss(seed, 50), ...repeat(950, null)]
    const drift = column(sparse(1), sparse(2))
    expect(drift).toMatchObject({ verdict: 'inconclusive', method: 'none' })
    expect(drift.reason).toContain('50 values')
  })

  it('is inconclusive in a window without rows', () => {
    expect(compare({ x: gauss(1, 500) }, { x: [] })).toMatchObject({
      verdict: 'inconclusive',
      columns: [{ reason: 'the window has no rows' }],
    })
    expect(compare({ x: gauss(1, 500) }, {}).verdict).toBe('inconclusive')
  })
})

describe('rows that would decide', () => {
  const neededRows = (drift: ColumnDrift) =>
    Number(/about ([\d,]+) rows/.exec(drift.reason)?.[1]?.replaceAll(',', ''))

  it('are named where the window is too small to notice the limit, and then suffice', () => {
    const few = column(gauss(1, 2000), gauss(2, 110))
    expect(few).toMatchObject({ verdict: 'inconclusive' })
    expect(few.reason).toContain('rows in the window')
    const needed = neededRows(few)
    expect(needed).toBeGreaterThan(110)
    expect(column(gauss(1, 2000), gauss(2, needed)).verdict).toBe('stable')
  })

  it('are asked of both sides where the reference itself is too small', () => {
    const drift = column(gauss(1, 150), gauss(2, 5000))
    expect(drift).toMatchObject({ verdict: 'inconclusive' })
    expect(drift.reason).toContain('on both sides')
  })

  it('are more when more columns are tested', () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, gauss(i, 2000)]))
    const now = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, gauss(50 + i, 110)]))
    const one = neededRows(column(gauss(1, 2000), gauss(2, 110)))
    expect(neededRows(compare(many, now).columns[0] as ColumnDrift)).toBeGreaterThan(one)
  })
})

describe('the report', () => {
  const reference = { x: gauss(1, 1000), y: gauss(2, 1000), z: gauss(3, 1000) }

  it('is drift when any column drifts, and says how many and by how much', () => {
    const report = compare(reference, { x: gauss(4, 1000, 1), y: gauss(5, 1000), z: gauss(6, 1000) })
    expect(report.verdict).toBe('drift')
    expect(report.reason).toMatch(/^1 of 3 columns drifted, by up to 0\.\d+$/)
  })

  it('is stable only when every column is', () => {
    expect(compare(reference, { x: gauss(4, 1000), y: gauss(5, 1000), z: gauss(6, 1000) }).verdict).toBe(
      'stable',
    )
    expect(compare(reference, reference, { columns: ['x', 'unknown'] }).verdict).toBe('inconclusive')
    expect(compare(reference, reference, { columns: [] }).verdict).toBe('inconclusive')
  })

  it('corrects p for all tests, those of spread and missing values among them', () => {
    const holes = (values: number[], count: number) => values.map((value, i) => (i < count ? null : value))
    const { columns } = compare(reference, {
      x: holes(gauss(4, 1000), 200),
      y: gauss(5, 1000, 0.5),
      z: gauss(6, 1000),
    })
    const all = columns.flatMap((one) => [
      [one.p as number, one['adjusted-p'] as number] as const,
      ...[one.missing, one.spread].flatMap((test) => (test ? [[test.p, test['adjusted-p']] as const] : [])),
    ])
    expect(all).toHaveLength(7)
    const smallest = Math.min(...all.map(([p]) => p))
    for (const [p, adjusted] of all) {
      expect(adjusted).toBeGreaterThanOrEqual(p)
      expect(adjusted).toBeLessThanOrEqual(Math.min(1, p * 7) + 1e-12)
      if (p === smallest) expect(adjusted).toBeCloseTo(p * 7, 12)
    }
  })

  it('is always a valid report, whatever the columns hold', () => {
    const cell = fc.oneof(fc.constant(null), fc.double(), fc.integer({ min: 0, max: 3 }))
    const text = fc.oneof(fc.constant(null), fc.string({ maxLength: 3 }))
    const cells = fc.oneof(fc.array(cell, { maxLength: 60 }), fc.array(text, { maxLength: 60 }))
    fc.assert(
      fc.property(cells, cells, fc.integer({ min: 1, max: 20 }), (before, after, minRows) => {
        const drift = column(before, after, { settings: { ...settings, 'min-rows': minRows } })
        for (const figure of [drift.p, drift['adjusted-p'], drift.effect])
          if (figure !== null) {
            expect(figure).toBeGreaterThanOrEqual(0)
            expect(figure).toBeLessThanOrEqual(1)
          }
        expect(drift.reason).not.toMatch(/NaN|undefined|Infinity/)
      }),
    )
  })
})
