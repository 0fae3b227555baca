import { pathText } from '../project/explain.ts'
import { messageOf, type Place, UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import type { ColumnType } from '../project/schema/column.ts'
import { type Dataset, ruleSets } from '../project/schema/dataset.ts'
import { type Database, identifier, literal, withDatabase } from './database.ts'
import { withoutZeroDivisors } from './zero-divisors.ts'

/** A user's expression, written anew from what was understood of it. */
export interface RowExpression {
  sql: string
  /** The declared columns that it speaks of. */
  columns: string[]
}

type Gives = 'condition' | 'number'

/** Names that Pawl gives a meaning beside the columns; behind `pawl.` they are always Pawl's. */
export interface OwnNames {
  names: readonly string[]
  /** In lower case, those that could be meant for a column too, and what is to be written instead. */
  ambiguous: ReadonlyMap<string, { problem: string; hint: string }>
}
/** The table that expressions are asked of, by which Pawl's names are told from columns. */
export const ownTable = 'pawl'
const numeric = /^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\(.*\)|BOOLEAN)$/

/** What an expression is to look like that is true or false. */
export function conditionHint(key: string): string {
  return `${key} takes one SQL expression over the columns, such as total >= price * 2`
}

type Node = { readonly [key: string]: unknown }

/** What an expression may be made of. Everything else is refused: subqueries, windows, lambdas, stars, parameters. */
const classes = new Set(
  'COLUMN_REF CONSTANT COMPARISON CONJUNCTION OPERATOR FUNCTION CAST CASE BETWEEN'.split(' '),
)
const operators = new Set(
  'OPERATOR_NOT OPERATOR_IS_NULL OPERATOR_IS_NOT_NULL OPERATOR_COALESCE COMPARE_IN COMPARE_NOT_IN'.split(' '),
)
/** Functions of the values of one row: they read nothing, take time in the length of a value and make nothing large. */
const functions = new Set(
  `+ - * / // % || ~~ !~~ ~~* !~~* abs sign round floor ceil ceiling trunc sqrt ln log10 exp pow power greatest least nullif
  length lower upper trim ltrim rtrim left right substring substr contains starts_with prefix ends_with suffix
  regexp_full_match regexp_matches year month day hour minute second date_part date_trunc date_diff datediff
  to_years to_months to_weeks to_days to_hours to_minutes to_seconds`.split(/\s+/),
)
const castTypes = new Set('BOOLEAN INTEGER BIGINT DOUBLE VARCHAR DATE TIMESTAMP'.split(' '))
export const sqlTypes: Record<ColumnType, string> = {
  string: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
}

/**
 * Reads the expressions of a dataset's rules, by their path such as `checks.0.row`. Throws a `UserError` for one that is not
 * known to be harmless.
 */
export function rowExpressions(dataset: Configured<Dataset>): Promise<Map<string, RowExpression>> {
  const written = new Map(expressionsOf(dataset.config).map((each) => [each.path.join('.'), each]))
  return readExpressions(dataset.config, {
    texts: new Map([...written].map(([id, { text }]) => [id, text])),
    told: (id) => {
      const path = written.get(id)?.path ?? []
      return {
        called: pathText(path),
        place: dataset.placeOf?.(path) ?? { file: dataset.path },
        hint: conditionHint(String(path.at(-1))),
      }
    },
  })
}

/**
 * Reads expressions over the columns of a dataset, by their paths. DuckDB parses each; only what is known to be harmless is
 * taken, and is then bound in a database of its own that has no rows and can reach no file. Throws a `UserError` for any other.
 */
export async function readExpressions(
  { columns }: { columns: Readonly<Record<string, { type: ColumnType }>> },
  {
    texts,
    gives = 'condition',
    own,
    told,
  }: {
    texts: ReadonlyMap<string, string>
    /** What an expression has to be. */
    gives?: Gives
    own?: OwnNames
    told: (path: string) => { called: string; place: Place; hint: string }
  },
): Promise<Map<string, RowExpression>> {
  const read = new Map<string, RowExpression>()
  if (texts.size === 0) return read
  return withDatabase(
    async (database) => {
      const typed = Object.entries(columns).map(([name, { type }]) => `${identifier(name)} ${sqlTypes[type]}`)
      await database.run(`CREATE TABLE one_row (${typed.join(', ')})`)
      for (const [path, text] of texts) {
        const names = Object.keys(columns)
        const expression = await readExpression(database, { text, columns: names, gives, own })
        if ('problem' in expression) {
          const { called, place, hint } = told(path)
          throw new UserError({
            place,
            message: `${called}: ${expression.problem}`,
            hint: expression.hint ?? hint,
          })
        }
        read.set(path, expression)
      }
      return read
    },
    { confined: true, threads: 1, memory: '200MB' },
  )
}

function expressionsOf(dataset: Dataset): { path: PropertyKey[]; text: string }[] {
  const found: { path: PropertyKey[]; text: string | undefined }[] = [
    ...dataset.checks.flatMap(({ row, where }, index) => [
      { path: ['checks', index, 'row'], text: row },
      { path: ['checks', index, 'where'], text: where },
    ]),
    ...ruleSets(dataset).map(({ path, rules }) => ({ path: [...path, 'where'], text: rules.where })),
  ]
  return found.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]))
}

