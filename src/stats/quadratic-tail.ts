const points = 64

/** Nodes of Gauss and Chebyshev, with the weight that is smooth for an integrand that grows as 1 / sqrt(cos) at both ends. */
const nodes = Array.from({ length: points }, (_, index) => {
  const at = Math.cos(((2 * index + 1) * Math.PI) / (2 * points))
  return {
    at,
    weight: ((Math.PI / points) * Math.sqrt(1 - at * at)) / Math.sqrt(Math.cos((Math.PI * at) / 2)),
  }
})

/**
 * P(Q > x) for a weighted sum of squares of standard normal variables with distinct weights, by Smirnov's formula (1937): an
 * alternating sum of integrals between each odd weight's pole and the next. `band(k, s)` is the integrand's smooth part in
 * the k-th interval at s in (-1, 1). No tail is the difference of larger figures, so small ones keep their digits.
 */
function alternating(band: (k: number, s: number) => number): number {
  let sum = 0
  for (let k = 1; k <= 1000; k++) {
    let integral = 0
    for (const { at, weight } of nodes) integral += weight * band(k, at)
    sum += k % 2 === 1 ? integral : -integral
    if (integral <= 1e-17 * Math.abs(sum)) break
  }
  return Math.min(1, Math.max(0, sum / Math.PI))
}

/** P(W > x) of the limit law of Cramer and von Mises: weights 1 / (j pi)^2. */
export function cramerVonMisesSf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x < 0.003) return 1
  return alternating((k, s) => {
    const angle = (2 * k - 0.5) * Math.PI + (Math.PI / 2) * s
    return (Math.PI / Math.sqrt(angle)) * Math.exp((-x * angle * angle) / 2)
  })
}

/** P(A > x) of the limit law of Anderson and Darling (1952): weights 1 / (j (j + 1)). */
export function andersonDarlingSf(x: number): number {
  if (Number.isNaN(x)) return Number.NaN
  if (x < 0.03) return 1
  return alternating((k, s) => {
    const root = 4 * k + s
    const rate = (root * root - 1) / 4
    return (root / 2) * Math.sqrt(Math.PI / rate) * Math.exp((-x * rate) / 2)
  })
}
