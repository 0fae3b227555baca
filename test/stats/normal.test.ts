import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalCdf, normalQuantile, normalSf } from '../../src/stats/normal.ts'
import golden from './golden.json' with { type: 'json' }
import { expectNear } from './oracle.ts'

describe('the standard normal law', () => {
  it.each(golden.norm)('has the tails of SciPy at $x', ({ x, cdf, sf }) => {
    expectNear(normalCdf(x), cdf, 1e-12)
    expectNear(normalSf(x), sf, 1e-12)
  })

  it.each(golden.norm_ppf)('has the quantile of SciPy at $p', ({ p, x }) => {
    expectNear(normalQuantile(p), x, 1e-12)
  })

  it('has the golden tail at -8', () => {
    expectNear(normalCdf(-8), 6.22096057427174e-16, 1e-9)
  })

  it('has infinite quantiles at 0 and 1 and none outside', () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY)
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY)
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(Number.NaN)]).toEqual([NaN, NaN, NaN])
  })

  it('has a quantile that is the inverse of the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: -37, max: 5, noNaN: true }), (x) => {
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThan(1e-8)
      }),
    )
  })
})
