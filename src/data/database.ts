import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import { loadNative } from '../natives/load.ts'

/** A row as plain values: counts are numbers, not BigInt. */
export type Row = Record<string, string | number | boolean | null>

export interface Database {
  run(sql: string): Promise<void>
  rows(sql: string): Promise<Row[]>
  /** The single row of a query that has exactly one. */
  row(sql: string): Promise<Row>
  /** Hands over a large result in chunks, in order. */
  chunks(sql: string, take: (chunk: DuckDBDataChunk) => void): Promise<void>
}

export interface DatabaseOptions {
  /** Most memory, such as `4GB`. */
  memory?: string
  threads?: number
  /** No file and no address can be read from SQL. */
  confined?: boolean
}

/** Opens an embedded DuckDB for some work and closes it afterwards. Its clock is UTC, it installs no extension, and no SQL can change its settings. */
export async function withDatabase<T>(
  use: (database: Database) => Promise<T>,
  options: DatabaseOptions = {},
): Promise<T> {
  const { DuckDBInstance } = await loadNative('@duckdb/node-api')
  const spill = await mkdtemp(join(tmpdir(), 'pawl-duckdb-'))
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: options.memory ?? '4GB',
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    ...(options.confined ? { enable_external_access: 'false' } : {}),
    ...(options.threads ? { threads: String(options.threads) } : {}),
  })
  const connection = await instance.connect()
  try {
    await connection.run(
      "SET TimeZone = 'UTC'; SET preserve_insertion_order = true; SET lock_configuration = true",
    )
    return await use(wrap(connection))
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(spill, { recursive: true, force: true })
  }
}

function wrap(connection: DuckDBConnection): Database {
  const rows = async (sql: string): Promise<Row[]> => {
    const reader = await connection.runAndReadAll(sql)
    return reader
      .getRowObjects()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
  }
  return {
    rows,
    async run(sql) {
      await connection.run(sql)
    },
    async row(sql) {
      const [only, second] = await rows(sql)
      if (!only || second) throw new Error('expected exactly one row')
      return only
    },
    async chunks(sql, take) {
      const result = await connection.stream(sql)
      for (
        let chunk = await result.fetchChunk();
        chunk && chunk.rowCount > 0;
        chunk = await result.fetchChunk()
      )
        take(chunk)
    },
  }
}

function plain(value: DuckDBValue): string | number | boolean | null {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  if (typeof value === 'bigint') return Number(value)
  return String(value)
}

/** DuckDB's version, for reports. */
export async function duckdbVersion(): Promise<string> {
  return (await loadNative('@duckdb/node-api')).version()
}

/** A name as an SQL identifier. */
export function identifier(name: string): string {
  if (name.includes('\0')) throw new Error('an SQL identifier cannot hold a NUL byte')
  return `"${name.replaceAll('"', '""')}"`
}

/** A text as an SQL literal. */
export function literal(text: string): string {
  if (text.includes('\0')) throw new Error('an SQL literal cannot hold a NUL byte')
  return `'${text.replaceAll("'", "''")}'`
}

/** A number as an SQL literal of the very same double; without quotes DuckDB reads a decimal, which may be one off at the end. */
export function doubleLiteral(value: number): string {
  return `'${value}'::DOUBLE`
}
