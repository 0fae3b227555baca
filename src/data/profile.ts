import { z } from 'zod'
import { ColumnType } from '../project/schema/column.ts'

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

const shared = {
  name: z.string(),
  type: ColumnType,
  rows: Count,
  nulls: Count,
  distinct: Count,
  /** How far a profile may be off that was merged from others. One that was made from rows is exact and has none. */
  error: z
    .strictObject({
      /** Of `distinct`. */
      distinct: Count,
      /** Of numbers: rows up to and with an edge. Of categories: rows that a value of `top` may have more than it says. */
      counts: Count,
    })
    .optional(),
}

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
  /** Type 7 quantiles at 0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99; of a merged profile as near as its histogram tells. */
  quantiles: z.array(z.number()),
  /**
   * The lowest value, then up to 128 bins of about equal counts, fewer where they would take more than the column's share of
   * the bytes. Up to 128 values have a bin each (`[0, 0, 1]`), as far as they find room.
   */
  histogram: Histogram,
})

/** A column of text or booleans. */
export const CategoricalProfile = z.strictObject({
  ...shared,
  kind: z.literal('categorical'),
  /** Characters of the values of a column of text; null where there is none. */
  lengths: z.strictObject({ min: Count, max: Count, mean: z.number() }).nullable(),
  /** The commonest values and their rows, at most 100 and as many as find room, commonest first. Long ones stand shortened. */
  top: z.array(z.tuple([z.string(), Count])),
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

/** The shares of `quantiles`. */
export const quantileShares = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99] as const
