import type { Shapes } from '../data/shapes.ts'
import type { Moments, Pooled } from '../stats/pooled.ts'
import type { Sides } from './comparison.ts'

/** How often one category, or several pooled ones, stands on each side. */
export type Cell = Sides

/** Numbers on both sides: their very values, or what two histograms with the same edges say of them. */
export interface NumberEvidence {
  kind: 'numeric'
  /** Rows with a finite value. */
  rows: Sides
  /** Figures from rows are exact; those from profiles are as exact as the bins. */
  from: 'rows' | 'profile'
  /** Why nothing can be said although there are values. */
  unusable?: string
  ks(): Gap
  /** Asked for by the methods that need all values in order, which costs a sort. x is the reference. */
  pooled(): Pooled
  /** All in the same unit. */
  moments(): { x: Moments; y: Moments; unit: number }
  shapes(): Shapes | undefined
}

/** The largest gap between two distributions, its p, and how far the reference is above and below the window. */
export interface Gap {
  statistic: number
  p: number
  up: number
  down: number
}

/** Categories on both sides. They have no names here: what compares them need not know them. */
export interface CategoryEvidence {
  kind: 'categorical'
  /** Rows with a value. */
  rows: Sides
  /** Categories that are counted one by one, the reference's commonest first, and all others together. */
  cells: readonly Cell[]
  other: Cell
  /** Categories of the window that the reference never had. Undefined where the reference does not list all it has. */
  unseen?: { categories: number; rows: number; largest: number }
  /** The other way round. */
  vanished?: { categories: number; rows: number; largest: number }
}

export type Evidence = NumberEvidence | CategoryEvidence

/** What is known of one column on both sides. */
export interface Material {
  /** All rows, with and without a value. */
  rows: Sides
  /** Rows with a usable value: neither null nor NaN nor infinite. */
  usable: Sides
  /** Undefined on a side that lacks the column. */
  kinds: { reference: Evidence['kind'] | undefined; current: Evidence['kind'] | undefined }
  /** There where both sides have values of one kind. */
  values?: Evidence
}

const mostCategories = 10

/** The reference's commonest categories, commonest first, then all others. */
export function categoryShapes({ rows, cells, other }: CategoryEvidence): Shapes {
  const rest = cells.slice(mostCategories).reduce(merged, other)
  const shown = [...cells.slice(0, mostCategories), rest]
  return {
    kind: 'categorical',
    reference: shown.map((cell) => cell.reference / Math.max(1, rows.reference)),
    current: shown.map((cell) => cell.current / Math.max(1, rows.current)),
  }
}

export function merged(a: Cell, b: Cell): Cell {
  return { reference: a.reference + b.reference, current: a.current + b.current }
}
