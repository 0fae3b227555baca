import { z } from 'zod'
import { Name } from '../name.ts'
import { Amount, Scalar } from './values.ts'

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
  min: Bound.optional().describe('The smallest value allowed; `today` for dates, `now` for timestamps.'),
  max: Bound.optional().describe('The largest value allowed; `today` for dates, `now` for timestamps.'),
  pattern: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe('A regular expression (RE2) that the whole text must match.'),
  level: Level,
})
export type ColumnRules = z.infer<typeof ColumnRules>

/** A rule on the whole table. */
export const TableCheck = z.strictObject({
  rows: z
    .strictObject({
      min: z.int().min(0).optional().describe('The fewest rows allowed.'),
      max: z.int().min(0).optional().describe('The most rows allowed.'),
    })
    .describe('How many rows the dataset must have.'),
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
