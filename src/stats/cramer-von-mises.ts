import type { Pooled } from './pooled.ts'
import { cramerVonMisesSf } from './quadratic-tail.ts'

/** Samples up to this size get the exact p-value, as in SciPy's `cramervonmises_2samp(method='auto')`. */
const largestExact = 20

export type CramerVonMisesTest =
  | { statistic: number; p: number; method: 'exact' | 'asymptotic' }
  | { undefined: string }

/**
 * Two-sample test of Cramer and von Mises (Anderson 1962), as SciPy's `cramervonmises_2samp`: the mean square of the gap
 * between the distributions. Ties take their mean rank. The limit law's tail is computed directly.
 */
export function cramerVonMisesTest(
  pooled: Pooled,
  { method = 'auto' }: { method?: 'auto' | 'exact' | 'asymptotic' } = {},
): CramerVonMisesTest {
  const { n, m } = pooled
  if (n < 2 || m < 2) return { undefined: 'a sample has fewer than two values' }
  const [pairs, all] = [n * m, n + m]
  const u = squaredRankGaps(pooled)
  const statistic = u / (pairs * all) - (4 * pairs - 1) / (6 * all)
  if (method === 'exact' || (method === 'auto' && Math.max(n, m) <= largestExact))
    return { statistic, p: exactP({ n, m, u }), method: 'exact' }
  const mean = (1 + 1 / all) / 6
  const variance =
    ((all + 1) * (4 * pairs * all - 3 * (n * n + m * m) - 2 * pairs)) / (45 * all * all * 4 * pairs)
  const scaled = 1 / 6 + (statistic - mean) / Math.sqrt(45 * variance)
  return { statistic, p: cramerVonMisesSf(scaled), method: 'asymptotic' }
}

/** n times the squared gaps between the ranks of x among all and among x alone, plus the same of y. */
function squaredRankGaps({ x, y, n, m }: Pooled): number {
  let [sum, lost, beforeX, beforeY] = [0, 0, 0, 0]
  const add = (value: number) => {
    const term = value - lost
    const next = sum + term
    lost = next - sum - term
    sum = next
  }
  // The gaps of a group of ties are (others before + middle - 1), (... - 2), ...: their squares add up in closed form.
  const gaps = (others: number, own: number, tied: number) => {
    const centre = others + (tied - own) / 2
    return own * centre * centre + (own * (own * own - 1)) / 12
  }
  for (let index = 0; index < x.length; index++) {
    const [a, b] = [x[index] as number, y[index] as number]
    if (a > 0) add(n * gaps(beforeY, a, a + b))
    if (b > 0) add(m * gaps(beforeX, b, a + b))
    beforeX += a
    beforeY += b
  }
  return sum
}

/** The share of all orders of n and m values whose statistic is as large (Xiao, Gordon and Yakovlev 2007). */
function exactP({ n, m, u }: { n: number; m: number; u: number }): number {
  const [a, b] = [m / greatestCommonDivisor(n, m), n / greatestCommonDivisor(n, m)]
  const least = n * a
  const pairs = n * m
  const limit = Math.floor(
    (least * least * (n + m) * (6 * u - pairs * (4 * pairs - 1))) / (6 * pairs * pairs),
  )
  let row: Map<number, number>[] = Array.from({ length: n + 1 }, (_, v) =>
    v === 0 ? new Map([[0, 1]]) : new Map(),
  )
  for (let j = 0; j <= m; j++) {
    const next: Map<number, number>[] = []
    let before = new Map<number, number>()
    for (const [i, above] of row.entries()) {
      const gap = (a * i - b * j) ** 2
      const here = new Map<number, number>()
      for (const counts of [before, above])
        for (const [value, count] of counts) here.set(value + gap, (here.get(value + gap) ?? 0) + count)
      next.push(here)
      before = here
    }
    row = next
  }
  let [extreme, all] = [0, 0]
  for (const [value, count] of row[n] as Map<number, number>) {
    all += count
    if (value >= limit) extreme += count
  }
  return extreme / all
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
