import { messageOf } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import type { Dataset } from '../project/schema/dataset.ts'
import { type Database, identifier, literal, type Row, withDatabase } from './database.ts'
import type { DataFile } from './files.ts'
import { openDataset } from './open.ts'
import { isTooLarge } from './read-fault.ts'

/** A user's query, with the place of its check and the milliseconds that it may take. */
export interface SqlQuestion {
  index: number
  sql: string
  timeout: number
}

/** How many rows a query gave, or why it gave none that count. */
export type SqlAnswer = { violations: number } | { fault: string }

/** What queries are asked of. */
export interface SqlTask {
  dataset: Configured<Dataset>
  files: readonly DataFile[]
  questions: readonly SqlQuestion[]
  /** Most memory of the database, such as `500MB`. */
  memory: string
}

/** Beyond the rows themselves. */
const mostSpilt = 10e9

/** Table functions that make rows of what they are given. All others read files, or what the database is and does. */
const tableFunctions = new Set('range generate_series unnest repeat json_each json_tree'.split(' '))

/**
 * Asks queries in a database of their own that holds the dataset's rows under its name and that, from before the first of
 * them, can open nothing else, load no extension and change no setting; with limits on memory and disk. A limit on time holds
 * between the steps of a query only: one call of a function is never stopped.
 */
export async function answerSql(
  { dataset, files, questions, memory }: SqlTask,
  told: {
    /** Hears of each query before it is asked. */
    asks: (question: SqlQuestion) => void
    answers: (question: SqlQuestion, answer: SqlAnswer) => void
  },
): Promise<void> {
  await withDatabase(
    async (database) => {
      const open = await openDataset(database, { dataset, files, as: '\u001fdata' })
      const columns = open.present.map(identifier).join(', ')
      await database.run(
        `CREATE TABLE ${identifier(dataset.config.dataset)} AS SELECT ${columns} FROM ${open.relation}; DROP TABLE ${open.relation}`,
      )
      const { spilt } = await database.row(
        'SELECT coalesce(sum(size), 0)::DOUBLE AS spilt FROM duckdb_temporary_files()',
      )
      await database.run(`SET max_temp_directory_size = '${Math.ceil((Number(spilt) + mostSpilt) / 1e6)}MB'`)
      await database.confine()
      for (const question of questions) {
        told.asks(question)
        told.answers(question, await ask(database, question))
      }
    },
    { memory, confined: 'later' },
  )
}

async function ask(database: Database, { sql, timeout }: SqlQuestion): Promise<SqlAnswer> {
  if (sql.includes('\0')) return { fault: 'it holds a NUL character' }
  const why = await refusal(database, sql)
  if (why !== undefined) return { fault: why }
  const timer = setTimeout(() => database.interrupt(), timeout)
  try {
    // On lines of its own, so that a comment ends before the bracket does.
    const counted: Row = await database.row(
      `SELECT count(*) AS violations FROM (\n${sql.replace(/;\s*$/, '')}\n)`,
    )
    return { violations: Number(counted.violations) }
  } catch (error) {
    if (/^INTERRUPT/i.test(messageOf(error))) return { fault: tooSlow(timeout) }
    return { fault: isTooLarge(error) ? tooMuchMemory : faultOf(messageOf(error)) }
  } finally {
    clearTimeout(timer)
  }
}

export const tooMuchMemory = 'it takes more memory than it may'

export function tooSlow(timeout: number): string {
  return `it took more than ${timeout / 1000} s`
}

/** DuckDB parses what it would run: one SELECT and nothing else, of its rows and of what it makes itself. */
async function refusal(database: Database, sql: string): Promise<string | undefined> {
  const { tree } = await database.row(`SELECT json_serialize_sql(${literal(sql)})::VARCHAR AS tree`)
  const parsed = JSON.parse(String(tree)) as {
    error: boolean
    error_message?: string
    statements?: unknown[]
  }
  if (parsed.error) return `it is no SELECT that can be read (${firstLine(parsed.error_message ?? '')})`
  if (parsed.statements?.length !== 1) return 'it is more than one statement'
  return refusedPart(parsed.statements)
}

function refusedPart(part: unknown): string | undefined {
  if (typeof part !== 'object' || part === null) return undefined
  const node = part as { type?: unknown; function?: { function_name?: unknown } }
  if (node.type === 'SHOW_REF') return 'it is no SELECT'
  if (node.type === 'TABLE_FUNCTION') {
    const name = String(node.function?.function_name).toLowerCase()
    if (!tableFunctions.has(name)) return `the function ${name} is not allowed here`
  }
  for (const inner of Object.values(part)) {
    const refused = refusedPart(inner)
    if (refused !== undefined) return refused
  }
  return undefined
}

/** Messages of casts quote cells, so only those of names and permissions are told whole. */
function faultOf(message: string): string {
  const kind = /^([A-Za-z ]+) Error/.exec(message)?.[1] ?? 'SQL'
  if (/^(Binder|Catalog|Parser|Permission)$/.test(kind)) return firstLine(message)
  return `it ends with a ${kind.toLowerCase()} error`
}

function firstLine(text: string): string {
  return text.split('\n')[0]?.slice(0, 200) ?? ''
}
