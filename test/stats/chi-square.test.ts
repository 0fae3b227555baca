import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chiSquareSf, chiSquareTest, cramersV } from '../../src/stats/chi-square.ts'
import { describeShared } from '../shared.ts'
import golden from './golden.json' with { type: 'json' }
import { expectNear, oracle } from './oracle.ts'

const counts = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 2, maxLength: 8 })
const tables = counts.chain((row) =>
  fc
    .array(fc.integer({ min: 1, max: 500 }), { minLength: row.length, maxLength: row.length })
    .map((other) => [row, other]),
)

describe('the chi-square law', () => {
  it.each(golden.chi2_sf)('has the tail of SciPy at $x with $df degrees of freedom', ({ x, df, sf }) => {
    expectNear(chiSquareSf(x, df), sf, 1e-10)
  })

  it('has the golden tail at 100 with 5 degrees of freedom, where 1 - cdf is 0', () => {
    expectNear(chiSquareSf(100, 5), 5.285148360943219e-20, 1e-9)
  })

  it('is 0 at infinity and undefined without degrees of freedom', () => {
    expect(chiSquareSf(Number.POSITIVE_INFINITY, 1)).toBe(0)
    expect([chiSquareSf(1, 0), chiSquareSf(Number.NaN, 1)]).toEqual([NaN, NaN])
  })
})

describe('the chi-square test of homogeneity', () => {
  it('gives the golden figures of a 2 x 2 table, with and without Yates', () => {
    const table = [
      [10, 20],
      [20, 20],
    ]
    const corrected = chiSquareTest(table, { yates: true })
    const plain = chiSquareTest(table, { yates: false })
    expectNear((corrected as { statistic: number }).statistic, 1.3234375, 1e-12)
    expectNear((corrected as { p: number }).p, 0.24997605752, 1e-9)
    expectNear((plain as { statistic: number }).statistic, 1.94444444, 1e-8)
    expectNear((plain as { p: number }).p, 0.16318677476, 1e-9)
  })

  it('gives the golden figures of a table with a category that only one side knows', () => {
    const test = chiSquareTest(
      [
        [10, 20, 0],
        [20, 20, 5],
      ],
      { yates: true },
    )
    expectNear((test as { statistic: number }).statistic, 5.55555556, 1e-8)
    expectNear((test as { p: number }).p, 0.06217652402, 1e-9)
  })

  it('says why there is no test where a row or column is empty or alone', () => {
    for (const table of [
      [[5], [7]],
      [[1, 2]],
      [],
      [
        [5, 0, 3],
        [2, 0, 7],
      ],
      [
        [0, 0],
        [3, 4],
      ],
    ]) {
      expect(chiSquareTest(table, { yates: false })).toHaveProperty('undefined')
      expect(cramersV(table)).toBeUndefined()
    }
  })

  it('refuses what is not a table of counts', () => {
    expect(() => chiSquareTest([[1, 2], [3]], { yates: false })).toThrow('one length')
    expect(() =>
      chiSquareTest(
        [
          [1, Number.NaN],
          [3, 4],
        ],
        { yates: false },
      ),
    ).toThrow('counts')
    expect(() =>
      chiSquareTest(
        [
          [1, -1],
          [3, 4],
        ],
        { yates: false },
      ),
    ).toThrow('counts')
  })

  it('does not depend on the order of rows and columns', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const turned = table.map((row) => [...row].reverse()).reverse()
        const [a, b] = [table, turned].map((one) => chiSquareTest(one, { yates: true }) as { p: number })
        expectNear((b as { p: number }).p, (a as { p: number }).p, 1e-9)
      }),
    )
  })

  it('is never surer with Yates than without', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const [plain, corrected] = [false, true].map(
          (yates) => chiSquareTest(table, { yates }) as { p: number },
        )
        expect(corrected?.p).toBeGreaterThanOrEqual(plain?.p as number)
      }),
    )
  })
})

interface Figures {
  statistic: number
  p: number
  df: number
}
type Expected = { chi2: Figures; chi2_yates?: Figures; cramers_v: number } | { undefined: string }

describeShared('the chi-square test agrees with SciPy', (shared) => {
  it.each(oracle<{ table: number[][] }, Expected>(shared, 'tables.jsonl'))(
    '$case',
    ({ inputs, expected }) => {
      const plain = chiSquareTest(inputs.table, { yates: false })
      if ('undefined' in expected) {
        expect(plain).toHaveProperty('undefined')
        return
      }
      const near = (actual: typeof plain, figures: Figures) => {
        if ('undefined' in actual) throw new Error(actual.undefined)
        expect(actual.df).toBe(figures.df)
        expectNear(actual.statistic, figures.statistic, 1e-9, 'statistic')
        expectNear(actual.p, figures.p, 1e-6, 'p')
      }
      near(plain, expected.chi2)
      if (expected.chi2_yates) near(chiSquareTest(inputs.table, { yates: true }), expected.chi2_yates)
      expectNear(cramersV(inputs.table) as number, expected.cramers_v, 1e-9, "Cramer's V")
    },
  )
})
