import type { Change } from '../evaluation/comparison.ts'
import type { Interval } from '../evaluation/interval.ts'
import type { Figure } from '../evaluation/metrics.ts'
import type { Support } from '../evaluation/tasks.ts'

/** One figure that a gate judges, of the candidate and of what it is compared with. Everything is computed when first asked for. */
export interface Measure {
  /** The rows that it is of: `contract=two-year`; undefined for all held-out rows. */
  slice?: string
  rows: number
  support: Support
  candidate(): Figure
  /** Of the model that is compared with; undefined where there is none. */
  production(): Figure
  /** Of the candidate's figure. */
  interval(): Interval | null
  change(): Change
}
