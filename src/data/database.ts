import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DuckDBConnection, DuckDBDataChunk, DuckDBValue } from '@duckdb/node-api'
import { loadDuckdb } from '../natives/load.ts'

/** A row as plain values: counts are numbers, not BigInt. */
export type Row = Record<string, string | number | boolean | null>

export interface Database {
  /** A folder of its own for files that are needed while it is open. */
  folder: string
  /** 1, 2, 3 …: for names that no other has. */
  count(): number
  /** From now on no file and no address can be read, and that cannot be undone. */
  confine(): Promise<void>
  /** Ends the query that is running. */
  interrupt(): void
  /** Has the failures of later queries explained, as where a file turns out to be damaged. */
  onFault(explain: (cause: unknown) => Promise<unknown>): void
  run(sql: string): Promise<void>
  rows(sql: string): Promise<Row[]>
  /** The single row of a query that has exactly one. */
  row(sql: string): Promise<Row>
  /** Hands over a large result in chunks, in order. */
  chunks(sql: string, take: (chunk: DuckDBDataChunk) => Promise<void> | void): Promise<void>
}

export interface DatabaseOptions {
  /** Most memory, such as `4GB`. */
  memory?: string
  threads?: number
  /** No file and no address can be read from SQL; `later` from a call of `confine` on. */
  confined?: boolean | 'later'
}

/** No SQL can change a setting after this. */
const lock = 'SET lock_configuration = true'

/** Opens an embedded DuckDB for some work and closes it afterwards. Its clock is UTC, it installs no extension, and no SQL can change its settings. */
export async function withDatabase<T>(
  use: (database: Database) => Promise<T>,
  options: DatabaseOptions = {},
): Promise<T> {
  const { DuckDBInstance } = await loadDuckdb()
  const spill = await mkdtemp(join(tmpdir(), 'pawl-duckdb-'))
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: options.memory ?? '4GB',
    temp_directory: spill,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    ...(options.confined === true ? { enable_external_access: 'false' } : {}),
    ...(options.threads ? { threads: String(options.threads) } : {}),
  })
  const connection = await instance.connect()
  try {
    // DuckDB reads ahead while the chunks of a large result are taken: a group of rows for each core, or all but one would wait.
    await connection.run(
      "SET TimeZone = 'UTC'; SET preserve_insertion_order = true; SET streaming_buffer_size = '64MB'",
    )
    if (options.confined !== 'later') await connection.run(lock)
    return await use(wrap(connection, spill))
  } finally {
    connection.closeSync()
    instance.closeSync()
    await rm(spill, { recursive: true, force: true })
  }
}

function wrap(connection: DuckDBConnection, folder: string): Database {
  const explaining: ((cause: unknown) => Promise<unknown>)[] = []
  let counted = 0
  let isExplaining = false
  /** Explains a failure; queries that an explanation asks fail as they are. */
  const explained = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask()
    } catch (error) {
      if (isExplaining) throw error
      isExplaining = true
      try {
        let cause: unknown = error
        for (const explain of explaining) cause = await explain(cause)
        throw cause
      } finally {
        isExplaining = false
      }
    }
  }
  const rows = async (sql: string): Promise<Row[]> => {
    const reader = await explained(() => connection.runAndReadAll(sql))
    return reader
      .getRowObjects()
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
  }
  return {
    folder,
    count: () => ++counted,
    async confine() {
      await connection.run(`SET enable_external_access = false; ${lock}`)
    },
    interrupt: () => connection.interrupt(),
    onFault: (explain) => void explaining.push(explain),
    rows,
    async run(sql) {
      await explained(() => connection.run(sql))
    },
    async row(sql) {
      const [only, second] = await rows(sql)
      if (!only || second) throw new Error('expected exactly one row')
      return only
    },
    chunks: (sql, take) =>
      explained(async () => {
        const result = await connection.stream(sql)
        for (
          let chunk = await result.fetchChunk();
          chunk && chunk.rowCount > 0;
          chunk = await result.fetchChunk()
        )
          await take(chunk)
      }),
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
  return (await loadDuckdb()).version()
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
