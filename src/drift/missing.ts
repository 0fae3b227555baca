import { chiSquareTest } from '../stats/chi-square.ts'
import type { Sides, Tested } from './comparison.ts'

/**
 * Whether as many values are missing as in the reference: two proportions, by the chi-square test of their 2 x 2 table
 * with Yates' correction. The effect is the difference of the shares, so a limit of 0.1 is ten points.
 * Undefined, as there is nothing to test, where no value is missing on either side, or every one is.
 */
export function compareMissing({ rows, missing }: { rows: Sides; missing: Sides }): Tested | undefined {
  const test = chiSquareTest(
    [
      [missing.reference, rows.reference - missing.reference],
      [missing.current, rows.current - missing.current],
    ],
    { yates: true },
  )
  if ('undefined' in test) return undefined
  return {
    method: 'null-share',
    statistic: test.statistic,
    p: test.p,
    effect: Math.abs(missing.current / rows.current - missing.reference / rows.reference),
    rows,
    law: { law: 'two-shares' },
  }
}
