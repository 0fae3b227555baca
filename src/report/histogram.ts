import type { CategoricalProfile, ColumnProfile, Histogram, Profile } from '../data/profile.ts'

/** A column's distribution in two sets of rows, as shares of the non-null rows over the same buckets. */
export interface Shapes {
  kind: ColumnProfile['kind']
  reference: readonly number[]
  current: readonly number[]
  /** Ends of the buckets; numeric columns only. Categories have no names here: reports carry counts, never values. */
  range?: { from: number; to: number }
}

/** The profiles that a drift report compared. `current` is counted between the reference's edges. */
export interface ProfilePair {
  reference: Profile
  current: Profile
}

/** Shapes of a column, or undefined where the two profiles cannot be laid over each other. */
export function shapesOf(pair: ProfilePair, column: string, buckets = 16): Shapes | undefined {
  const reference = pair.reference.columns.find(({ name }) => name === column)
  const current = pair.current.columns.find(({ name }) => name === column)
  if (reference?.kind === 'numeric' && current?.kind === 'numeric')
    return numericShapes(reference.histogram, current.histogram, buckets)
  if (reference?.kind === 'categorical' && current?.kind === 'categorical')
    return categoricalShapes(reference, current)
  return undefined
}

function numericShapes(reference: Histogram, current: Histogram, buckets: number): Shapes | undefined {
  const from = reference.edges[0]
  const to = reference.edges.at(-1)
  if (from === undefined || to === undefined) return undefined
  const range = { from, to }
  return {
    kind: 'numeric',
    reference: spread(reference, range, buckets),
    current: spread(current, range, buckets),
    range,
  }
}

/** Equal buckets out of unequal bins: a bin's rows are taken as evenly spread over it. Rows outside go to the ends. */
function spread(histogram: Histogram, range: { from: number; to: number }, buckets: number): number[] {
  const sums = Array.from({ length: buckets }, () => 0)
  const add = (bucket: number, rows: number) => {
    const at = Math.max(0, Math.min(buckets - 1, bucket))
    sums[at] = (sums[at] as number) + rows
  }
  const width = (range.to - range.from) / buckets
  const position = (value: number) => (width > 0 ? (value - range.from) / width : 0)
  for (const [bin, rows] of histogram.counts.entries()) {
    const start = position(histogram.edges[bin] ?? range.from)
    const end = position(histogram.edges[bin + 1] ?? histogram.edges[bin] ?? range.to)
    if (!(end > start)) {
      add(Math.ceil(end) - 1, rows)
      continue
    }
    for (let bucket = Math.floor(start); bucket < end; bucket++) {
      const overlap = Math.min(end, bucket + 1) - Math.max(start, bucket)
      add(bucket, (rows * overlap) / (end - start))
    }
  }
  add(0, histogram.below)
  add(buckets - 1, histogram.above)
  return shares(sums)
}

const mostCategories = 10

/** The reference's commonest categories, commonest first, then all others. */
function categoricalShapes(reference: CategoricalProfile, current: CategoricalProfile): Shapes {
  const counts = new Map(current.top.map(({ value, count }) => [value, count]))
  const top = reference.top.slice(0, mostCategories)
  const before = top.map(({ count }) => count)
  const now = top.map(({ value }) => counts.get(value) ?? 0)
  return {
    kind: 'categorical',
    reference: shares([...before, reference.rows - reference.nulls - sum(before)]),
    current: shares([...now, current.rows - current.nulls - sum(now)]),
  }
}

function shares(counts: readonly number[]): number[] {
  const all = sum(counts)
  return counts.map((rows) => (all === 0 ? 0 : rows / all))
}

function sum(list: readonly number[]): number {
  return list.reduce((total, value) => total + value, 0)
}

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
