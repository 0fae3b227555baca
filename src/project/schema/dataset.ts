import { z } from 'zod'
import { Name } from '../name.ts'
import { Amount, Duration, Percentage, Scalar, Share } from './values.ts'

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

const Where = z
  .string()
  .min(1)
  .max(1000)
  .optional()
  .describe('An SQL expression over the columns of a row; only rows for which it is true are looked at.')
const Owner = z.string().min(1).max(100).optional().describe('Who to ask about it.')

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

/** Of which figure a check speaks. */
export const FigureName = z.enum(['rows', 'nulls', 'distinct', 'min', 'max', 'mean', 'stdev', 'sum'])
export type FigureName = z.infer<typeof FigureName>

const figureOfColumn = {
  figure: FigureName.default('rows').describe('Rows of the dataset, or a figure of a column.'),
  column: ColumnName.optional().describe('The column, for every figure but rows.'),
}

/** A rule on the whole table: exactly one of `rows`, `row`, `columns`, `fresh`, `sql`, `same`, `score` and `anomaly`. */
export const TableCheck = z.strictObject({
  name: z.string().min(1).max(200).optional().describe('What reports call the check.'),
  description: z.string().max(2000).optional().describe('Why it is checked, for people.'),
  owner: Owner,
  rows: z
    .strictObject({
      min: z.int().min(0).optional().describe('The fewest rows allowed.'),
      max: z.int().min(0).optional().describe('The most rows allowed.'),
      'max-change': Percentage.optional().describe(
        'How far the number of rows may move from that of the last recorded version of the data.',
      ),
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
  columns: z
    .strictObject({
      extra: z
        .enum(['allow', 'refuse'])
        .default('allow')
        .describe('Whether the files may have columns that are not declared.'),
      order: z
        .enum(['any', 'declared'])
        .default('any')
        .describe('Whether the declared columns must come in the order of dataset.yaml.'),
    })
    .optional()
    .describe('Which columns the files may have beside the declared ones, and in which order.'),
  fresh: z
    .strictObject({
      column: ColumnName.describe('A date or timestamp column.'),
      within: Duration.describe('The newest row is at most this old; a date counts until its end (UTC).'),
    })
    .optional()
    .describe('How old the newest row may be. A time in the future is a violation too, and not the newest.'),
  sql: z
    .string()
    .min(1)
    .max(20_000)
    .optional()
    .describe(
      'One SELECT whose rows are violations; the table has the name of the dataset and its declared columns. It can read nothing else.',
    ),
  timeout: Duration.optional().describe('When `sql` is stopped; after 1m if not given.'),
  same: z
    .strictObject({
      ...figureOfColumn,
      dataset: Name.describe('The dataset to compare with.'),
      as: ColumnName.optional().describe('The column of that dataset; the same name if not given.'),
      tolerance: Percentage.default(0).describe('How far the figure may be from that of the other dataset.'),
    })
    .optional()
    .describe('A figure that must equal that of another dataset.'),
  score: z
    .strictObject({
      completeness: Share.optional().describe(
        'The smallest share of cells of declared columns with a value.',
      ),
      consistency: Share.optional().describe(
        'The smallest share of what the rules on rows and single values look at that meets them.',
      ),
    })
    .optional()
    .describe('Quality of the dataset as a whole.'),
  anomaly: z
    .strictObject({
      ...figureOfColumn,
      z: z
        .number()
        .positive()
        .default(3.5)
        .describe('From which robust z-score on a figure counts as unusual.'),
    })
    .optional()
    .describe(
      'A figure that must not be unusual among those of the recorded versions (pawl validate --record); takes seven of them.',
    ),
  where: Where,
  share: z
    .strictObject({ min: Share.describe('At least this share of the rows that `row` can be told of.') })
    .optional()
    .describe('How many of the rows must meet `row`; all if not given.'),
  level: Level,
})
export type TableCheck = z.infer<typeof TableCheck>

export const FileFormat = z.enum(['csv', 'parquet', 'json'])
export type FileFormat = z.infer<typeof FileFormat>

/** How CSV files are written, where it is not as RFC 4180 says. */
const Csv = z.strictObject({
  delimiter: z
    .enum([',', ';', '\t', '|'])
    .optional()
    .describe(
      'What stands between two cells; found from the header and the names of the columns if not given.',
    ),
  quote: z
    .enum(['"', "'", 'none'])
    .default('"')
    .describe('What stands around cells that hold a delimiter or a line break; doubled inside such a cell.'),
  header: z
    .boolean()
    .default(true)
    .describe('Whether the first line names the columns; if not, they come in the order of `columns`.'),
  encoding: z
    .enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'])
    .optional()
    .describe('How the text is encoded; UTF-8, or what its byte order mark says, if not given.'),
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
    tags: z
      .array(
        z
          .string()
          .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,49}$/, 'expected a tag such as pii or team/crm')
          .meta({ title: 'tag' }),
      )
      .max(20)
      .optional()
      .describe('Words to find the dataset by; recorded with its versions.'),
    files: z
      .union([FilePattern, z.array(FilePattern).min(1)], {
        error: 'expected a pattern such as *.csv, or a list of them',
      })
      .transform((files) => (typeof files === 'string' ? [files] : files))
      .describe(
        "Files or patterns (*, ?, **), relative to the dataset's folder; or addresses such as https://host/a.parquet and s3://bucket/a/*.parquet.",
      ),
    format: FileFormat.optional().describe(
      'The format of the files; told from their ending (such as .csv, .csv.gz, .jsonl.zst, .parquet) if not given.',
    ),
    partitions: z
      .boolean()
      .default(false)
      .describe('Whether folders named `year=2026` give columns, as Hive and Spark write them.'),
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

/** Rules that are asked of a column together, and the keys that lead to them. */
export interface RuleSet {
  column: string
  type: ColumnType
  path: readonly PropertyKey[]
  /** Whether they are the column's own, beside which there may be `checks`. */
  isOwn: boolean
  rules: ColumnRules | ColumnCheck
}

/** The rules of each column: its own, then those of its `checks`. */
export function ruleSets({ columns }: Dataset): RuleSet[] {
  return Object.entries(columns).flatMap(([column, own]): RuleSet[] => {
    const path = ['columns', column]
    return [
      { column, type: own.type, path, isOwn: true, rules: own },
      ...own.checks.map(
        (rules, index): RuleSet => ({
          column,
          type: own.type,
          path: [...path, 'checks', index],
          isOwn: false,
          rules,
        }),
      ),
    ]
  })
}
