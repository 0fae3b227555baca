import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Verdict } from '../project/verdict.ts'

/** What one rule found. Counts and shares only, never cell values, unless samples were asked for. */
export const RuleResult = z.strictObject({
  /** Stable within a dataset, such as `columns.tenure.min` or `checks.0.rows`. */
  rule: z.string(),
  column: z.string().optional(),
  /** What the rule's author calls it. */
  name: z.string().optional(),
  description: z.string().optional(),
  /** Who to ask. */
  owner: z.string().optional(),
  /** The rule in plain words: `tenure is at least 0`. */
  expected: z.string(),
  /** What was found, in plain words: `37 of 5,000 rows (0.74 %) are below 0`. */
  found: z.string(),
  rows: z.int().min(0),
  violations: z.int().min(0).nullable(),
  share: z.number().min(0).max(1).nullable(),
  level: z.enum(['fail', 'warn', 'info']),
  verdict: Verdict,
  /** Keys of some violating rows, where they were asked for: `customer_id C000017`. */
  samples: z.array(z.string()).optional(),
})
export type RuleResult = z.infer<typeof RuleResult>

/** What checking one dataset said. */
export const ValidationReport = z.strictObject({
  schema: z.literal('pawl/validation@1'),
  dataset: z.string(),
  verdict: Verdict,
  reason: z.string(),
  /** The data version that was checked; null when the files cannot be read at all. */
  version: Digest.nullable(),
  rows: z.int().min(0),
  columns: z.int().min(0),
  results: z.array(RuleResult),
  /** Figures that checks compare with those of other versions: `rows`, `amount.mean`. */
  figures: z.record(z.string(), z.number()).optional(),
})
export type ValidationReport = z.infer<typeof ValidationReport>
