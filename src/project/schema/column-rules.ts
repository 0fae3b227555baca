import { z } from 'zod'
import { Name } from '../name.ts'
import { ColumnName, ColumnType, Level, Owner, Where } from './column.ts'
import { Amount, Scalar, Share } from './values.ts'

const Bound = z.union([z.number(), z.string()], {
  error: 'expected a number, a date such as 2026-01-31, today or now',
})

export const Format = z.enum([
  'email',
  'uuid',
  'date',
  'date-time',
  'time',
  'url',
  'hostname',
  'ipv4',
  'ipv6',
  'phone',
])
export type Format = z.infer<typeof Format>

/** Limits on one figure of a column; at least one of them is given. */
function rangeOf(what: string, figure: z.ZodNumber | z.ZodInt = z.number()) {
  return z.strictObject({
    min: figure.optional().describe(`The smallest ${what} allowed.`),
    max: figure.optional().describe(`The largest ${what} allowed.`),
  })
}
export type Range = { min?: number | undefined; max?: number | undefined }

/** `95%`: kept as text, because it is a key. */
const QuantileName = z
  .string()
  .refine((text) => Share.safeParse(text).success, 'expected a percentage such as 95%')
  .meta({ title: 'percentage' })

/** A part of a table: at least, at most, or both. */
const ShareRange = z.strictObject({
  min: Share.optional().describe('The smallest share allowed.'),
  max: Share.optional().describe('The largest share allowed.'),
})

/** What may be asked of the values of a column, any number of times. */
const valueRules = {
  nulls: z
    .strictObject({ max: Amount.describe('At most this share (1%) or count (25) of rows.') })
    .optional()
    .describe("How many rows may lack a value; the dataset's own limit if not given."),
  unique: z.boolean().default(false).describe('Whether no value may occur twice.'),
  'one-of': z
    .array(Scalar)
    .min(1)
    .max(10_000)
    .optional()
    .describe('The only values allowed; they must be of the type of the column.'),
  'not-one-of': z
    .array(Scalar)
    .min(1)
    .max(10_000)
    .optional()
    .describe('Values that are not allowed; they must be of the type of the column.'),
  min: Bound.optional().describe('The smallest value allowed; `today` for dates, `now` for timestamps.'),
  max: Bound.optional().describe('The largest value allowed; `today` for dates, `now` for timestamps.'),
  pattern: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('A regular expression (RE2) that the whole text must match.'),
  length: rangeOf('number of characters', z.int().min(0))
    .optional()
    .describe('How many characters a text must have.'),
  format: Format.optional().describe('What the whole text must be written as.'),
  share: z
    .strictObject({ min: Share.describe('At least this share of the rows with a value.') })
    .optional()
    .describe(
      'How many of the rows with a value must meet each rule on single values, type and unique aside; all if not given.',
    ),
  mean: rangeOf('mean').optional().describe('The mean of the numbers of the column.'),
  median: rangeOf('median').optional().describe('The median of the numbers of the column.'),
  stdev: rangeOf('standard deviation')
    .optional()
    .describe('The sample standard deviation of the numbers of the column.'),
  sum: rangeOf('sum').optional().describe('The sum of the numbers of the column.'),
  quantiles: z
    .record(QuantileName, rangeOf('quantile'))
    .optional()
    .describe('Quantiles of the numbers of the column, such as `95%`, interpolated as in NumPy and R.'),
  distinct: rangeOf('number of different values', z.int().min(0))
    .optional()
    .describe('How many different values the column must have.'),
  'most-common': z
    .strictObject({
      'one-of': z.array(Scalar).min(1).max(1000).optional().describe('What the most common value may be.'),
      share: ShareRange.optional().describe('The share of the rows with a value that have it.'),
    })
    .optional()
    .describe('What the most common value must be, and how common.'),
  monotone: z
    .enum(['increasing', 'decreasing', 'strictly-increasing', 'strictly-decreasing'])
    .optional()
    .describe('How the values follow each other in the order of the files; missing ones are passed over.'),
  outliers: z
    .strictObject({
      method: z
        .enum(['z-score', 'iqr'])
        .default('iqr')
        .describe(
          'Distance from the mean in standard deviations, or outside the quartiles in widths between them.',
        ),
      beyond: z
        .number()
        .positive()
        .optional()
        .describe('From which distance a value is an outlier; 3 for z-score, 1.5 for iqr if not given.'),
      max: Amount.describe('At most this share (1%) or count (25) of the rows with a value.'),
    })
    .optional()
    .describe('How many values may lie far from the others.'),
  references: z
    .strictObject({
      dataset: Name.describe('The dataset that must have the value.'),
      column: ColumnName.describe('The column of that dataset.'),
    })
    .optional()
    .describe('Where every value of the column must be found.'),
  where: Where,
  owner: Owner,
  level: Level,
}

/** A further set of rules on the values of a column. */
export const ColumnCheck = z.strictObject({
  name: z.string().min(1).max(200).optional().describe('What reports call its rules.'),
  description: z.string().max(2000).optional().describe('Why they are checked, for people.'),
  ...valueRules,
  nulls: valueRules.nulls.describe('How many of the rows that are looked at may lack a value.'),
})
export type ColumnCheck = z.infer<typeof ColumnCheck>

/** What the values of one column must look like. */
export const ColumnRules = z.strictObject({
  type: ColumnType.describe('What every value of the column is.'),
  coerce: z
    .boolean()
    .default(true)
    .describe(
      'Whether a value may be written or stored in another way, such as `4.0` for an integer, `yes` for true or a number in a text column; if not, the type is strict.',
    ),
  description: z.string().max(2000).optional().describe('What the column means, for people.'),
  required: z.boolean().default(true).describe('Whether every file must have the column.'),
  ...valueRules,
  checks: z
    .array(ColumnCheck)
    .default([])
    .describe(
      'Further rules on the column, each with its own `name`, `owner`, `level`, `where` and `share`; none of them is taken from the column.',
    ),
})
export type ColumnRules = z.infer<typeof ColumnRules>
