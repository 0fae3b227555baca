import type { Change } from '../evaluation/comparison.ts'
import type { Interval } from '../evaluation/interval.ts'
import type { Figure } from '../evaluation/metrics.ts'
import type { Support } from '../evaluation/tasks.ts'

/** One figure that a gate judges, of the candidate and of what it is compared with. Everything is computed when first asked for. */
export interface Measure {
  /** The rows that it is of: `contract=two-year`, or the attribute that divides them into groups; undefined for all held-out rows. */
  slice?: string
  /** One of several classes, each against the rest: of all these measures only that of the worst class is told. */
  class?: string
  rows: number
  /** What `rows` counts; held-out rows if missing. */
  each?: 'runs'
  support: Support
  /** Why its groups are too small to judge, where it is a figure between groups; a gate is then inconclusive. */
  tooFew?(): string | undefined
  /** What a reader must know beside the figure: which groups it is between, and which take no part. */
  remark?(): string | undefined
  /** Why the estimate alone decides nothing, where a policy that judges by interval finds none; a gate is then inconclusive. */
  needsInterval?: string
  /** The candidate's own figure is one against another model: a gate is not applied where there is none. */
  against?: true
  /** That it cannot be had is an error: something was to be shown, and nothing was. */
  owed?: true
  candidate(): Figure
  /** Of the model that is compared with; undefined where there is none. */
  production(): Figure
  /** Of the candidate's figure. */
  interval(): Interval | null
  change(): Change
}

/** Computes at most once, when first asked. */
export function once<T>(compute: () => T): () => T {
  let known: { value: T } | undefined
  return () => {
    known ??= { value: compute() }
    return known.value
  }
}
