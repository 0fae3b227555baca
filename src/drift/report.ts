import { z } from 'zod'

/** One column of the window against the reference. */
export const ColumnDrift = z.strictObject({
  column: z.string(),
  method: z.enum(['ks', 'chi-square', 'none']),
  statistic: z.number().nullable(),
  p: z.number().nullable(),
  /** p corrected for the number of columns. */
  'adjusted-p': z.number().nullable(),
  /** Effect between 0 and 1: the largest gap between the distributions (KS D) or Cramer's V. */
  effect: z.number().nullable(),
  rows: z.strictObject({ reference: z.int().min(0), current: z.int().min(0) }),
  nulls: z.strictObject({ reference: z.number(), current: z.number() }),
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
