import { z } from 'zod'

/** What a suggested rule found in some of the rows. */
const Found = z.strictObject({ rows: z.int().min(0), found: z.string(), holds: z.boolean() })

/** Values that stand in dataset.yaml. */
export const Written: z.ZodType<WrittenValue> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.array(Written), z.record(z.string(), Written)]),
)
type WrittenValue = string | number | boolean | WrittenValue[] | { [key: string]: WrittenValue }

/** A rule that the data support, where it goes, and how it did on the rows it came from and on others. */
export const Suggestion = z.strictObject({
  /** The column, or null for a rule on the table. */
  column: z.string().nullable(),
  /** Keys for the column, or for the file; `checks` holds one check. */
  keys: z.record(z.string(), Written),
  /** In plain words, what it rests on. */
  because: z.string(),
  /** On the rows that it was made from; null where it is about the whole table only. */
  sample: Found.nullable(),
  /** On rows that it was not made from. */
  'held-out': Found.nullable(),
  /** On all rows, where all were asked. */
  all: Found.nullable(),
})
export type Suggestion = z.infer<typeof Suggestion>

/** A rule before it was tried. */
export type Draft = Pick<Suggestion, 'column' | 'keys' | 'because'>

/** What `pawl suggest` says of a dataset. */
export const Suggestions = z.strictObject({
  schema: z.literal('pawl/suggestions@1'),
  dataset: z.string(),
  /** The file that the rules are for. */
  path: z.string(),
  rows: z.strictObject({
    all: z.int().min(0),
    /** Rows that the rules were made from. */
    sample: z.int().min(0),
    /** Rows that they were tried on. */
    'held-out': z.int().min(0),
  }),
  suggestions: z.array(Suggestion),
  /** Rules that the rows they came from, or other rows, speak against. */
  'left-out': z.array(Suggestion),
  /** What a person has to look at: columns that cannot be declared, cells of another type. */
  remarks: z.array(z.string()),
})
export type Suggestions = z.infer<typeof Suggestions>
