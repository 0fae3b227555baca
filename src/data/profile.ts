import { z } from 'zod'

const Count = z.int().min(0)
const Figure = z.number().nullable()

/**
 * Counts between fixed edges, the lowest of which stands twice: `counts[0]` is the rows with that value, `counts[i]` those
 * with edges[i] < value <= edges[i+1]. Rows outside the edges are counted apart; a profile that fixed the edges itself has none.
 */
export const Histogram = z.strictObject({
  edges: z.array(z.number()),
  counts: z.array(Count),
  below: Count,
  above: Count,
})
export type Histogram = z.infer<typeof Histogram>

const shared = { name: z.string(), rows: Count, nulls: Count, distinct: Count }

/** A column of numbers, dates (as days since 1970-01-01 UTC) or timestamps (as seconds since then). */
export const NumericProfile = z.strictObject({
  ...shared,
  kind: z.literal('numeric'),
  /** NaN and infinities: they are neither null nor part of the figures. */
  nonfinite: Count,
  min: Figure,
  max: Figure,
  mean: Figure,
  stdev: Figure,
  /** Type 7 quantiles at 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99. */
  quantiles: z.array(z.number()),
  /**
   * The lowest value, then up to 128 bins of about equal counts. Where there are at most 128 values, each has a bin of
   * its own (`[0, 0, 1]`).
   */
  histogram: Histogram,
})

/** A column of text or booleans. */
export const CategoricalProfile = z.strictObject({
  ...shared,
  kind: z.literal('categorical'),
  /** The commonest values, at most 100, commonest first, then by text. */
  top: z.array(z.strictObject({ value: z.string(), count: Count })),
  /** Non-null rows whose value is not in `top`. */
  other: Count,
})

export const ColumnProfile = z.discriminatedUnion('kind', [NumericProfile, CategoricalProfile])
export type ColumnProfile = z.infer<typeof ColumnProfile>
export type NumericProfile = z.infer<typeof NumericProfile>
export type CategoricalProfile = z.infer<typeof CategoricalProfile>

/** The statistics of some rows of a dataset. */
export const Profile = z.strictObject({
  schema: z.literal('pawl/profile@1'),
  dataset: z.string(),
  rows: Count,
  columns: z.array(ColumnProfile),
})
export type Profile = z.infer<typeof Profile>
