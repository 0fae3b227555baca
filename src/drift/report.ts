import { z } from 'zod'
import { driftMethodNames } from '../project/drift-methods.ts'
import { families } from '../project/watched.ts'

const Verdict = z.enum(['drift', 'stable', 'inconclusive'])
const Share = z.number().min(0).max(1)
const Rows = z.strictObject({ reference: z.int().min(0), current: z.int().min(0) })

/** A column's distribution on both sides, as shares over the same buckets: counts, never values. */
const Shapes = z.strictObject({
  kind: z.enum(['numeric', 'categorical']),
  reference: z.array(Share),
  current: z.array(Share),
  range: z
    .strictObject({ from: z.number(), to: z.number() })
    .optional()
    .describe('Ends of the buckets; what lies outside is in the first and the last. Numbers only.'),
})

/** What Evidently's default would say of a column. */
const EvidentlyColumn = z.union([
  z.strictObject({
    method: z.enum(['ks', 'z', 'chisquare', 'wasserstein', 'jensenshannon']),
    score: z.number().describe('A p-value for ks, z and chisquare, a distance for the others.'),
    threshold: z.number(),
    drift: z.boolean(),
  }),
  z.strictObject({ undefined: z.string().describe('Why it has nothing to say.') }),
])
export type EvidentlyColumn = z.infer<typeof EvidentlyColumn>

/** One column of the window against the reference. */
export const ColumnDrift = z.strictObject({
  column: z.string(),
  family: z.enum(families).describe('What the column is to the model.'),
  method: z.enum([...driftMethodNames, 'none']),
  statistic: z.number().nullable().describe("The method's own figure, such as D, chi-square or the PSI."),
  p: z.number().nullable(),
  'adjusted-p': z.number().nullable().describe('p corrected for the number of tests in the family.'),
  effect: z
    .number()
    .nullable()
    .describe('How large the difference is, in the terms of the method; 0 is none.'),
  limit: z.number().nullable().describe('The effect from which a difference matters.'),
  importance: Share.optional().describe("The feature's share of the importance that training recorded."),
  rows: Rows.describe('Rows with a usable value: neither null nor NaN nor infinite.'),
  nulls: z.strictObject({ reference: Share, current: Share }).describe('Share of all rows that have none.'),
  missing: z
    .strictObject({ effect: z.number(), p: z.number(), 'adjusted-p': z.number() })
    .optional()
    .describe('The test of these shares, where there is something to test; its effect is their difference.'),
  spread: z
    .strictObject({ effect: z.number(), p: z.number(), 'adjusted-p': z.number() })
    .optional()
    .describe(
      'With KS: whether numbers are spread differently. The effect is twice the smaller of the gaps above and below.',
    ),
  unseen: z.int().min(0).optional().describe('Categories never seen in the reference, as a count.'),
  vanished: z
    .int()
    .min(0)
    .optional()
    .describe('Categories of the reference that the window should have shown and did not, as a count.'),
  shapes: Shapes.optional().describe('Small histograms of both sides.'),
  evidently: EvidentlyColumn.optional(),
  verdict: Verdict,
  reason: z.string(),
})
export type ColumnDrift = z.infer<typeof ColumnDrift>

/** All features at once against the reference. */
export const TogetherDrift = z.strictObject({
  method: z.enum(['domain-classifier', 'mmd']),
  statistic: z.number().nullable().describe('Area under the curve, or the squared discrepancy.'),
  p: z.number().nullable().describe('Share of the permutations that gave as much.'),
  effect: z.number().nullable(),
  limit: z.number(),
  rows: Rows.describe('Rows that were sampled.'),
  verdict: Verdict,
  reason: z.string(),
})
export type TogetherDrift = z.infer<typeof TogetherDrift>

export const DriftReport = z.strictObject({
  schema: z.literal('pawl/drift@1'),
  model: z.string(),
  reference: z.strictObject({
    version: z.string().nullable().describe('The version it was trained into; null for a file.'),
    rows: z.int(),
    from: z
      .enum(['profile', 'rows'])
      .describe('Whether rows were compared with a saved profile or with rows.'),
  }),
  window: z.strictObject({ id: z.string(), rows: z.int(), files: z.array(z.string()) }),
  verdict: Verdict,
  reason: z.string(),
  correction: z.enum(['benjamini-hochberg', 'holm', 'none']),
  score: z
    .strictObject({
      value: Share.describe('Share of the features that drifted, weighed by importance where it is known.'),
      weighed: z.boolean(),
    })
    .optional(),
  columns: z.array(ColumnDrift),
  together: z.array(TogetherDrift).optional(),
  evidently: z
    .strictObject({ columns: z.int(), drifted: z.int(), share: Share, drift: z.boolean() })
    .optional()
    .describe('What Evidently would say of the dataset: drift when half the columns drifted.'),
})
export type DriftReport = z.infer<typeof DriftReport>
