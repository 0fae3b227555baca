const heights = '▁▂▃▄▅▆▇█'

/** Shares as a line of little bars; both shapes of a column take the same `highest`, so that they can be compared. */
export function sparkline(list: readonly number[], highest: number): string {
  return list
    .map((share) => {
      if (share <= 0 || highest <= 0) return '·'
      return heights[Math.min(heights.length - 1, Math.floor((share / highest) * heights.length))]
    })
    .join('')
}

/** Both sides of a column as lines of little bars on one scale. */
export function sparklines(shapes: {
  reference: readonly number[]
  current: readonly number[]
}): [string, string] {
  const highest = Math.max(...shapes.reference, ...shapes.current)
  return [sparkline(shapes.reference, highest), sparkline(shapes.current, highest)]
}
