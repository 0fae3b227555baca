import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changeOfIntervals, rowChange, rowFigure, rowInterval } from '../../src/evaluation/row-metric.ts'
import { endsOf } from '../../src/evaluation/uncertainty.ts'
import { seeded } from '../../src/stats/random.ts'

const sampling = { seed: 42, draws: 500 }
const values = (of: Iterable<number>) => Float64Array.from(of)
const money = fc.integer({ min: -50, max: 50 })
const some = fc.array(money, { minLength: 10, maxLength: 60 })

function estimated(change: ReturnType<typeof rowChange>) {
  return 'known' in change ? change.known.estimate : undefined
}

describe('the figure of values', () => {
  it('is their mean or sum, and whatever is not finite has none', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(money, fc.constantFrom(Number.NaN, Infinity, -Infinity))), (list) => {
        const sum = list.reduce((total, value) => total + value, 0)
        const fine = list.length > 0 && Number.isFinite(sum)
        const [mean, total] = [
          rowFigure(values(list), { of: 'mean' }),
          rowFigure(values(list), { of: 'sum' }),
        ]
        if (!fine) {
          expect(mean).toMatchObject({ untold: true })
          expect(total).toMatchObject({ untold: true })
        } else {
          expect(mean).toEqual({ value: sum / list.length })
          expect(total).toEqual({ value: sum })
        }
      }),
    )
  })
})

it('the interval of a sum is that of the mean times the rows, and holds the figure', () => {
  fc.assert(
    fc.property(some, (list) => {
      const [mean, sum] = [
        rowInterval(values(list), { of: 'mean' }, sampling),
        rowInterval(values(list), { of: 'sum' }, sampling),
      ]
      if (mean === null || sum === null) {
        expect(mean).toBe(sum)
        expect(new Set(list).size).toBe(1)
        return
      }
      expect(sum.low).toBeCloseTo(mean.low * list.length, 6)
      expect(sum.high).toBeCloseTo(mean.high * list.length, 6)
      const total = list.reduce((all, value) => all + value, 0)
      expect(sum.low).toBeLessThanOrEqual(total + 1e-9)
      expect(sum.high).toBeGreaterThanOrEqual(total - 1e-9)
    }),
    { numRuns: 30 },
  )
})

it('the change is paired: what both models share of a row does not widen it', () => {
  const random = seeded(5)
  const shared = Array.from({ length: 300 }, () => 1000 * random.uniform())
  const production = values(shared)
  const candidate = values(shared.map((value, row) => value + (row % 3 === 0 ? 1 : 0)))
  const change = rowChange({ candidate, production }, { of: 'mean' }, sampling)
  if ('undefined' in change) throw new Error(change.undefined)
  const { low, high } = endsOf(change.known, 0.95)
  expect(change.known.estimate).toBeCloseTo(1 / 3, 10)
  expect(high - low).toBeLessThan(0.15)
  expect(low).toBeGreaterThan(0)
})

it('swapping the two models turns the change round', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(money, money), { minLength: 10, maxLength: 40 }), (pairs) => {
      const one = values(pairs.map(([first]) => first))
      const other = values(pairs.map(([, second]) => second))
      // Of two differences of one size in both directions no order of sizes is turned round by swapping: ends may be a draw apart.
      const differences = new Set(pairs.map(([first, second]) => first - second))
      fc.pre([...differences].every((difference) => difference === 0 || !differences.has(-difference)))
      for (const of of ['mean', 'sum'] as const) {
        const [there, back] = [
          rowChange({ candidate: one, production: other }, { of }, sampling),
          rowChange({ candidate: other, production: one }, { of }, sampling),
        ]
        if ('undefined' in there || 'undefined' in back) return expect(there).toEqual(back)
        expect(there.known.estimate).toBeCloseTo(-back.known.estimate, 9)
        const [ends, turned] = [endsOf(there.known, 0.9), endsOf(back.known, 0.9)]
        expect(ends.low).toBeCloseTo(-turned.high, 6)
        expect(ends.high).toBeCloseTo(-turned.low, 6)
      }
    }),
    { numRuns: 30 },
  )
})

describe('a change that no row shows', () => {
  it('of differing values is bounded by what the rows that are not here may do', () => {
    const same = values([0, 10, 0, 10, 0, 10, 0, 10, 0, 10])
    const change = rowChange({ candidate: same, production: same }, { of: 'mean' }, sampling)
    if ('undefined' in change) throw new Error(change.undefined)
    const { low, high } = endsOf(change.known, 0.9)
    expect(high).toBeCloseTo(10 * (1 - 0.05 ** 0.1), 10)
    expect(low).toBeCloseTo(-high, 10)
  })

  it.each<[string, number[], number[]]>([
    ['one value for all rows', Array(20).fill(3), Array(20).fill(3)],
    ['the same step for all rows', Array(20).fill(3), Array(20).fill(2)],
    ['too few rows', [1, 2, 3], [3, 2, 1]],
    ['NaN', [...Array(20).fill(1), Number.NaN], Array(21).fill(1)],
  ])('%s is undefined', (_, candidate, production) => {
    expect(
      estimated(
        rowChange({ candidate: values(candidate), production: values(production) }, { of: 'mean' }, sampling),
      ),
    ).toBeUndefined()
  })
})

it('of two intervals the outer ends bound the change', () => {
  const change = changeOfIntervals({ value: 5, low: 4, high: 7 }, { value: 3, low: 2.5, high: 3.5 })
  if ('undefined' in change) throw new Error(change.undefined)
  const { low, high } = endsOf(change.known, 0.9)
  expect(change.known.estimate).toBe(2)
  expect(low).toBeLessThanOrEqual(4 - 3.5)
  expect(high).toBeCloseTo(7 - 2.5, 10)
})

describe('rows with weights', () => {
  const weighed = fc.array(fc.tuple(money, fc.integer({ min: 1, max: 4 })), { minLength: 1, maxLength: 20 })

  it('count as often as they weigh', () => {
    fc.assert(
      fc.property(weighed, (rows) => {
        const repeated = values(rows.flatMap(([value, times]) => Array<number>(times).fill(value)))
        const weights = values(rows.map(([, times]) => times))
        for (const of of ['mean', 'sum'] as const) {
          const found = rowFigure(values(rows.map(([value]) => value)), { of, weights })
          const plain = rowFigure(repeated, { of })
          if ('undefined' in found || 'undefined' in plain) throw new Error('no figure')
          expect(found.value).toBeCloseTo(plain.value, 9)
        }
      }),
    )
  })

  it('that are all the same leave the change of a mean as it is, and widen no interval by much', () => {
    const random = seeded(9)
    const [candidate, production] = [0, 1].map(() =>
      values(Array.from({ length: 200 }, () => random.uniform())),
    ) as [Float64Array, Float64Array]
    const pair = { candidate, production }
    const [plain, weighed] = [
      rowChange(pair, { of: 'mean' }, sampling),
      rowChange(pair, { of: 'mean', weights: new Float64Array(200).fill(3) }, sampling),
    ]
    if ('undefined' in plain || 'undefined' in weighed) throw new Error('no change')
    expect(weighed.known.estimate).toBeCloseTo(plain.known.estimate, 12)
    const width = (known: typeof plain.known) => endsOf(known, 0.95).high - endsOf(known, 0.95).low
    expect(width(weighed.known) / width(plain.known)).toBeCloseTo(1, 0)
  })
})
