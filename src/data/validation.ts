import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Verdict } from '../project/verdict.ts'

/** What one rule found. Counts and shares only, never cell values. */
export const RuleResult = z.strictObject({
  /** Stable within a dataset, such as `columns.tenure.min` or `checks.0.rows`. */
  rule: z.string(),
  column: z.string().optional(),
  /** The rule in plain words: `tenure is at least 0`. */
  expected: z.string(),
  /** What was found, in plain words: `37 of 5,000 rows (0.74 %) are below 0`. */
  found: z.string(),
  rows: z.int().min(0),
  violations: z.int().min(0).nullable(),
  share: z.number().min(0).max(1).nullable(),
  level: z.enum(['fail', 'warn', 'info']),
  verdict: Verdict,
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
})
export type ValidationReport = z.infer<typeof ValidationReport>
