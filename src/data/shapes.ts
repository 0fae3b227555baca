import type { CategoricalProfile, ColumnProfile, Histogram } from './profile.ts'

/** A column's distribution in two sets of rows, as shares of the non-null rows over the same buckets. */
export interface Shapes {
  kind: ColumnProfile['kind']
  reference: number[]
  current: number[]
  /** Ends of the buckets; numeric columns only. Categories have no names here: reports carry counts, never values. */
  range?: { from: number; to: number } | undefined
}

/** Shapes of a column from two profiles, the second counted between the edges of the first; undefined where they cannot be laid over each other. */
export function shapesBetween(
  reference: ColumnProfile | undefined,
  current: ColumnProfile | undefined,
  buckets = 16,
): Shapes | undefined {
  if (reference?.kind === 'numeric' && current?.kind === 'numeric')
    return numericShapes(reference.histogram, current.histogram, buckets)
  if (reference?.kind === 'categorical' && current?.kind === 'categorical')
    return categoricalShapes(reference, current)
  return undefined
}

/**
 * How far a column moved between two profiles, from 0 to 1: of numbers the largest gap between the cumulative shares at
 * the edges of the first (Kolmogorov-Smirnov D there), of categories half the sum of all differences of shares (total
 * variation). null where a side has no value, or where the kinds differ.
 */
export function shiftBetween(reference: ColumnProfile, current: ColumnProfile): number | null {
  const cells = cellsOf(reference, current)
  const totals = cells && [sum(cells[0]), sum(cells[1])]
  if (!cells || !totals?.[0] || !totals[1]) return null
  const [before, after] = [shares(cells[0]), shares(cells[1])]
  const differences = before.map((share, index) => (after[index] ?? 0) - share)
  if (reference.kind === 'categorical') return Math.min(1, sum(differences.map(Math.abs)) / 2)
  let gap = 0
  let furthest = 0
  for (const difference of differences) {
    gap += difference
    furthest = Math.max(furthest, Math.abs(gap))
  }
  // Sums of shares that are the same differ in their last digits.
  return furthest < 1e-12 ? 0 : Math.min(1, furthest)
}

/** Rows of both sides in the same cells, in order. */
function cellsOf(reference: ColumnProfile, current: ColumnProfile): [number[], number[]] | undefined {
  if (reference.kind === 'numeric' && current.kind === 'numeric') {
    const rows = ({ histogram: { below, counts, above } }: typeof reference): number[] => [
      below,
      ...counts,
      above,
    ]
    return [rows(reference), rows(current)]
  }
  if (reference.kind !== 'categorical' || current.kind !== 'categorical') return undefined
  const counts = new Map(current.top)
  const now = reference.top.map(([value]) => counts.get(value) ?? 0)
  return [
    [...reference.top.map(([, count]) => count), reference.other],
    [...now, current.rows - current.nulls - sum(now)],
  ]
}

/** Shapes of two histograms over the edges of the first, laid into equal buckets; undefined where the first has none. */
export function numericShapes(reference: Histogram, current: Histogram, buckets = 16): Shapes | undefined {
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
  const counts = new Map(current.top)
  const top = reference.top.slice(0, mostCategories)
  const before = top.map(([, count]) => count)
  const now = top.map(([value]) => counts.get(value) ?? 0)
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
