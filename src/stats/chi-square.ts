import gammainc from '@stdlib/math-base-special-gammainc'

/** P(X > x) of the chi-square law: the regularised upper incomplete gamma function (@stdlib), never 1 - cdf. */
export function chiSquareSf(x: number, df: number): number {
  if (!(df > 0) || Number.isNaN(x)) return Number.NaN
  if (x <= 0) return 1
  if (x === Number.POSITIVE_INFINITY) return 0
  return gammainc(x / 2, df / 2, true, true)
}

/** A test's figures, or why there are none. */
export type ChiSquareTest = { statistic: number; p: number; df: number } | { undefined: string }

/**
 * Pearson's chi-square test of homogeneity (or independence) on a table of counts: were these rows drawn from one
 * law? Both samples' noise counts, unlike in a goodness-of-fit test, which takes one of them for the truth.
 *
 * `yates` moves each cell of a 2 x 2 table by at most 0.5 towards its expected count and changes no other table
 * (Yates 1934, as SciPy's `chi2_contingency` does). A table with one row or column, or with an empty one, has no test.
 */
export function chiSquareTest(
  table: readonly (readonly number[])[],
  { yates }: { yates: boolean },
): ChiSquareTest {
  const expected = expectedCounts(table)
  if (expected === undefined)
    return { undefined: 'a row or a column is empty, or there is only one row or column' }
  const df = (expected.length - 1) * ((expected[0] as number[]).length - 1)
  const most = yates && df === 1 ? 0.5 : 0
  let statistic = 0
  for (const [r, row] of expected.entries())
    for (const [c, count] of row.entries()) {
      const gap = Math.abs((table[r]?.[c] as number) - count)
      statistic += (gap - Math.min(most, gap)) ** 2 / count
    }
  return { statistic, p: chiSquareSf(statistic, df), df }
}

/**
 * The likelihood-ratio test of the same hypothesis (Wilks 1935): G = 2 sum of O ln(O / E), against the counts that
 * independence expects and never against one sample's raw ones.
 */
export function gTest(table: readonly (readonly number[])[]): ChiSquareTest {
  const expected = expectedCounts(table)
  if (expected === undefined)
    return { undefined: 'a row or a column is empty, or there is only one row or column' }
  const df = (expected.length - 1) * ((expected[0] as number[]).length - 1)
  let sum = 0
  for (const [r, row] of expected.entries())
    for (const [c, count] of row.entries()) {
      const observed = table[r]?.[c] as number
      if (observed > 0) sum += observed * Math.log(observed / count)
    }
  const statistic = Math.max(0, 2 * sum)
  return { statistic, p: chiSquareSf(statistic, df), df }
}

/** Cramer's V of a table of counts, not corrected for its bias; undefined where the test is. */
export function cramersV(table: readonly (readonly number[])[]): number | undefined {
  const test = chiSquareTest(table, { yates: false })
  if ('undefined' in test) return undefined
  const rows = table.flat().reduce((sum, count) => sum + count, 0)
  const most = Math.min(table.length, (table[0] as readonly number[]).length) - 1
  return Math.sqrt(test.statistic / (rows * most))
}

/** Counts that independence would expect; undefined where a margin is empty or there is only one row or column. */
function expectedCounts(table: readonly (readonly number[])[]): number[][] | undefined {
  const width = table[0]?.length ?? 0
  if (table.some((row) => row.length !== width)) throw new Error('the rows of a table must be of one length')
  if (table.some((row) => row.some((count) => !(count >= 0 && count < Number.POSITIVE_INFINITY))))
    throw new Error('a table holds counts: finite numbers of at least 0')
  const rows = table.map((row) => row.reduce((sum, count) => sum + count, 0))
  const columns = Array.from({ length: width }, (_, c) =>
    table.reduce((sum, row) => sum + (row[c] as number), 0),
  )
  if (rows.length < 2 || columns.length < 2 || rows.includes(0) || columns.includes(0)) return undefined
  const all = rows.reduce((sum, count) => sum + count, 0)
  return rows.map((row) => columns.map((column) => (row * column) / all))
}
