import { z } from 'zod'
import { Name } from '../name.ts'
import { Amount, Scalar, Share } from './values.ts'

export const Level = z
  .enum(['fail', 'warn', 'info'])
  .default('fail')
  .describe('What a violation leads to: fail, warn, or info to report it only.')

export const ColumnType = z.enum(['string', 'integer', 'number', 'boolean', 'date', 'timestamp'])
export type ColumnType = z.infer<typeof ColumnType>

/** Names of columns come from files, so they may hold nearly anything. */
export const ColumnName = z
  .string()
  .min(1, 'expected the name of a column')
  .max(256, 'expected a column name of at most 256 characters')
  // Pawl's own columns hold U+001F, SQL cannot hold NUL, and half a character is none.
  .refine(
    (name) => !name.includes('\0') && !name.includes('\u001f') && !/\p{Surrogate}/u.test(name),
    'expected a column name without NUL, U+001F and broken characters',
  )
  .meta({ title: 'column' })

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

/** What the values of one column must look like. */
export const ColumnRules = z.strictObject({
  type: ColumnType.describe('What every value of the column is.'),
  description: z.string().max(2000).optional().describe('What the column means, for people.'),
  required: z.boolean().default(true).describe('Whether every file must have the column.'),
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
  level: Level,
})
export type ColumnRules = z.infer<typeof ColumnRules>

/** A rule on the whole table: either `rows` or `row`. */
export const TableCheck = z.strictObject({
  rows: z
    .strictObject({
      min: z.int().min(0).optional().describe('The fewest rows allowed.'),
      max: z.int().min(0).optional().describe('The most rows allowed.'),
    })
    .optional()
    .describe('How many rows the dataset must have.'),
  row: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe(
      'An SQL expression over the columns of a row that must be true; rows where it is neither true nor false, because a value is missing, do not count.',
    ),
  share: z
    .strictObject({ min: Share.describe('At least this share of the rows that `row` can be told of.') })
    .optional()
    .describe('How many of the rows must meet `row`; all if not given.'),
  level: Level,
})
export type TableCheck = z.infer<typeof TableCheck>

/** How CSV files differ from RFC 4180. */
const Csv = z.strictObject({
  delimiter: z.enum([',', ';', '\t', '|']).default(',').describe('What stands between two cells.'),
  trim: z
    .boolean()
    .default(false)
    .describe('Whether blanks around names and values are cut off, as in `age, income`.'),
})
export type Csv = z.infer<typeof Csv>

const FilePattern = z.string().min(1, 'expected a file or a pattern such as *.csv').max(500)

/** `data/<name>/dataset.yaml`: the files of a dataset and what their rows must look like. */
export const Dataset = z
  .strictObject({
    dataset: Name.describe('The name of the dataset, the same as that of its folder.'),
    description: z.string().max(2000).optional().describe('What the dataset is about, for people.'),
    files: z
      .union([FilePattern, z.array(FilePattern).min(1)], {
        error: 'expected a pattern such as *.csv, or a list of them',
      })
      .transform((files) => (typeof files === 'string' ? [files] : files))
      .describe("Files or patterns (*, ?, **), relative to the dataset's folder."),
    format: z
      .enum(['csv', 'parquet'])
      .optional()
      .describe('The format of the files; told from their ending if not given.'),
    csv: Csv.prefault({}).describe('How the CSV files are written, where it is not the usual way.'),
    key: z.array(ColumnName).default([]).describe('The columns that together name a row.'),
    time: ColumnName.optional().describe('The date or timestamp column that says when a row came about.'),
    columns: z
      .record(ColumnName, ColumnRules)
      .describe('Every column that matters, and what its values must look like.'),
    nulls: z
      .strictObject({ max: Amount.describe('At most this share (1%) or count (25) of rows.') })
      .prefault({ max: '10%' })
      .describe('How many rows of each column may lack a value, unless the column says otherwise.'),
    checks: z.array(TableCheck).default([]).describe('Rules on the whole table.'),
  })
  .describe('data/<name>/dataset.yaml: the files of a dataset and what their rows must look like.')
export type Dataset = z.infer<typeof Dataset>

/** The rules of a column, or nothing; safe for names such as `constructor`. */
export function columnRules(dataset: Dataset, name: string): ColumnRules | undefined {
  return Object.hasOwn(dataset.columns, name) ? dataset.columns[name] : undefined
}
