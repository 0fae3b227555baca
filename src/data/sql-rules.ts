import { messageOf } from '../project/problem.ts'
import type { TableCheck } from '../project/schema/dataset.ts'
import { type Database, identifier, literal, type Row, withDatabase } from './database.ts'
import type { DataFile } from './files.ts'
import { type OpenDataset, openDataset } from './open.ts'
import { isTooLarge } from './read-fault.ts'
import { aboutOf, verdictAt } from './rule.ts'
import type { RuleResult } from './validation.ts'
import { countText } from './words.ts'

const usualTimeout = 60_000

/**
 * The `sql` checks of a dataset. They run in a database of their own that holds the dataset's rows under its name and that,
 * from before the first of them, can open nothing else, load no extension and change no setting; with limits on memory and
 * time. Only the number of rows that a query gives is told.
 */
export async function sqlResults(
  { dataset }: OpenDataset,
  { files, rows }: { files: readonly DataFile[]; rows: number },
): Promise<RuleResult[]> {
  const { checks } = dataset.config
  if (checks.every(({ sql }) => sql === undefined)) return []
  return withDatabase(
    async (database) => {
      const open = await openDataset(database, { dataset, files, as: '\u001fdata' })
      const columns = open.present.map(identifier).join(', ')
      await database.run(
        `CREATE TABLE ${identifier(dataset.config.dataset)} AS SELECT ${columns} FROM ${open.relation}; DROP TABLE ${open.relation}`,
      )
      await database.confine()
      const results: RuleResult[] = []
      for (const [index, check] of checks.entries())
        if (check.sql !== undefined)
          results.push(await sqlResult(database, { check, sql: check.sql, index, rows }))
      return results
    },
    { memory: '2GB', confined: 'later' },
  )
}

async function sqlResult(
  database: Database,
  { check, sql, index, rows }: { check: TableCheck; sql: string; index: number; rows: number },
): Promise<RuleResult> {
  const base = {
    rule: `checks.${index}.sql`,
    ...aboutOf(check),
    expected: check.name ?? `no row comes from ${shortened(sql)}`,
    rows,
    share: null,
    level: check.level,
  }
  const found = await ask(database, { sql, timeout: check.timeout ?? usualTimeout })
  if ('fault' in found)
    return { ...base, found: found.fault, violations: null, verdict: verdictAt(check.level) }
  const { violations } = found
  return {
    ...base,
    found:
      violations === 0 ? 'there is none' : `${countText(violations)} ${violations === 1 ? 'comes' : 'come'}`,
    violations,
    verdict: violations === 0 ? 'pass' : verdictAt(check.level),
  }
}

function shortened(sql: string): string {
  const line = sql.replace(/\s+/g, ' ').trim()
  return line.length > 100 ? `${line.slice(0, 99)}…` : line
}

async function ask(
  database: Database,
  { sql, timeout }: { sql: string; timeout: number },
): Promise<{ violations: number } | { fault: string }> {
  if (sql.includes('\0')) return { fault: 'not checked: it holds a NUL character' }
  const why = await refusal(database, sql)
  if (why !== undefined) return { fault: `not checked: ${why}` }
  const timer = setTimeout(() => database.interrupt(), timeout)
  try {
    // On lines of its own, so that a comment ends before the bracket does.
    const counted: Row = await database.row(
      `SELECT count(*) AS violations FROM (\n${sql.replace(/;\s*$/, '')}\n)`,
    )
    return { violations: Number(counted.violations) }
  } catch (error) {
    if (/^INTERRUPT/i.test(messageOf(error)))
      return { fault: `not checked: it took more than ${timeout / 1000} s` }
    if (isTooLarge(error)) return { fault: 'not checked: it takes more memory than it may' }
    return { fault: `not checked: ${faultOf(messageOf(error))}` }
  } finally {
    clearTimeout(timer)
  }
}

/** DuckDB parses what it would run: one SELECT and nothing else. */
async function refusal(database: Database, sql: string): Promise<string | undefined> {
  const { tree } = await database.row(`SELECT json_serialize_sql(${literal(sql)})::VARCHAR AS tree`)
  const parsed = JSON.parse(String(tree)) as {
    error: boolean
    error_message?: string
    statements?: unknown[]
  }
  if (parsed.error) return `it is no SELECT that can be read (${firstLine(parsed.error_message ?? '')})`
  return parsed.statements?.length === 1 ? undefined : 'it is more than one statement'
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
