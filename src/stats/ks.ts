import { kstwoSf } from './kolmogorov.ts'

/** Samples up to this size get the exact p-value, as in SciPy's `ks_2samp(method='auto')`. */
export const largestExact = 10_000

/** A test's figures, or why there are none. */
export type KsTest = { statistic: number; p: number; method: 'exact' | 'asymptotic' } | { undefined: string }

/**
 * Two-sided Kolmogorov-Smirnov test of two samples, as SciPy's `ks_2samp`. The statistic is the largest gap between
 * the empirical distributions, compared after each distinct pooled value. The exact p is that of the law without ties,
 * which makes the test conservative where there are some. Values must be numbers; infinities are in order with the rest.
 */
export function ksTest(
  { x, y }: { x: ArrayLike<number>; y: ArrayLike<number> },
  { method = 'auto' }: { method?: 'auto' | 'exact' | 'asymptotic' } = {},
): KsTest {
  const [n, m] = [x.length, y.length]
  if (n === 0 || m === 0) return { undefined: 'a sample is empty' }
  const { steps, of } = largestGap(sorted(x), sorted(y))
  const statistic = steps / of
  if (method === 'exact' || (method === 'auto' && Math.max(n, m) <= largestExact))
    return { statistic, p: ksExactP({ n, m, steps }), method: 'exact' }
  const p = ksAsymptoticP({ n, m, statistic })
  return p === undefined
    ? { undefined: `${n} and ${m} values are too few for the asymptotic law` }
    : { statistic, p, method: 'asymptotic' }
}

/**
 * p of a two-sided statistic by the law of one sample of n m / (n + m) values, rounded half to even as in SciPy.
 * Undefined where that rounds to nothing.
 */
export function ksAsymptoticP(given: { n: number; m: number; statistic: number }): number | undefined {
  const size = effectiveRows(given)
  return size < 1 ? undefined : kstwoSf(given.statistic, size)
}

/** Size of the one sample that is as informative as two samples of n and m: n m / (n + m), rounded half to even. */
function effectiveRows({ n, m }: { n: number; m: number }): number {
  const size = (n * m) / (n + m)
  const floor = Math.floor(size)
  return size - floor === 0.5 ? floor + (floor % 2) : Math.round(size)
}

/**
 * Exact p of a gap of `steps` units, one unit being gcd(n, m) / (n m): the share of the lattice paths from (0, 0) to
 * (n, m) that anywhere leave the band (Hodges 1958). Paths that have left are counted, not those that stay (Viehmann
 * 2021), so small values keep their digits.
 */
export function ksExactP({ n, m, steps }: { n: number; m: number; steps: number }): number {
  if (steps <= 0) return 1
  const divisor = greatestCommonDivisor(n, m)
  const up = n / divisor
  const across = m / divisor
  const left = new Float64Array(m + 1).fill(1)
  for (let i = 0; i <= n; i++) {
    const low = Math.max(0, Math.floor((i * across - steps) / up) + 1)
    const high = Math.min(m, Math.ceil((i * across + steps) / up) - 1)
    if (low > high) return 1
    let before = low === 0 ? 0 : 1
    for (let j = low; j <= high; j++) {
      before = i + j === 0 ? 0 : (i * (left[j] as number) + j * before) / (i + j)
      left[j] = before
    }
  }
  return left[m] as number
}

/** The largest gap as a count of units of 1 / `of`, in whole numbers, so that no rounding moves it. */
function largestGap(x: Float64Array, y: Float64Array): { steps: number; of: number } {
  const divisor = greatestCommonDivisor(x.length, y.length)
  const [xStep, yStep] = [y.length / divisor, x.length / divisor]
  let [i, j, gap, steps] = [0, 0, 0, 0]
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i] as number, y[j] as number)
    for (; i < x.length && (x[i] as number) <= value; i++) gap += xStep
    for (; j < y.length && (y[j] as number) <= value; j++) gap -= yStep
    steps = Math.max(steps, Math.abs(gap))
  }
  return { steps, of: x.length * xStep }
}

function sorted(values: ArrayLike<number>): Float64Array {
  const copy = Float64Array.from(values)
  if (copy.some(Number.isNaN)) throw new Error('a sample must not hold NaN')
  return copy.sort()
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
