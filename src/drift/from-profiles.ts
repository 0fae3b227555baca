import type { CountedCategories, CountedColumn } from '../data/count-against.ts'
import type { CountedNumbers } from '../data/number-counter.ts'
import { numericShapes } from '../data/shapes.ts'
import { ksAsymptoticP } from '../stats/ks.ts'
import { type Moments, momentsOf, type Pooled } from '../stats/pooled.ts'
import type { Sides } from './comparison.ts'
import type { CategoryEvidence, Cell, Material, NumberEvidence } from './evidence.ts'

/** What is known of a column from two profiles, the second of which counts what the first one lists. */
export function materialOfProfiles(given: {
  before: CountedColumn | undefined
  after: CountedColumn | undefined
  rows: Sides
}): Material {
  const { before, after, rows } = given
  const usable = { reference: usableRows(before), current: usableRows(after) }
  const material: Material = { rows, usable, kinds: { reference: before?.kind, current: after?.kind } }
  if (before === undefined || after === undefined || Math.min(usable.reference, usable.current) === 0)
    return material
  if (before.kind === 'numeric' && after.kind === 'numeric')
    return { ...material, values: numbersOfProfiles(before, after, usable) }
  if (before.kind === 'categorical' && after.kind === 'categorical')
    return { ...material, values: categoriesOfProfiles(before, after, usable) }
  return material
}

function usableRows(column: CountedColumn | undefined): number {
  if (column === undefined) return 0
  return column.rows - column.nulls - (column.kind === 'numeric' ? column.nonfinite : 0)
}

/**
 * Two histograms as two samples: what a bin counts is taken to stand at its upper edge, and what lies outside the edges at
 * the window's extremes. So KS is a lower bound of the true D, short of it by at most what one bin of either side holds and
 * by the error of a reference that was merged, and its p is conservative. Both profiles must have finite values and share their edges; other profiles are a bug of the
 * caller.
 */
function numbersOfProfiles(before: CountedNumbers, after: CountedNumbers, rows: Sides): NumberEvidence {
  const { edges } = before.histogram
  if (
    edges.some((edge, index) => edge !== after.histogram.edges[index]) ||
    before.histogram.counts.length !== after.histogram.counts.length
  )
    throw new Error(`the profiles of column ${before.name} do not share their edges`)
  const pooled = pooledBins(before, after, rows)
  const oneBin = (before.distinct ?? 2) > 1 && edges.length < 3
  return {
    kind: 'numeric',
    rows,
    from: 'profile',
    ...(oneBin ? { unusable: 'the reference profile has one bin only, which can show nothing' } : {}),
    ks: () => {
      const gaps = largestGaps(pooled)
      const doubt = (before.error?.counts ?? 0) / rows.reference
      const [up, down] = [Math.max(0, gaps.up - doubt), Math.max(0, gaps.down - doubt)]
      const statistic = Math.max(up, down)
      const p = ksAsymptoticP({ n: rows.reference, m: rows.current, statistic })
      return { statistic, p: p ?? 1, up, down }
    },
    pooled: () => pooled,
    moments: () => {
      const binned = momentsOf(pooled)
      const { unit } = binned
      return { x: own(binned.x, before, unit), y: own(binned.y, after, unit), unit }
    },
    shapes: () => numericShapes(before.histogram, after.histogram),
  }
}

/** Mean and deviation as the profile has them, which the bins only approximate. */
function own(binned: Moments, { mean, stdev }: CountedNumbers, unit: number): Moments {
  if (mean === null || stdev === null) return binned
  return { ...binned, offset: mean / unit - binned.centre, squares: (stdev / unit) ** 2 * (binned.rows - 1) }
}

function pooledBins(before: CountedNumbers, after: CountedNumbers, rows: Sides): Pooled {
  const [x, y] = [countsOf(before, rows.reference), countsOf(after, rows.current)]
  const { edges } = before.histogram
  const [first, last] = [edges[0] ?? 0, edges.at(-1) ?? 0]
  const inner = edges.length === 1 ? [first] : edges.slice(1)
  const values = Float64Array.from([
    Math.min(after.min ?? first, first),
    ...inner,
    Math.max(after.max ?? last, last),
  ])
  return { values, x, y, n: rows.reference, m: rows.current }
}

/** Counts below the first edge, of each bin, and above the last edge. */
function countsOf(column: CountedNumbers, rows: number): Float64Array {
  const { edges, counts, below, above } = column.histogram
  const within = counts.reduce((sum, count) => sum + count, 0)
  if (
    counts.length !== Math.max(0, edges.length - 1) ||
    (edges.length > 1 && below + within + above !== rows)
  )
    throw new Error(`the histogram of column ${column.name} does not count its ${rows} values`)
  // A single edge, the value of a constant column, has no bin: what is neither below nor above is at it.
  return Float64Array.from(
    edges.length === 1 ? [below, rows - below - above, above] : [below, ...counts, above],
  )
}

function largestGaps({ x, y, n, m }: Pooled): { up: number; down: number } {
  let [belowX, belowY, up, down] = [0, 0, 0, 0]
  for (let index = 0; index < x.length; index++) {
    belowX += x[index] as number
    belowY += y[index] as number
    const gap = belowX / n - belowY / m
    up = Math.max(up, gap)
    down = Math.max(down, -gap)
  }
  return { up, down }
}

/** The current profile counts the reference's commonest values; everything else on either side is one category, `other`. */
function categoriesOfProfiles(
  before: CountedCategories,
  after: CountedCategories,
  rows: Sides,
): CategoryEvidence {
  const counts = new Map(after.top)
  const cells: Cell[] = before.top.map(([value, count]) => ({
    reference: count,
    current: counts.get(value) ?? 0,
  }))
  const listed = cells.reduce((sum, cell) => sum + cell.current, 0)
  const other = { reference: before.other, current: rows.current - listed }
  return {
    kind: 'categorical',
    rows,
    cells,
    other,
    ...(before.other > 0 ? {} : seenOf(cells, other.current, after.distinct)),
  }
}

/** What came and went, where the reference lists all it has. The largest new category has at least its fair share of their rows. */
function seenOf(
  cells: readonly Cell[],
  newRows: number,
  distinct: number,
): Pick<CategoryEvidence, 'unseen' | 'vanished'> {
  const categories = Math.max(0, distinct - cells.filter(({ current }) => current > 0).length)
  const gone = cells.filter(({ reference, current }) => reference > 0 && current === 0)
  return {
    unseen: { categories, rows: newRows, largest: categories === 0 ? 0 : Math.ceil(newRows / categories) },
    vanished: {
      categories: gone.length,
      rows: gone.reduce((sum, { reference }) => sum + reference, 0),
      largest: gone.reduce((most, { reference }) => Math.max(most, reference), 0),
    },
  }
}
