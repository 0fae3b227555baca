import type { DriftMethod } from '../project/drift-methods.ts'

/** Rows that a test rests on, on each side. */
export interface Sides {
  reference: number
  current: number
}

/** Under which law a test's p falls as its effect and the rows grow. Plain data, so that a thread can hand it over. */
export type Law =
  /** D is so many times the effect. */
  | { law: 'ks'; gap: number }
  | { law: 'kuiper' | 'cramer-von-mises' | 'anderson-darling' }
  /** The squared z of an effect of 1 grows by `rate` with each informative row. */
  | { law: 'normal'; rate: number }
  /** Shares in df + 1 categories, by V or by a distance that grows as V does; `psi` by the PSI. */
  | { law: 'shares' | 'psi'; df: number }
  /** Two shares, by their difference. */
  | { law: 'two-shares' }
  /** Categories that come and go. */
  | { law: 'seen'; categories: number }

/** A test of one thing about one column, before the correction for the number of tests. */
export interface Tested {
  method: DriftMethod
  /** The figure as the literature has it, such as D, U, T or the PSI. */
  statistic: number
  p: number
  /** 0 where both sides are the same; what a larger one means is the method's own. */
  effect: number
  rows: Sides
  /** Which p an effect of another size, or with other rows, would have had. */
  law: Law
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
