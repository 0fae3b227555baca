import { z } from 'zod'
import { Digest } from '../../project/digest.ts'
import { ColumnType } from '../../project/schema/column.ts'

const Count = z.int().min(0)

/** One of the two sets of rows. */
const Side = z.strictObject({
  /** `commit 1a2b3c4d5e`, `the working copy`, or a folder. */
  name: z.string(),
  version: Digest,
  rows: Count,
})

/** What is known of a column on one side. Nulls are cells without a value; bad ones are not of the type. */
const ColumnSide = z.strictObject({
  type: ColumnType,
  nulls: Count,
  bad: Count,
  distinct: Count,
  mean: z.number().nullable(),
  stdev: z.number().nullable(),
  /** Single values: told where the reader has the data, never in a report. */
  min: z.number().nullable().optional(),
  max: z.number().nullable().optional(),
})

const Share = z.number().min(0).max(1)

/** How one column changed. */
export const ColumnDiff = z.strictObject({
  column: z.string(),
  kind: z.enum(['numeric', 'categorical']),
  before: ColumnSide,
  after: ColumnSide,
  /** Rows of the same key with another value; null where rows have no key. */
  changed: Count.nullable(),
  /**
   * How far the distribution moved, from 0 to 1: of numbers the largest gap between the cumulative shares
   * (Kolmogorov-Smirnov D between the bins of the first side), of categories the share that would have to change
   * (total variation). null where a side has no value, or where the kinds differ.
   */
  shift: Share.nullable(),
  /** Shares of the rows with a value in the same buckets, without the names of the buckets. */
  shapes: z.strictObject({ before: z.array(Share), after: z.array(Share) }).nullable(),
})
export type ColumnDiff = z.infer<typeof ColumnDiff>

/** The difference between two sets of rows of one dataset. Counts, shares and figures, no cells. */
export const DataDiff = z.strictObject({
  schema: z.literal('pawl/diff@1'),
  dataset: z.string(),
  before: Side,
  after: Side,
  /** Columns of the files, declared or not. */
  columns: z.strictObject({
    added: z.array(z.string()),
    removed: z.array(z.string()),
    retyped: z.array(z.strictObject({ column: z.string(), before: ColumnType, after: ColumnType })),
  }),
  rows: z.strictObject({
    /** What makes two rows the same: their key, or all values that both sides have. */
    by: z.enum(['key', 'values']),
    key: z.array(z.string()),
    added: Count,
    removed: Count,
    /** Rows of the same key with another value; null without a key. */
    changed: Count.nullable(),
    same: Count,
    /** Rows that were not compared, because their key is missing or occurs more than once. */
    unclear: z.strictObject({ before: Count, after: Count }),
  }),
  /** Columns that both sides declare and have, those that moved furthest first; not the one that names the rows. */
  profile: z.array(ColumnDiff),
})
export type DataDiff = z.infer<typeof DataDiff>

/** A report tells of so many columns at most. */
const mostReported = 100

/** What may stand in a report that others read: no single values, and not too much. */
export function reportable(diff: DataDiff): DataDiff {
  const bare = ({ min: _min, max: _max, ...side }: ColumnDiff['before']): ColumnDiff['before'] => side
  return {
    ...diff,
    profile: diff.profile
      .slice(0, mostReported)
      .map((column) => ({ ...column, before: bare(column.before), after: bare(column.after) })),
  }
}

/** Whether there is anything to tell of a column. */
export function hasMoved({ before, after, changed, shift }: ColumnDiff): boolean {
  return (
    (changed ?? 0) > 0 ||
    (shift ?? 1) > 0 ||
    before.nulls !== after.nulls ||
    before.bad !== after.bad ||
    before.type !== after.type
  )
}
