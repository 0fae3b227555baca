import type { Pooled } from '../stats/pooled.ts'
import type { Sides } from './comparison.ts'
import { type CategoryEvidence, type Cell, merged } from './evidence.ts'

/** The usual least count (Cochran 1954). Simulated false alarms stay at the nominal rate with 5, and double with 1. */
const leastExpected = 5

/**
 * The cells of two columns of categories. Those with an expected count below 5 on a side are pooled: the chi-square law does
 * not hold for them, and what a small reference happens not to hold would look new.
 */
export function commonCells({
  cells,
  other,
  rows,
}: Pick<CategoryEvidence, 'cells' | 'other' | 'rows'>): Cell[] {
  const smallest = Math.min(rows.reference, rows.current) / (rows.reference + rows.current)
  const isSparse = (cell: Cell) => (cell.reference + cell.current) * smallest < leastExpected
  const common = cells.filter((cell) => !isSparse(cell))
  const rest = cells.filter(isSparse).reduce(merged, other)
  if (rest.reference + rest.current === 0) return common
  if (!isSparse(rest) || common.length < 2) return [...common, rest]
  const rarest = common.reduce((a, b) => (b.reference + b.current < a.reference + a.current ? b : a))
  return [...common.filter((cell) => cell !== rarest), merged(rarest, rest)]
}

/** Every cell as it was counted, for figures that are defined on all of them. */
export function allCells({ cells, other }: Pick<CategoryEvidence, 'cells' | 'other'>): Cell[] {
  return other.reference + other.current > 0 ? [...cells, other] : [...cells]
}

/** Numbers between the deciles of the reference: (a, b], open at both ends; equal deciles make one edge. */
export function decileCells(pooled: Pooled): Cell[] {
  const edges = new Set([1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenth) => quantile(pooled, tenth / 10)))
  const cells: Cell[] = []
  let [cell, at] = [{ reference: 0, current: 0 }, 0]
  const ends = [...edges, Number.POSITIVE_INFINITY]
  for (const end of ends) {
    cell = { reference: 0, current: 0 }
    for (; at < pooled.values.length && (pooled.values[at] as number) <= end; at++) {
      cell.reference += pooled.x[at] as number
      cell.current += pooled.y[at] as number
    }
    cells.push(cell)
  }
  return cells
}

/** Type 7 of Hyndman and Fan (1996), of the reference. */
function quantile({ values, x, n }: Pooled, share: number): number {
  const rank = (n - 1) * share
  const [low, high] = [Math.floor(rank), Math.ceil(rank)]
  let [seen, below] = [0, Number.NaN]
  for (let index = 0; index < values.length; index++) {
    seen += x[index] as number
    if (Number.isNaN(below) && seen > low) below = values[index] as number
    if (seen > high) {
      const above = values[index] as number
      return below === above ? below : below + (rank - low) * (above - below)
    }
  }
  return below
}

/** The counts of a side, in the order of the cells. */
export function countsOf(cells: readonly Cell[], side: keyof Sides): number[] {
  return cells.map((cell) => cell[side])
}
