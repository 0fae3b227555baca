import { UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import { columnRules, type Dataset } from '../project/schema/dataset.ts'
import { type Database, identifier, literal } from './database.ts'
import type { DataFile } from './files.ts'
import { jsonScan, jsonText } from './json-lines.ts'
import { cellOfNative, cellOfText, never, type TypedCell } from './native-cell.ts'
import { isTooLarge, longestLine, tooLarge, unreadable } from './read-fault.ts'
import { columnsOf, parquetScan, type Source, sourcesOf } from './source.ts'

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
  /** The columns in the first file, in their order; those that its folders give are not among them. */
  order: readonly string[]
  /** The paths of the files, in the order of `␟file`. */
  paths: readonly string[]
  /** Columns whose stored type leaves no cell that is not of the declared one. */
  sound: ReadonlySet<string>
  /** Columns of text that the relation also has as it is stored, as `<name>␟text`: empty text is not null there. */
  stored: ReadonlySet<string>
}

/** The unit separator, which the schema of dataset.yaml refuses in names of columns, so that names of ours can hold it. */
export const reserved = '\u001f'
export const badName = (column: string): string => `${column}${reserved}bad`
export const textName = (column: string): string => `${column}${reserved}text`
export const fileColumn = `${reserved}file`
export const rowColumn = `${reserved}row`

export interface OpenOptions {
  dataset: Configured<Dataset>
  files: readonly DataFile[]
  /** The name of the relation. */
  as?: string
  /**
   * Whether the database holds the rows afterwards and needs the files no more, as it must where a user's program runs
   * before they are read again. If not, Parquet files are read in place, by each query what it needs.
   */
  hold?: boolean
}

/**
 * Opens a dataset's files. Every cell is cast by us, so that a bad one is counted and does not stop the read; cells of CSV
 * and JSON are read as text. Throws a `UserError` that names the file when one cannot be read.
 */
export async function openDataset(database: Database, options: OpenOptions): Promise<OpenDataset> {
  const { dataset, files, hold = true } = options
  const name = options.as ?? 'dataset'
  const sources = await sourcesOf(database, dataset, files)
  const columns = sources[0] ? columnsOf(sources[0]) : []
  const declared = Object.keys(dataset.config.columns)
  const present = declared.filter((column) => columns.includes(column))
  const isInPlace = !hold && sources.every(hasPlaces)
  const cells = new Map(
    present.map((column) => [column, sources.map((source) => cellOf(source, { dataset, column }))]),
  )
  const withAll = (test: (cell: TypedCell) => boolean): Set<string> =>
    new Set(present.filter((column) => cells.get(column)?.every(test)))
  const sound = withAll(({ bad }) => bad === never)
  const stored = isInPlace ? withAll(({ text }) => text !== undefined) : new Set<string>()
  const selects = isInPlace
    ? inPlace(sources, { dataset, present, stored })
    : sources.map((source, index) => rowsOf(source, { dataset, present, stored, index }))
  const kind = isInPlace ? 'VIEW' : 'TABLE'
  try {
    await database.run(`CREATE OR REPLACE ${kind} ${identifier(name)} AS ${selects.join(' UNION ALL ')}`)
  } catch (cause) {
    throw await readError(database, { dataset, sources, cause })
  }
  if (isInPlace) database.onFault((cause) => readError(database, { dataset, sources, cause }))
  else await requireEveryRow(database, name, sources)
  return {
    dataset,
    relation: identifier(name),
    present,
    missing: declared.filter((column) => !columns.includes(column)),
    extra: columns.filter((column) => !declared.includes(column)),
    order: sources[0]?.columns ?? [],
    paths: sources.map(({ file }) => file.path),
    sound,
    stored,
  }
}

interface Columns {
  dataset: Configured<Dataset>
  present: readonly string[]
  stored: ReadonlySet<string>
}

/** DuckDB's own columns for the place of a row of a Parquet file, unless the file has columns of those names. */
const virtual = ['file_index', 'file_row_number']

function hasPlaces({ format, columns }: Source): boolean {
  return format === 'parquet' && !columns.some((column) => virtual.includes(column.toLowerCase()))
}

/** One SELECT for each group of Parquet files that store their columns in the same types. */
function inPlace(sources: readonly Source[], { dataset, present, stored }: Columns): string[] {
  const groups = new Map<string, { first: Source; members: { source: Source; index: number }[] }>()
  sources.forEach((source, index) => {
    const types = source.format === 'parquet' ? present.map((column) => source.types.get(column)) : []
    const key = JSON.stringify(types)
    const group = groups.get(key) ?? { first: source, members: [] }
    group.members.push({ source, index })
    groups.set(key, group)
  })
  return [...groups.values()].map(({ first, members }) => {
    const ofFile = (values: readonly string[]): string =>
      new Set(values).size === 1 ? String(values[0]) : `([${values.join(', ')}])[file_index::BIGINT + 1]`
    const partition = (column: string): string =>
      ofFile(members.map(({ source }) => textOrNull(source.partitions.get(column))))
    const select = [
      ...present.flatMap((column) => named(column, cellOf(first, { dataset, column, partition }), stored)),
      `${ofFile(members.map(({ index }) => String(index)))} AS ${identifier(fileColumn)}`,
      `file_row_number + 1 AS ${identifier(rowColumn)}`,
    ]
    return `SELECT ${select.join(', ')} FROM ${parquetScan(members.map(({ source }) => source.file.absolute))}`
  })
}

