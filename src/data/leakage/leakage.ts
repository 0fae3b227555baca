import { z } from 'zod'

const Count = z.int().min(0)

/** What may have told a model about the held-out rows before it was asked. Counts and figures, no cells. */
export const Leakage = z.strictObject({
  /** For the key and for the group: how many of their values are both held out and trained on. */
  'both-sides': z.array(z.strictObject({ columns: z.array(z.string()), values: Count })),
  /** Held-out rows whose features are a training row's and whose target is not. */
  conflicts: Count,
  /** How well one feature alone tells the target on held-out rows, from 0.5 to 1, best first. */
  power: z.array(z.strictObject({ feature: z.string(), auc: z.number().min(0).max(1) })),
  /** Why the power of single features cannot be told, if so. */
  'no-power': z.string().optional(),
  /** Held-out rows that are no later than the newest training row; null without a time. */
  time: z.strictObject({ column: z.string(), rows: Count }).nullable(),
})
export type Leakage = z.infer<typeof Leakage>

/** The two sides as SQL conditions. */
export interface Sides {
  held: string
  trained: string
}
