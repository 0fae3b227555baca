/*
 * p-values corrected for the number of tests. Each function gives adjusted p-values in the order of the input: a test
 * is significant at level alpha when its adjusted p is at most alpha. A p outside [0, 1], NaN too, is a bug of the
 * caller and throws.
 */

/** Bonferroni: p times the number of tests. Controls the chance of any false alarm, whatever the dependence. */
export function bonferroni(p: readonly number[]): number[] {
  checked(p)
  return p.map((value) => Math.min(1, value * p.length))
}

/** Holm (1979): as safe as Bonferroni and never less powerful. */
export function holm(p: readonly number[]): number[] {
  let largest = 0
  return inOrder(p, ascending(p), (value, rank) => {
    largest = Math.max(largest, Math.min(1, value * (p.length - rank)))
    return largest
  })
}

/**
 * Benjamini and Hochberg (1995): controls the share of false alarms among all alarms, and the chance of any where
 * nothing is true, under independence or positive dependence.
 */
export function benjaminiHochberg(p: readonly number[]): number[] {
  let smallest = 1
  return inOrder(p, ascending(p).reverse(), (value, rank) => {
    smallest = Math.min(smallest, (value * p.length) / (p.length - rank))
    return smallest
  })
}

/** Applies a running rule to the values in the given order of indices; `rank` counts from 0 in that order. */
function inOrder(
  p: readonly number[],
  order: readonly number[],
  rule: (value: number, rank: number) => number,
): number[] {
  const adjusted = new Array<number>(p.length)
  for (const [rank, index] of order.entries()) adjusted[index] = rule(p[index] as number, rank)
  return adjusted
}

function ascending(p: readonly number[]): number[] {
  return [...checked(p).keys()].sort((a, b) => (p[a] as number) - (p[b] as number))
}

function checked(p: readonly number[]): readonly number[] {
  const wrong = p.find((value) => !(value >= 0 && value <= 1))
  if (wrong !== undefined) throw new Error(`${wrong} is not a p-value`)
  return p
}
