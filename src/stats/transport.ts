import type { Pooled } from './pooled.ts'

/** Wasserstein's distance of order 1: the area between the two distributions, in the unit of the values (SciPy's `wasserstein_distance`). */
export function wassersteinDistance(pooled: Pooled): number {
  return area(pooled, Math.abs)
}

/** SciPy's `energy_distance` (Szekely and Rizzo): sqrt(2 times the integral of the squared gap), in the root of the unit. */
export function energyDistance(pooled: Pooled): number {
  return Math.sqrt(2 * area(pooled, (gap) => gap * gap))
}

function area({ values, x, y, n, m }: Pooled, of: (gap: number) => number): number {
  let [belowX, belowY, sum, lost] = [0, 0, 0, 0]
  for (let index = 0; index < values.length - 1; index++) {
    belowX += x[index] as number
    belowY += y[index] as number
    const term =
      of(belowX / n - belowY / m) * ((values[index + 1] as number) - (values[index] as number)) - lost
    const next = sum + term
    lost = next - sum - term
    sum = next
  }
  return sum
}
