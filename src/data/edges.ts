/** Bins of a histogram, the lowest value's own aside. */
export const bins = 128

/** Shares of the values between which each inner edge lies: a quarter of a bin on both sides of an equal part. */
const windows = Array.from({ length: bins - 1 }, (_, at) => ({
  low: (at + 0.75) / bins,
  high: (at + 1.25) / bins,
}))

/** Shares whose values are needed for `roundEdges`. */
export const edgeShares: readonly number[] = [0, ...windows.flatMap(({ low, high }) => [low, high]), 1]

/**
 * Edges of bins that hold about as many values each, as short decimal numbers: where an edge lies makes no count less exact, and
 * round ones take a third of the bytes. A value that fills a quarter of a bin on both sides is an edge itself, and so are the
 * lowest and the highest.
 */
export function roundEdges(valueAt: (share: number) => number): number[] {
  const inner = windows.map(({ low, high }) => shortest(valueAt(low), valueAt(high)))
  return [...new Set([valueAt(0), ...inner, valueAt(1)])]
}

/** The number of the fewest digits from `low` to `high`, and of these the largest. */
function shortest(low: number, high: number): number {
  for (let digits = 1; digits < 17; digits++) {
    const near = Number(high.toExponential(digits - 1))
    if (near <= high && near >= low) return near
    const unit = Number(`1e${Math.floor(Math.log10(Math.abs(near))) - digits + 1}`)
    const next = Number((near - unit).toPrecision(digits))
    if (next <= high && next >= low) return next
  }
  return high
}
