import { UserError } from '../project/problem.ts'
import type { ColumnType } from '../project/schema/column.ts'
import type { RowsOf } from './column-values.ts'
import { type Database, identifier, literal } from './database.ts'

/** Rows of a file that no dataset.yaml speaks of. */
export interface OpenFiles extends RowsOf {
  columns: ReadonlyMap<string, ColumnType>
}

/**
 * Opens a Parquet or CSV file, or several by a pattern, and takes the types as they are written there or as DuckDB finds them in
 * the text. Columns of lists, structures and bytes are left out. Throws a `UserError` that names the file.
 */
export async function openFiles(
  database: Database,
  { path, as }: { path: string; as: string },
): Promise<OpenFiles> {
  const isCsv = /\.(csv|tsv|txt)(\.gz|\.zst)?$/i.test(path)
  const source = isCsv
    ? `read_csv(${literal(path)}, sample_size = 100000)`
    : `read_parquet(${literal(path)}, hive_partitioning = false)`
  const relation = identifier(as)
  try {
    await database.run(
      `CREATE OR REPLACE ${isCsv ? 'TABLE' : 'TEMP VIEW'} ${relation} AS SELECT * FROM ${source}`,
    )
    const described = await database.rows(`DESCRIBE ${relation}`)
    const columns = described.flatMap(({ column_name, column_type }) => {
      const type = typeOf(String(column_type))
      return type === undefined ? [] : [[String(column_name), type] as const]
    })
    return { relation, where: 'true', columns: new Map(columns) }
  } catch (cause) {
    const [said = ''] = String(cause instanceof Error ? cause.message : cause).split('\n')
    throw new UserError(
      { place: { file: path }, message: 'cannot be read', hint: said.slice(0, 300) },
      { cause },
    )
  }
}

function typeOf(type: string): ColumnType | undefined {
  if (/[[(]/.test(type.replace(/^(DECIMAL|ENUM)\(.*\)$/s, '')) || /^(BLOB|BIT|STRUCT|MAP|UNION)/.test(type))
    return undefined
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$|^(DOUBLE|FLOAT|DECIMAL.*)$/.test(type)) return 'number'
  if (type === 'DATE') return 'date'
  if (type.startsWith('TIMESTAMP')) return 'timestamp'
  return type === 'BOOLEAN' ? 'boolean' : 'string'
}
