import { z } from 'zod'
import { Name } from '../name.ts'
import { ColumnName, type ColumnType } from './column.ts'
import { type ColumnCheck, ColumnRules } from './column-rules.ts'
import { TableCheck } from './table-check.ts'
import { Amount } from './values.ts'

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
