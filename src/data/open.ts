import { messageOf, UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import type { ColumnType, Dataset } from '../project/schema/dataset.ts'
import { type Database, identifier, literal } from './database.ts'
import type { DataFile } from './files.ts'

/** A dataset whose rows can be asked for with SQL. */
export interface OpenDataset {
  dataset: Configured<Dataset>
  /**
   * Relation with, for each declared column that is there, its typed value under its own name and, as `<name>␟bad`, whether
   * a value was there that is not of the type; with `␟file` and `␟row`, the place of the row.
   */
  relation: string
  /** Declared columns that the files have. */
  present: readonly string[]
  missing: readonly string[]
  /** Columns of the files that are not declared. */
  extra: readonly string[]
}

/** A name that no column has: the unit separator is refused in column names. */
export const badName = (column: string): string => `${column}\u001fbad`
export const fileColumn = '\u001ffile'
export const rowColumn = '\u001frow'

/**
 * Reads a dataset's files into the database. Every cell is read as text and cast by us, so that a bad cell is counted
 * and does not stop the read. The database holds the rows afterwards and needs the files no more.
 * Throws a `UserError` that names the file when one cannot be read.
 */
export async function openDataset(
  database: Database,
  options: { dataset: Configured<Dataset>; files: readonly DataFile[]; as?: string },
): Promise<OpenDataset> {
  const { dataset, files } = options
  const name = options.as ?? 'dataset'
  const columns = await commonColumns(database, files)
  const declared = Object.keys(dataset.config.columns)
  const present = declared.filter((column) => columns.includes(column))
  const source = files
    .map(
      (file, index) =>
        `SELECT ${[...present.map((column) => `${identifier(column)}::VARCHAR AS ${identifier(column)}`), `${index} AS ${identifier(fileColumn)}`].join(', ')} FROM ${scan(file)}`,
    )
    .join(' UNION ALL ')
  const typed = present.flatMap((column) =>
    typedColumn(column, dataset.config.columns[column]?.type ?? 'string'),
  )
  const select = [...typed, identifier(fileColumn), `row_number() OVER () AS ${identifier(rowColumn)}`]
  try {
    await database.run(
      `CREATE OR REPLACE TABLE ${identifier(name)} AS SELECT ${select.join(', ')} FROM (${source})`,
    )
  } catch (cause) {
    throw await readError(database, files, cause)
  }
  return {
    dataset,
    relation: identifier(name),
    present,
    missing: declared.filter((column) => !columns.includes(column)),
    extra: columns.filter((column) => !declared.includes(column)),
  }
}

/** How DuckDB reads one file: CSV as text with a header, so that no type is guessed. */
function scan({ absolute, format }: DataFile): string {
  if (format === 'parquet') return `read_parquet(${literal(absolute)})`
  return `read_csv(${literal(absolute)}, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"', null_padding = false, strict_mode = true, max_line_size = 16000000)`
}

/** The columns of the files, which must all have the same. */
async function commonColumns(database: Database, files: readonly DataFile[]): Promise<string[]> {
  let first: { file: DataFile; columns: string[] } | undefined
  for (const file of files) {
    const columns = await columnsOf(database, file)
    const strange = columns.find((column) => column.includes('\u001f'))
    if (strange !== undefined)
      throw new UserError({ place: { file: file.path }, message: 'a column name holds a control character' })
    if (!first) {
      first = { file, columns }
      continue
    }
    const expected = first.columns
    const differing = [
      ...columns.filter((column) => !expected.includes(column)),
      ...expected.filter((column) => !columns.includes(column)),
    ]
    if (differing.length > 0)
      throw new UserError({
        place: { file: file.path },
        message: `has other columns than ${first.file.path}: ${differing.map((column) => JSON.stringify(column)).join(', ')}`,
        hint: 'files of one dataset have the same header',
      })
  }
  return first?.columns ?? []
}

async function columnsOf(database: Database, file: DataFile): Promise<string[]> {
  try {
    return (await database.rows(`DESCRIBE SELECT * FROM ${scan(file)}`)).map((row) => String(row.column_name))
  } catch (cause) {
    throw unreadable(file, cause)
  }
}

/** Names the file that a read of all of them failed on. */
async function readError(database: Database, files: readonly DataFile[], cause: unknown): Promise<unknown> {
  for (const file of files) {
    try {
      await database.rows(`SELECT count(*) FROM (SELECT * FROM ${scan(file)})`)
    } catch (error) {
      return unreadable(file, error)
    }
  }
  return cause
}

function unreadable({ path, format }: DataFile, cause: unknown): UserError {
  const line = /Line: (\d+)/.exec(messageOf(cause))?.[1]
  const said =
    messageOf(cause)
      .split('\n')
      .find((part) => part.trim() !== '') ?? ''
  return new UserError(
    {
      place: { file: path, ...(line ? { line: Number(line) } : {}) },
      message: `cannot be read as ${format}: ${said.replaceAll(/[^\s"']*\/([^/\s"']+)/g, '$1').slice(0, 300)}`,
    },
    { cause },
  )
}

/** The typed value of a text column, and whether a value was there that is not of the type. Blank cells are missing values, but for text. */
function typedColumn(column: string, type: ColumnType): string[] {
  const raw =
    type === 'string' ? `nullif(${identifier(column)}, '')` : `nullif(trim(${identifier(column)}), '')`
  const value = cast(raw, type)
  const isBad = type === 'number' ? `(${value} IS NULL OR NOT isfinite(${value}))` : `${value} IS NULL`
  return [
    `${value} AS ${identifier(column)}`,
    `(${raw} IS NOT NULL AND ${isBad}) AS ${identifier(badName(column))}`,
  ]
}

/** DuckDB rounds `1.5` to an integer; a value counts as one only if it is written as one. */
function cast(raw: string, type: ColumnType): string {
  switch (type) {
    case 'string':
      return raw
    case 'integer':
      return `CASE WHEN regexp_full_match(${raw}, '[+-]?[0-9]+(\\.0*)?') THEN TRY_CAST(${raw} AS BIGINT) END`
    case 'number':
      return `TRY_CAST(${raw} AS DOUBLE)`
    case 'boolean':
      return `TRY_CAST(${raw} AS BOOLEAN)`
    case 'date':
      return `TRY_CAST(${raw} AS DATE)`
    case 'timestamp':
      return `TRY_CAST(${raw} AS TIMESTAMP)`
  }
}
