import { z } from 'zod'

/** One column of the window against the reference. */
export const ColumnDrift = z.strictObject({
  column: z.string(),
  method: z.enum(['ks', 'chi-square', 'none']),
  statistic: z.number().nullable(),
  p: z.number().nullable(),
  /** p corrected for the number of tests in the report. */
  'adjusted-p': z.number().nullable(),
  /** Effect between 0 and 1: the largest gap between the distributions (KS D) or Cramer's V, see src/drift. */
  effect: z.number().nullable(),
  /** Rows with a usable value: neither null nor NaN nor infinite. */
  rows: z.strictObject({ reference: z.int().min(0), current: z.int().min(0) }),
  /** Share of all rows that have none. */
  nulls: z.strictObject({ reference: z.number(), current: z.number() }),
  /** The test of these shares, where there is something to test; its effect is their difference. */
  missing: z.strictObject({ effect: z.number(), p: z.number(), 'adjusted-p': z.number() }).optional(),
  /** Categories never seen in the reference, as a count. */
  unseen: z.int().min(0).optional(),
  verdict: z.enum(['drift', 'stable', 'inconclusive']),
  reason: z.string(),
})
export type ColumnDrift = z.infer<typeof ColumnDrift>

export const DriftReport = z.strictObject({
  schema: z.literal('pawl/drift@1'),
  model: z.string(),
  reference: z.strictObject({ version: z.string(), rows: z.int() }),
  window: z.strictObject({ id: z.string(), rows: z.int(), files: z.array(z.string()) }),
  verdict: z.enum(['drift', 'stable', 'inconclusive']),
  reason: z.string(),
  correction: z.literal('benjamini-hochberg'),
  columns: z.array(ColumnDrift),
})
export type DriftReport = z.infer<typeof DriftReport>
