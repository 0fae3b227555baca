import stdlibCdf from '@stdlib/stats-base-dists-normal-cdf'

/** P(Z <= x) of the standard normal law, by erfc (@stdlib): about 1e-15 relative, also far in the lower tail. */
export function normalCdf(x: number): number {
  return stdlibCdf(x, 0, 1)
}

/** P(Z > x), computed as the lower tail of -x so that small values keep all their digits. */
export function normalSf(x: number): number {
  return stdlibCdf(-x, 0, 1)
}

/** Density of the standard normal law. */
function normalPdf(x: number): number {
  return Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI)
}

/**
 * The x with P(Z <= x) = p; -Infinity at 0, Infinity at 1, NaN outside.
 *
 * Newton's method on ln P(Z <= x). The logarithm is concave and the start lies left of the root, because
 * P(Z <= -t) <= exp(-t^2 / 2) / 2, so the steps come from one side and cannot overshoot. Holds for p down to 1e-300,
 * where inverting erf fails.
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN
  if (p === 0) return Number.NEGATIVE_INFINITY
  if (p === 0.5) return 0
  if (p > 0.5) return -normalQuantile(1 - p)
  let x = -Math.sqrt(-2 * Math.log(2 * p))
  for (let step = 0; step < 50; step++) {
    const cdf = normalCdf(x)
    const change = (Math.log(p / cdf) * cdf) / normalPdf(x)
    x += change
    if (Math.abs(change) <= 1e-15 * Math.abs(x)) break
  }
  return x
}
