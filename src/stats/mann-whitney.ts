import { normalSf } from './normal.ts'
import type { Pooled } from './pooled.ts'

/** Up to this size of the smaller sample, and without ties, the exact law is taken, as in SciPy's `method='auto'`. */
const largestExact = 8

export type MannWhitneyTest =
  | {
      /** How many pairs have x above y, ties counting half. */
      u: number
      p: number
      method: 'exact' | 'asymptotic'
    }
  | { undefined: string }

/**
 * Two-sided Mann-Whitney test (1947): does a value of one sample tend to be above one of the other? As SciPy's
 * `mannwhitneyu`: the normal law with tie correction and continuity correction, or the exact one for small samples
 * without ties.
 */
export function mannWhitneyTest(
  pooled: Pooled,
  {
    method = 'auto',
    continuity = true,
  }: { method?: 'auto' | 'exact' | 'asymptotic'; continuity?: boolean } = {},
): MannWhitneyTest {
  const { n, m, values } = pooled
  if (n === 0 || m === 0) return { undefined: 'a sample is empty' }
  const { u, ties } = pairsAbove(pooled)
  const isExact =
    method === 'exact' || (method === 'auto' && Math.min(n, m) <= largestExact && values.length === n + m)
  if (isExact) return { u, p: exactP({ n, m, u }), method: 'exact' }
  if (values.length < 2) return { undefined: 'all values are equal' }
  const all = n + m
  const spread = Math.sqrt(((n * m) / 12) * (all + 1 - ties / (all * (all - 1))))
  const gap = Math.max(u, n * m - u) - (n * m) / 2 - (continuity ? 0.5 : 0)
  return { u, p: Math.min(1, 2 * normalSf(gap / spread)), method: 'asymptotic' }
}

function pairsAbove({ x, y }: Pooled): { u: number; ties: number } {
  let [below, u, ties] = [0, 0, 0]
  for (let index = 0; index < x.length; index++) {
    const [a, b] = [x[index] as number, y[index] as number]
    u += a * (below + b / 2)
    below += b
    ties += (a + b) ** 3 - (a + b)
  }
  return { u, ties }
}

/**
 * Twice the share of all orders that have as few pairs or fewer. The orders with u pairs are the coefficients of a Gaussian
 * binomial, built from the low end, so that a small tail keeps its digits.
 */
function exactP({ n, m, u }: { n: number; m: number; u: number }): number {
  const [few, many] = [Math.min(n, m), Math.max(n, m)]
  const last = Math.floor(Math.min(u, n * m - u))
  const orders = new Float64Array(last + 1)
  orders[0] = 1
  for (let part = 1; part <= few; part++) {
    for (let at = last; at >= many + part; at--)
      orders[at] = (orders[at] as number) - (orders[at - many - part] as number)
    for (let at = part; at <= last; at++) orders[at] = (orders[at] as number) + (orders[at - part] as number)
  }
  let all = 1
  for (let part = 1; part <= few; part++) all = (all * (many + part)) / part
  return Math.min(1, (2 * orders.reduce((sum, count) => sum + count, 0)) / all)
}
