import { UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import { type ColumnType, type Csv, columnRules, type Dataset } from '../project/schema/dataset.ts'
import { presentCell, typedCell } from './cell.ts'
import { readCsvHeader } from './csv-header.ts'
import { type Database, identifier, literal, type Row } from './database.ts'
import type { DataFile } from './files.ts'
import { isTooLarge, tooLarge, unreadable } from './read-fault.ts'

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

/** The unit separator, which the schema of dataset.yaml refuses in names of columns, so that names of ours can hold it. */
export const reserved = '\u001f'
export const badName = (column: string): string => `${column}${reserved}bad`
export const fileColumn = `${reserved}file`
export const rowColumn = `${reserved}row`

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
  const sources = await sourcesOf(database, dataset, files)
  const columns = sources[0]?.columns ?? []
  const declared = Object.keys(dataset.config.columns)
  const present = declared.filter((column) => columns.includes(column))
  const source = sources
    .map(
      (each, index) =>
        `SELECT ${[...present.map((column) => `${cellOf(each, column)} AS ${identifier(column)}`), `${index} AS ${identifier(fileColumn)}`].join(', ')} FROM ${scan(each)}`,
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
    throw await readError(database, { dataset, sources, cause })
  }
  await requireEveryRow(database, name, sources)
  return {
    dataset,
    relation: identifier(name),
    present,
    missing: declared.filter((column) => !columns.includes(column)),
    extra: columns.filter((column) => !declared.includes(column)),
  }
}

/** Bytes. DuckDB would take sixteen times as much for each buffer if it were not told how large they are. */
const longestLine = 16_000_000

/** A file with its columns in their order, and how its lines end. */
interface Source {
  file: DataFile
  csv: Csv
  columns: readonly string[]
  newline: string
}

/**
 * How DuckDB reads one file. Nothing about a CSV file is guessed: what its detection takes for a title it would skip.
 * Strict mode is the default and must not be named: with CRLF line ends named too, no row is read at all.
 */
function scan({ file, csv, columns, newline }: Source): string {
  if (file.format === 'parquet') return `read_parquet(${literal(file.absolute)}, hive_partitioning = false)`
  const types = columns.map((_, index) => `c${index}: 'VARCHAR'`).join(', ')
  const lineEnd = newline.replace('\r', '\\r').replace('\n', '\\n')
  return `read_csv(${literal(file.absolute)}, auto_detect = false, columns = {${types}}, header = true, delim = ${literal(csv.delimiter)}, quote = '"', escape = '"', nullstr = '', new_line = ${literal(lineEnd)}, compression = 'none', hive_partitioning = false, null_padding = false, max_line_size = ${longestLine}, buffer_size = ${2 * longestLine})`
}

/** A declared column of a file, as text. */
function cellOf({ file, csv, columns }: Source, column: string): string {
  if (file.format === 'parquet') return `${identifier(column)}::VARCHAR`
  const cell = `c${columns.indexOf(column)}`
  return csv.trim ? `trim(${cell})` : cell
}

/** The columns of each file; all files must have the same, in whatever order. */
async function sourcesOf(
  database: Database,
  dataset: Configured<Dataset>,
  files: readonly DataFile[],
): Promise<Source[]> {
  const sources: Source[] = []
  for (const file of files)
    sources.push(
      await (file.format === 'csv'
        ? csvSource(file, dataset.config.csv)
        : parquetSource(database, dataset, file)),
    )
  const [first, ...others] = sources
  for (const { file, columns } of others) {
    const expected = first?.columns ?? []
    const differing = [
      ...columns.filter((column) => !expected.includes(column)),
      ...expected.filter((column) => !columns.includes(column)),
    ]
    if (differing.length > 0)
      throw new UserError({
        place: { file: file.path },
        message: `has other columns than ${first?.file.path}: ${differing.map((column) => JSON.stringify(column)).join(', ')}`,
        hint: 'files of one dataset have the same header',
      })
  }
  return sources
}

async function csvSource(file: DataFile, csv: Csv): Promise<Source> {
  const header = await readCsvHeader(file.absolute, csv)
  if ('message' in header) throw new UserError({ place: { file: file.path, line: 1 }, ...header })
  return { file, csv, ...header }
}

async function parquetSource(
  database: Database,
  dataset: Configured<Dataset>,
  file: DataFile,
): Promise<Source> {
  const source = { file, csv: dataset.config.csv, columns: [], newline: '' }
  let described: Row[]
  try {
    described = await database.rows(`DESCRIBE SELECT * FROM ${scan(source)}`)
  } catch (cause) {
    throw unreadable(file, cause)
  }
  const columns = described.map((row) => String(row['column_name']))
  for (const { column_name, column_type } of described) {
    const name = String(column_name)
    if (!columnRules(dataset.config, name) || !isNested(String(column_type))) continue
    throw new UserError({
      place: { file: file.path },
      message: `the column ${JSON.stringify(name)} holds lists, structures or bytes`,
      hint: 'write one plain value for each row',
    })
  }
  return { ...source, columns }
}

function isNested(type: string): boolean {
  return (
    /[[(]/.test(type.replace(/^(DECIMAL|ENUM)\(.*\)$/s, '')) || /^(BLOB|BIT|VARIANT|GEOMETRY)\b/.test(type)
  )
}

/** What DuckDB read is as many rows as the bytes of each CSV file have records. */
async function requireEveryRow(database: Database, name: string, sources: readonly Source[]): Promise<void> {
  const counts = await database.rows(
    `SELECT ${identifier(fileColumn)} AS file, count(*) AS rows FROM ${identifier(name)} GROUP BY ALL`,
  )
  const rowsOf = new Map(counts.map(({ file, rows }) => [Number(file), Number(rows)]))
  for (const [index, { file, columns }] of sources.entries()) {
    if (!file.csv) continue
    const expected = file.csv.records - 1 + (columns.length === 1 ? file.csv.blank : 0)
    const read = rowsOf.get(index) ?? 0
    if (read === expected) continue
    throw new UserError({
      place: { file: file.path },
      message: `has ${expected} rows, of which ${read} could be read`,
      hint: 'lines end the same way throughout, and a quote inside a quoted cell is doubled',
    })
  }
}

/** Names the file that a read of all of them failed on. */
async function readError(
  database: Database,
  { dataset, sources, cause }: { dataset: Configured<Dataset>; sources: readonly Source[]; cause: unknown },
): Promise<unknown> {
  for (const source of sources) {
    const cells = source.columns.map((column) => `count(${cellOf(source, column)})`)
    try {
      await database.rows(`SELECT ${cells.join(', ')} FROM ${scan(source)}`)
    } catch (error) {
      return unreadable(source.file, error)
    }
  }
  return isTooLarge(cause) ? new UserError({ place: { file: dataset.path }, ...tooLarge }, { cause }) : cause
}

/** The typed value of a text column, and whether a value was there that is not of the type. */
function typedColumn(column: string, type: ColumnType): string[] {
  const raw = presentCell(identifier(column), type)
  const value = typedCell(raw, type)
  const isBad = type === 'number' ? `(${value} IS NULL OR NOT isfinite(${value}))` : `${value} IS NULL`
  return [
    `${value} AS ${identifier(column)}`,
    `(${raw} IS NOT NULL AND ${isBad}) AS ${identifier(badName(column))}`,
  ]
}
