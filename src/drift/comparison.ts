import type { DriftMethod } from '../project/drift-methods.ts'

/** Rows that a test rests on, on each side. */
export interface Sides {
  reference: number
  current: number
}

/** A test of one thing about one column, before the correction for the number of tests. */
export interface Tested {
  method: DriftMethod
  /** The figure as the literature has it, such as D, U, T or the PSI. */
  statistic: number
  p: number
  /** 0 where both sides are the same; what a larger one means is the method's own. */
  effect: number
  rows: Sides
  /** About the p that an effect of this size would have had with so many rows. Falls as the rows grow. */
  pAt(effect: number, rows: Sides): number
}

/** Why there is no test, and what that means for the column. */
export interface Untested {
  verdict: 'drift' | 'stable' | 'inconclusive'
  reason: string
}

export type Comparison = Tested | Untested

export function isTested(comparison: Comparison): comparison is Tested {
  return 'p' in comparison
}

/** Size of the one sample that is as informative as both sides together. */
export function informativeRows({ reference, current }: Sides): number {
  return (reference * current) / (reference + current)
}
