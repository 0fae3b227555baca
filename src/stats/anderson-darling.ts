import type { Pooled } from './pooled.ts'
import { andersonDarlingSf } from './quadratic-tail.ts'

export type AndersonDarlingTest =
  | {
      /** The square less its mean, over its deviation: what SciPy's `anderson_ksamp` returns. */
      statistic: number
      /** The square itself. */
      square: number
      p: number
    }
  | { undefined: string }

/** Variance of the limit law: 2 (pi^2 / 3 - 3). */
const limitDeviation = Math.sqrt(2 * (Math.PI ** 2 / 3 - 3))

/**
 * Two-sample Anderson-Darling test (Scholz and Stephens 1987, k = 2), which weighs the tails more than others do. The
 * statistic is SciPy's. The p is not: SciPy reads it from a table and cuts it at 0.001 and 0.25, this is the tail of the
 * limit law at the statistic, standardised for the size of the samples.
 */
export function andersonDarlingTest(
  pooled: Pooled,
  { ties = 'midrank' }: { ties?: 'midrank' | 'right' } = {},
): AndersonDarlingTest {
  const { n, m, values } = pooled
  const all = n + m
  if (n === 0 || m === 0) return { undefined: 'a sample is empty' }
  if (values.length < 2) return { undefined: 'all values are equal' }
  if (all < 4) return { undefined: 'fewer than four values' }
  const square = ties === 'midrank' ? midrankSquare(pooled) : rightSquare(pooled)
  const statistic = (square - 1) / Math.sqrt(variance(n, m))
  return { statistic, square, p: andersonDarlingSf(1 + statistic * limitDeviation) }
}

function midrankSquare({ x, y, n, m }: Pooled): number {
  const all = n + m
  let [left, leftX, sum] = [0, 0, 0]
  for (let index = 0; index < x.length; index++) {
    const [a, tied] = [x[index] as number, (x[index] as number) + (y[index] as number)]
    const rank = left + tied / 2
    const gap = all * (leftX + a / 2) - rank * n
    // The gap of y is that of x with the other sign.
    sum += ((tied / all) * gap * gap) / (rank * (all - rank) - (all * tied) / 4)
    left += tied
    leftX += a
  }
  return ((all - 1) / all) * sum * (1 / n + 1 / m)
}

function rightSquare({ x, y, n, m }: Pooled): number {
  const all = n + m
  let [rank, rankX, sum] = [0, 0, 0]
  for (let index = 0; index < x.length - 1; index++) {
    const tied = (x[index] as number) + (y[index] as number)
    rank += tied
    rankX += x[index] as number
    const gap = all * rankX - rank * n
    sum += ((tied / all) * gap * gap) / (rank * (all - rank))
  }
  return sum * (1 / n + 1 / m)
}

function variance(n: number, m: number): number {
  const all = n + m
  const inverse = 1 / n + 1 / m
  let [h, g] = [0, 0]
  for (let i = 2; i < all; i++) {
    h += 1 / (all - i + 1)
    g += h / i
  }
  h += 1
  const a = 4 * g - 6 + (10 - 6 * g) * inverse
  const b = 4 * (2 * g - 4) + 16 * h + (2 * g - 14 * h - 4) * inverse - 8 * h + 4 * g - 6
  const c = 4 * (6 * h + 2 * g - 2) + 2 * (4 * h - 4 * g + 6) + (2 * h - 6) * inverse + 4 * h
  const d = 4 * (2 * h + 6) - 8 * h
  return (a * all ** 3 + b * all ** 2 + c * all + d) / ((all - 1) * (all - 2) * (all - 3))
}
