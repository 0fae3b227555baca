import { UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import { type Csv, columnRules, type Dataset } from '../project/schema/dataset.ts'
import { type CsvHeader, findCsvHeader } from './csv-header.ts'
import { type CsvBytes, countCsv } from './csv-records.ts'
import { type Database, literal, type Row } from './database.ts'
import type { DataFile } from './files.ts'
import { inspectJson } from './json-lines.ts'
import { isNested } from './native-cell.ts'
import { partitionsOf } from './partitions.ts'
import { plainFile } from './plain-file.ts'
import { unreadable } from './read-fault.ts'

interface Common {
  file: DataFile
  /** In the order of the file. */
  columns: readonly string[]
  /** Columns that the folders of the path give, with their values; null is missing. */
  partitions: ReadonlyMap<string, string | null>
}

/** A file with its columns and how it is to be read. */
export type Source =
  | (Common & { format: 'parquet'; types: ReadonlyMap<string, string> })
  | (Common & { format: 'csv'; path: string; csv: Csv; header: CsvHeader; bytes: CsvBytes })
  | (Common & { format: 'json'; path: string })

/** The columns of a file, its partitions among them. */
export function columnsOf({ columns, partitions }: Source): string[] {
  return [...columns, ...partitions.keys()]
}

/** Looks into each file; all must have the same columns, in whatever order. Throws a `UserError` with every bad file. */
export async function sourcesOf(
  database: Database,
  dataset: Configured<Dataset>,
  files: readonly DataFile[],
): Promise<Source[]> {
  const sources: Source[] = []
  const faults: UserError[] = []
  for (const file of files)
    try {
      sources.push(await sourceOf(database, dataset, file))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      faults.push(error)
    }
  if (faults.length > 0) throw new UserError(faults.flatMap(({ problems }) => problems))
  requireSameColumns(sources)
  return sources
}

async function sourceOf(database: Database, dataset: Configured<Dataset>, file: DataFile): Promise<Source> {
  const { config } = dataset
  const partitions = config.partitions ? partitionsOf(dataset, file) : new Map<string, string | null>()
  const own = ({ columns, ...rest }: Source): Source => {
    const both = columns.find((column) => partitions.has(column))
    if (both === undefined) return { ...rest, columns }
    throw new UserError({
      place: { file: file.path },
      message: `has the column ${JSON.stringify(both)} and lies in a folder that gives it too`,
      hint: 'remove one of them',
    })
  }
  if (file.format === 'parquet') return own(await parquetSource(database, { dataset, file, partitions }))
  const path = await plainFile(file, {
    folder: database.folder,
    name: `plain-${database.count()}`,
    encoding: config.csv.encoding,
  })
  if (file.format === 'json')
    return own({
      file,
      path,
      partitions,
      format: 'json',
      columns: await inspectJson(database, { file, path, declared: Object.keys(config.columns) }),
    })
  const header = await findCsvHeader(path, { csv: config.csv, declared: Object.keys(config.columns) })
  if ('message' in header) throw new UserError({ place: { file: file.path, line: 1 }, ...header })
  const bytes = await countCsv(path, { delimiter: header.delimiter, quote: config.csv.quote })
  if (bytes.tooLong)
    throw new UserError({
      place: { file: file.path, line: bytes.tooLong.line },
      ...(bytes.tooLong.isQuoted
        ? { message: 'has a quoted cell of more than 16 MB', hint: 'the quote that ends it may be missing' }
        : { message: 'has a line of more than 16 MB' }),
    })
  if (bytes.holdsNul)
    throw new UserError({
      place: { file: file.path },
      message: 'holds NUL bytes',
      hint: 'save it as UTF-8 text',
    })
  return own({
    file,
    path,
    partitions,
    format: 'csv',
    csv: config.csv,
    header,
    bytes,
    columns: header.columns,
  })
}

async function parquetSource(
  database: Database,
  {
    dataset,
    file,
    partitions,
  }: { dataset: Configured<Dataset>; file: DataFile } & Pick<Common, 'partitions'>,
): Promise<Source> {
  let described: Row[]
  try {
    described = await database.rows(`DESCRIBE SELECT * FROM ${parquetScan([file.absolute])}`)
  } catch (cause) {
    throw unreadable(file, cause)
  }
  const types = new Map(described.map((row) => [String(row.column_name), String(row.column_type)]))
  for (const [name, type] of types)
    if (columnRules(dataset.config, name) && isNested(type))
      throw new UserError({
        place: { file: file.path },
        message: `the column ${JSON.stringify(name)} holds lists, structures or bytes`,
        hint: 'write one plain value for each row',
      })
  return { file, partitions, format: 'parquet', types, columns: [...types.keys()] }
}

function requireSameColumns([first, ...others]: readonly Source[]): void {
  if (!first) return
  const expected = columnsOf(first)
  for (const source of others) {
    const columns = columnsOf(source)
    const differing = [
      ...columns.filter((column) => !expected.includes(column)),
      ...expected.filter((column) => !columns.includes(column)),
    ]
    if (differing.length > 0)
      throw new UserError({
        place: { file: source.file.path },
        message: `has other columns than ${first.file.path}: ${differing.map((column) => JSON.stringify(column)).join(', ')}`,
        hint: 'files of one dataset have the same columns',
      })
  }
}

/** How DuckDB reads Parquet files. */
export function parquetScan(paths: readonly string[]): string {
  return `read_parquet([${paths.map(literal).join(', ')}], hive_partitioning = false)`
}