async function readExpression(
  database: Database,
  {
    text,
    columns,
    gives,
    own,
  }: { text: string; columns: readonly string[]; gives: Gives; own: OwnNames | undefined },
): Promise<RowExpression | Refusal> {
  if (text.includes('\0')) return { problem: 'holds a NUL character' }
  // On lines of its own, so that a comment ends before the bracket does.
  const query = literal(`SELECT (\n${text}\n)`)
  const { tree } = await database.row(
    `SELECT json_serialize_sql(${query}, skip_null := true, skip_empty := true, skip_default := true)::VARCHAR AS tree`,
  )
  const parsed = JSON.parse(String(tree)) as Node
  if (parsed.error === true) return { problem: String(parsed.error_message) }
  const root = onlyExpression(parsed)
  if (!root) return { problem: 'is more than one expression' }
  const used = new Set<string>()
  const refused = refusal(root, { columns, used, own })
  if (refused) return typeof refused === 'string' ? { problem: refused } : refused
  const sql = await writtenAnew(database, { query, gives })
  try {
    const [described] = await database.rows(`DESCRIBE SELECT ${sql} FROM one_row AS ${ownTable}`)
    const type = String(described?.column_type)
    if (gives === 'condition' && type !== 'BOOLEAN') return { problem: 'is neither true nor false' }
    if (gives === 'number' && !numeric.test(type)) return { problem: 'is no number' }
  } catch (error) {
    return { problem: firstLine(messageOf(error)) }
  }
  return { sql, columns: [...used] }
}

/** The SQL of what was parsed, in which a condition divides by no 0. */
async function writtenAnew(
  database: Database,
  { query, gives }: { query: string; gives: Gives },
): Promise<string> {
  const { whole, guard } = await database.row(
    `SELECT json_serialize_sql(${query})::VARCHAR AS whole, json_serialize_sql('SELECT nullif(1, 0)')::VARCHAR AS guard`,
  )
  const tree = gives === 'condition' ? withoutZeroDivisors(String(whole), String(guard)) : String(whole)
  const { again } = await database.row(`SELECT json_deserialize_sql(${literal(tree)}::JSON) AS again`)
  return String(again).replace(/^SELECT /, '')
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}

/** The one expression of a statement that has nothing else. */
function onlyExpression({ statements }: Node): Node | undefined {
  const [statement, another] = Array.isArray(statements) ? (statements as Node[]) : []
  const node = statement?.node as Node | undefined
  if (!statement || another || !node || Object.keys(statement).length > 1) return undefined
  const { type, select_list, from_table, aggregate_handling, ...others } = node
  const isPlain =
    type === 'SELECT_NODE' &&
    (from_table as Node).type === 'EMPTY' &&
    aggregate_handling === 'STANDARD_HANDLING' &&
    Object.keys(others).length === 0
  const [expression, second] = Array.isArray(select_list) ? (select_list as Node[]) : []
  return isPlain && !second ? expression : undefined
}

interface Refusal {
  problem: string
  hint?: string
}

interface Speaking {
  columns: readonly string[]
  used: Set<string>
  own: OwnNames | undefined
}

/** Why a part of an expression is not taken; collects the columns that it speaks of. */
function refusal(part: unknown, of: Speaking): string | Refusal | undefined {
  if (typeof part !== 'object' || part === null) return undefined
  if (Array.isArray(part)) return firstRefusal(part, of)
  const node = part as Node
  const kind = node.class
  if (kind === undefined) return firstRefusal(Object.values(node), of)
  if (!classes.has(String(kind)))
    return `${String(kind).toLowerCase().replaceAll('_', ' ')} is not allowed here`
  if (kind === 'CONSTANT') return undefined
  if (kind === 'COLUMN_REF') return columnRefusal(node, of)
  if (kind === 'OPERATOR' && !operators.has(String(node.type)))
    return `${String(node.type).toLowerCase().replaceAll('_', ' ')} is not allowed here`
  if (kind === 'FUNCTION') {
    const name = String(node.function_name).toLowerCase()
    const isPlain = (node.schema ?? 'main') === 'main' && !('catalog' in node) && !('filter' in node)
    if (!functions.has(name) || !isPlain) return `the function ${name} is not allowed here`
  }
  if (kind === 'CAST' && !castTypes.has(String((node.cast_type as Node).id)))
    return `a cast takes ${[...castTypes].join(', ')}`
  return firstRefusal(Object.values(node), of)
}

function firstRefusal(parts: readonly unknown[], of: Speaking): string | Refusal | undefined {
  for (const part of parts) {
    const refused = refusal(part, of)
    if (refused) return refused
  }
  return undefined
}

/** SQL does not tell upper from lower case in names, nor may columns of one dataset differ by it only. */
function columnRefusal(node: Node, { columns, used, own }: Speaking): string | Refusal | undefined {
  const names = (node.column_names ?? []) as string[]
  const isOwn = own !== undefined && names.length === 2 && names[0]?.toLowerCase() === ownTable
  const [name, another] = isOwn ? names.slice(1) : names
  const known = isOwn ? own.names : columns
  const column = known.find((each) => each.toLowerCase() === name?.toLowerCase())
  if (column === undefined || another !== undefined) return `${names.join('.')} is no declared column`
  if (!isOwn && own?.ambiguous.has(column.toLowerCase())) return own.ambiguous.get(column.toLowerCase())
  used.add(column)
  return undefined
}
