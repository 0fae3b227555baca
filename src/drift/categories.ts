import type { CategoricalProfile } from '../data/profile.ts'
import { chiSquareSf, chiSquareTest } from '../stats/chi-square.ts'
import { type Comparison, informativeRows, type Sides } from './comparison.ts'

/** The usual least count (Cochran 1954). Simulated false alarms stay at the nominal rate with 5, and double with 1. */
const leastExpected = 5

/** How often one category, or several pooled ones, stands on each side. */
type Cell = Sides

/**
 * Chi-square test of homogeneity of two columns of categories, from their profiles. Never goodness of fit: the
 * reference is a sample too, and taking it for the truth raises false alarms without bound as the window grows.
 *
 * The current profile counts the reference's commonest values; everything else on either side is one category,
 * `other`, so a value nobody knew counts there. Categories with an expected count below 5 on a side are pooled into it:
 * the chi-square law does not hold for them, and what a small reference happens not to hold would look new. A 2 x 2 table
 * gets Yates' correction.
 * Both profiles must have values.
 */
export function compareCategories(reference: CategoricalProfile, current: CategoricalProfile): Comparison {
  const rows = { reference: reference.rows - reference.nulls, current: current.rows - current.nulls }
  const cells = pooled(cellsOf(reference, current), rows)
  if (cells.length < 2)
    return reference.other + current.other === 0 && reference.top.length === 1
      ? { verdict: 'stable', reason: 'holds one and the same value on both sides' }
      : { verdict: 'inconclusive', reason: 'no value is common enough to be compared' }
  const test = chiSquareTest([cells.map((cell) => cell.reference), cells.map((cell) => cell.current)], {
    yates: true,
  })
  if ('undefined' in test)
    throw new Error(`a table of column ${reference.name} has no test: ${test.undefined}`)
  const { statistic, p, df } = test
  return {
    method: 'chi-square',
    statistic,
    p,
    effect: balancedV(cells, rows),
    rows,
    pAt: (effect, sides) => chiSquareSf(4 * informativeRows(sides) * effect ** 2 + df, df),
  }
}

/**
 * How many categories of the window the reference never had. Known only where the reference profile lists all of its
 * values; undefined elsewhere.
 */
export function unseenCategories(
  reference: CategoricalProfile,
  current: CategoricalProfile,
): number | undefined {
  if (reference.other > 0) return undefined
  const known = new Set(reference.top.map(({ value }) => value))
  const seen = current.top.filter(({ value, count }) => known.has(value) && count > 0).length
  return Math.max(0, current.distinct - seen)
}

function cellsOf(reference: CategoricalProfile, current: CategoricalProfile): { named: Cell[]; other: Cell } {
  const counts = new Map(current.top.map(({ value, count }) => [value, count]))
  const named = reference.top.map(({ value, count }) => ({
    reference: count,
    current: counts.get(value) ?? 0,
  }))
  const listed = named.reduce((sum, cell) => sum + cell.current, 0)
  return { named, other: { reference: reference.other, current: current.rows - current.nulls - listed } }
}

function pooled({ named, other }: { named: Cell[]; other: Cell }, rows: Sides): Cell[] {
  const smallest = Math.min(rows.reference, rows.current) / (rows.reference + rows.current)
  const isSparse = (cell: Cell) => (cell.reference + cell.current) * smallest < leastExpected
  const common = named.filter((cell) => !isSparse(cell))
  const rest = named.filter(isSparse).reduce(merged, other)
  if (rest.reference + rest.current === 0) return common
  if (!isSparse(rest) || common.length < 2) return [...common, rest]
  const rarest = common.reduce((a, b) => (b.reference + b.current < a.reference + a.current ? b : a))
  return [...common.filter((cell) => cell !== rarest), merged(rarest, rest)]
}

function merged(a: Cell, b: Cell): Cell {
  return { reference: a.reference + b.reference, current: a.current + b.current }
}

/**
 * Cramer's V of the shares on both sides, as if both had as many rows: sqrt(sum of (p - q)^2 / (2 (p + q))). The plain V
 * of unequal samples shrinks with the smaller one, so that no limit on it could mean the same twice.
 *
 * What chance alone adds to V^2, (k - 1) (1/n + 1/m) / 4, is taken off, as Bergsma (2013) does for equal samples, so
 * that many categories do not raise it.
 */
function balancedV(cells: readonly Cell[], rows: Sides): number {
  let square = 0
  for (const cell of cells) {
    const [p, q] = [cell.reference / rows.reference, cell.current / rows.current]
    square += (p - q) ** 2 / (2 * (p + q))
  }
  const chance = (cells.length - 1) / (4 * informativeRows(rows))
  return Math.min(1, Math.sqrt(Math.max(0, square - chance)))
}
