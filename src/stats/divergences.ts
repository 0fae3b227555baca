/*
 * Distances between two laws over the same cells, from how often each has them. `p` are the reference's counts, `q` those
 * held against it. A side without any count has no shares: the result is NaN.
 */

type Counts = ArrayLike<number>

/** What an empty cell is taken for by `populationStability`, as is common: one in ten thousand. */
export const emptyShare = 1e-4

/** Population stability index: sum of (q - p) ln(q / p). Empty cells become `fill`; nothing is renormalised. */
export function populationStability(p: Counts, q: Counts, fill = emptyShare): number {
  const filled = (share: number) => (share === 0 ? fill : share)
  return summed(p, q, (a, b) => (filled(b) - filled(a)) * Math.log(filled(b) / filled(a)))
}

/** Kullback and Leibler: sum of p ln(p / q); infinite where q lacks what p has. */
export function kullbackLeibler(p: Counts, q: Counts): number {
  return Math.max(0, summed(p, q, entropy))
}

/** Jensen-Shannon distance, the root of the divergence: from 0 to 1 with base 2, to sqrt(ln 2) with base e. */
export function jensenShannon(p: Counts, q: Counts, base: number = Math.E): number {
  const divergence = summed(p, q, (a, b) => (entropy(a, (a + b) / 2) + entropy(b, (a + b) / 2)) / 2)
  return Math.sqrt(Math.max(0, divergence) / Math.log(base))
}

/** Hellinger's distance, from 0 to 1. */
export function hellinger(p: Counts, q: Counts): number {
  return Math.sqrt(summed(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2) / 2)
}

/** Total variation: half the sum of the gaps, from 0 to 1. */
export function totalVariation(p: Counts, q: Counts): number {
  return summed(p, q, (a, b) => Math.abs(a - b)) / 2
}

/** The largest gap of any cell, from 0 to 1. */
export function lInfinity(p: Counts, q: Counts): number {
  let largest = 0
  const sum = summed(p, q, (a, b) => {
    largest = Math.max(largest, Math.abs(a - b))
    return 0
  })
  return sum + largest
}

function entropy(a: number, b: number): number {
  return a === 0 ? 0 : a * Math.log(a / b)
}

function summed(p: Counts, q: Counts, of: (a: number, b: number) => number): number {
  if (p.length !== q.length) throw new Error('two laws must be over the same cells')
  const [n, m] = [total(p), total(q)]
  if (n === 0 || m === 0) return Number.NaN
  let sum = 0
  for (let cell = 0; cell < p.length; cell++) sum += of((p[cell] as number) / n, (q[cell] as number) / m)
  return sum
}

function total(counts: Counts): number {
  let sum = 0
  for (let cell = 0; cell < counts.length; cell++) sum += counts[cell] as number
  return sum
}
