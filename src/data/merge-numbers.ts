import { bins } from './edges.ts'
import { type NumericProfile, quantileShares } from './profile.ts'
import { fitted } from './profile-size.ts'

/** Rows up to and with an edge, and by how many that may be wrong. */
interface Cumulative {
  edge: number
  rows: number
  error: number
}

/**
 * The profile of a column of numbers over all rows of its parts. Each part tells its rows up to its own edges; between them they
 * are taken as evenly spread, which is wrong by what one of its bins holds at most. `error.counts` is the largest sum of that.
 */
export function mergeNumbers(parts: readonly NumericProfile[]): NumericProfile {
  const [first] = parts
  if (first === undefined) throw new Error('there is no column to merge')
  const filled = parts.filter(({ min }) => min !== null)
  const sum = (of: (part: NumericProfile) => number): number =>
    parts.reduce((total, part) => total + of(part), 0)
  const cumulative = together(filled)
  const { distinct, error } = distinctOf(filled, cumulative)
  const counts = cumulative.reduce((most, each) => Math.max(most, each.error), 0)
  const values = cumulative.at(-1)?.rows ?? 0
  return fitted({
    kind: 'numeric',
    name: first.name,
    type: first.type,
    rows: sum(({ rows }) => rows),
    nulls: sum(({ nulls }) => nulls),
    distinct,
    ...(error + counts > 0 ? { error: { distinct: error, counts } } : {}),
    nonfinite: sum(({ nonfinite }) => nonfinite),
    ...momentsOf(filled),
    quantiles:
      values === 0
        ? []
        : quantileShares.map((share) =>
            quantile(share, values, (rank) => valueAt(cumulative, rank, filled.every(isCounted))),
          ),
    histogram: histogramOf(cumulative),
  })
}

const valuesOf = ({ rows, nulls, nonfinite }: NumericProfile): number => rows - nulls - nonfinite

/** Whether each bin is one value, which is its upper edge. */
const isCounted = ({ distinct, error, histogram }: NumericProfile): boolean =>
  error === undefined && distinct === histogram.counts.length && distinct <= bins

function together(parts: readonly NumericProfile[]): Cumulative[] {
  const edges = [...new Set(parts.flatMap(({ histogram }) => histogram.edges))].sort((a, b) => a - b)
  const merged = edges.map((edge): Cumulative => ({ edge, rows: 0, error: 0 }))
  for (const part of parts) addTo(merged, part)
  return merged
}

/** Goes along the edges of a part and those of all. */
function addTo(merged: readonly Cumulative[], part: NumericProfile): void {
  const { edges, counts, below, above } = part.histogram
  if (below + above > 0) throw new Error(`the profile of ${part.name} has edges that are not its own`)
  const isExact = isCounted(part)
  const known = part.error?.counts ?? 0
  const all = valuesOf(part)
  let [bin, before] = [0, 0]
  for (const at of merged) {
    while (bin < counts.length && (edges[bin + 1] as number) <= at.edge) before += counts[bin++] as number
    const [low, high, inside] = [edges[bin] as number, edges[bin + 1] as number, counts[bin] ?? 0]
    if (bin >= counts.length || isExact || at.edge <= low) {
      at.rows += before
      at.error += before === 0 || before === all ? 0 : known
      continue
    }
    // Halves, since the difference of two doubles can be too large for one.
    const share = (at.edge / 2 - low / 2) / (high / 2 - low / 2)
    const guess = Math.round(inside * (share > 0 && share < 1 ? share : 0.5))
    at.rows += before + guess
    at.error += Math.max(guess, inside - guess) + known
  }
}