/** A SELECT of the rows of one file, in their order. */
function rowsOf(source: Source, { dataset, present, stored, index }: Columns & { index: number }): string {
  const select = [
    ...present.flatMap((column) => named(column, cellOf(source, { dataset, column }), stored)),
    `${index} AS ${identifier(fileColumn)}`,
    `row_number() OVER () AS ${identifier(rowColumn)}`,
  ]
  return `SELECT ${select.join(', ')} FROM ${scan(source)}`
}

function named(column: string, { value, bad, text }: TypedCell, stored: ReadonlySet<string>): string[] {
  const asStored =
    text !== undefined && stored.has(column) ? [`${text} AS ${identifier(textName(column))}`] : []
  return [`${value} AS ${identifier(column)}`, `${bad} AS ${identifier(badName(column))}`, ...asStored]
}

function textOrNull(text: string | null | undefined): string {
  return typeof text === 'string' ? literal(text) : 'NULL::VARCHAR'
}

/** A declared column of a file: its typed value. */
function cellOf(
  source: Source,
  {
    dataset,
    column,
    partition = (name) => textOrNull(source.partitions.get(name)),
  }: { dataset: Configured<Dataset>; column: string; partition?: (column: string) => string },
): TypedCell {
  const { type = 'string', coerce = true } = columnRules(dataset.config, column) ?? {}
  const isStrict = !coerce
  // The name of a folder is text whatever it means.
  if (source.partitions.has(column)) return cellOfText(partition(column), type)
  if (source.format === 'parquet')
    return cellOfNative(identifier(column), source.types.get(column) ?? '', type, { isStrict })
  return cellOfText(textOf(source, column), type, { isStrict })
}

function textOf(source: Source, column: string): string {
  if (source.format === 'parquet') return `${identifier(column)}::VARCHAR`
  if (source.format === 'json') return jsonText(column)
  const cell = `c${source.columns.indexOf(column)}`
  return source.csv.trim ? `trim(${cell})` : cell
}

/**
 * How DuckDB reads one file. Nothing about a CSV file is guessed: what its detection takes for a title it would skip.
 * Strict mode is the default and must not be named: with CRLF line ends named too, no row is read at all.
 */
function scan(source: Source): string {
  if (source.format === 'parquet') return parquetScan([source.file.absolute])
  if (source.format === 'json') return jsonScan(source.path)
  const { path, csv, header, columns } = source
  const types = columns.map((_, index) => `c${index}: 'VARCHAR'`).join(', ')
  const lineEnd = header.newline.replace('\r', '\\r').replace('\n', '\\n')
  const quote = literal(csv.quote === 'none' ? '' : csv.quote)
  // DuckDB would take sixteen times as much for each buffer if it were not told how large they are.
  return `read_csv(${literal(path)}, auto_detect = false, columns = {${types}}, header = ${csv.header}, delim = ${literal(header.delimiter)}, quote = ${quote}, escape = ${quote}, nullstr = '', new_line = ${literal(lineEnd)}, compression = 'none', hive_partitioning = false, null_padding = false, max_line_size = ${longestLine}, buffer_size = ${2 * longestLine})`
}

/** What DuckDB read is as many rows as the bytes of each CSV file have records. */
async function requireEveryRow(database: Database, name: string, sources: readonly Source[]): Promise<void> {
  const counts = await database.rows(
    `SELECT ${identifier(fileColumn)} AS file, count(*) AS rows FROM ${identifier(name)} GROUP BY ALL`,
  )
  const rowsOfFile = new Map(counts.map(({ file, rows }) => [Number(file), Number(rows)]))
  for (const [index, source] of sources.entries()) {
    if (source.format !== 'csv') continue
    const { csv, bytes, columns } = source
    const expected = bytes.records - (csv.header ? 1 : 0) + (columns.length === 1 ? bytes.blank : 0)
    const read = rowsOfFile.get(index) ?? 0
    if (read === expected) continue
    throw new UserError({
      place: { file: source.file.path },
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
    const cells = source.columns.map((column) => `count(${textOf(source, column)})`)
    try {
      await database.rows(`SELECT ${['count(*)', ...cells].join(', ')} FROM ${scan(source)}`)
    } catch (error) {
      return unreadable(source.file, error)
    }
  }
  return isTooLarge(cause) ? new UserError({ place: { file: dataset.path }, ...tooLarge }, { cause }) : cause
}