/** Joined to about equal counts where there are many: a bin that is large by itself stays as it is. */
function histogramOf(cumulative: readonly Cumulative[]): NumericProfile['histogram'] {
  const [lowest, ...rest] = cumulative
  const last = cumulative.at(-1)
  if (lowest === undefined || last === undefined) return { edges: [], counts: [], below: 0, above: 0 }
  const most = cumulative.length <= bins ? 0 : last.rows / bins
  const kept = [lowest]
  for (const [at, each] of rest.entries()) {
    const start = kept.at(-1) as Cumulative
    const previous = rest[at - 1]
    if (previous !== undefined && previous !== start && each.rows - start.rows > most) kept.push(previous)
  }
  if (last !== lowest) kept.push(last)
  const counts = kept.map(({ rows }, at) => rows - (kept[at - 1]?.rows ?? 0))
  return { edges: [lowest.edge, ...kept.map(({ edge }) => edge)], counts, below: 0, above: 0 }
}

/** Type 7 of Hyndman and Fan (1996); `valueAt` gives the value of a rank. */
function quantile(share: number, rows: number, valueAt: (rank: number) => number): number {
  const rank = share * (rows - 1)
  const [low, high] = [valueAt(Math.floor(rank)), valueAt(Math.ceil(rank))]
  return low === high ? low : low * (Math.ceil(rank) - rank) + high * (rank - Math.floor(rank))
}

/** The value of a rank: an edge where values are edges, else as if the values between two edges lay evenly. */
function valueAt(cumulative: readonly Cumulative[], rank: number, isExact: boolean): number {
  const at = cumulative.findIndex(({ rows }) => rows > rank)
  const [low, high] = [cumulative[at - 1], cumulative[at] as Cumulative]
  if (low === undefined || isExact) return high.edge
  const within = (rank + 1 - low.rows) / (high.rows - low.rows)
  return within === 1 ? high.edge : low.edge * (1 - within) + high.edge * within
}

/** Means and spreads are put together about the common mean (Chan, Golub and LeVeque, 1983), as shares of the largest value. */
function momentsOf(parts: readonly NumericProfile[]): Pick<NumericProfile, 'min' | 'max' | 'mean' | 'stdev'> {
  const n = parts.reduce((sum, part) => sum + valuesOf(part), 0)
  if (n === 0) return { min: null, max: null, mean: null, stdev: null }
  const min = Math.min(...parts.map((part) => part.min as number))
  const max = Math.max(...parts.map((part) => part.max as number))
  const scale = Math.max(Math.abs(min), Math.abs(max)) || 1
  const means = parts.map((part) => (part.mean as number) / scale)
  const [centre = 0] = means
  const mean =
    centre + parts.reduce((sum, part, at) => sum + (valuesOf(part) / n) * ((means[at] as number) - centre), 0)
  const squares = parts.reduce((sum, part, at) => {
    const rows = valuesOf(part)
    return sum + (rows - 1) * ((part.stdev ?? 0) / scale) ** 2 + rows * ((means[at] as number) - mean) ** 2
  }, 0)
  return {
    min,
    max,
    mean: Math.min(max, Math.max(min, mean * scale)),
    stdev: n < 2 ? null : Math.sqrt(squares / (n - 1)) * scale,
  }
}

/** Exact where every value has a bin of its own; else between the most of one part and the sum of all. */
function distinctOf(
  parts: readonly NumericProfile[],
  cumulative: readonly Cumulative[],
): { distinct: number; error: number } {
  if (parts.every(isCounted)) return { distinct: cumulative.length, error: 0 }
  const least = parts.map((part) => part.distinct - (part.error?.distinct ?? 0))
  const most = parts.reduce((sum, part) => sum + part.distinct + (part.error?.distinct ?? 0), 0)
  const inOrder = [...parts].sort((a, b) => (a.min as number) - (b.min as number))
  const apart = inOrder.every(
    (part, at) => at === 0 || (part.min as number) > (inOrder[at - 1]?.max as number),
  )
  const low = apart ? least.reduce((sum, count) => sum + count, 0) : Math.max(...least)
  const values = parts.reduce((sum, part) => sum + valuesOf(part), 0)
  return between(low, Math.min(most, values))
}

/** The middle of two bounds and how far it may be off. */
export function between(low: number, high: number): { distinct: number; error: number } {
  const distinct = Math.ceil((low + high) / 2)
  return { distinct, error: distinct - low }
}
