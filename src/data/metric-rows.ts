import { join } from 'node:path'
import { messageOf, UserError } from '../project/problem.ts'
import type { Configured, PlaceOf } from '../project/project.ts'
import type { ColumnType } from '../project/schema/column.ts'
import type { CustomMetrics } from '../project/schema/custom-metrics.ts'
import type { Dataset } from '../project/schema/dataset.ts'
import type { Model } from '../project/schema/model.ts'
import type { Task } from '../project/task.ts'
import { canonicalCell } from './cell.ts'
import { type Database, identifier, literal, withDatabase } from './database.ts'
import { badName, type OpenDataset, reserved } from './open.ts'
import { isTooLarge } from './read-fault.ts'
import { type OwnNames, ownTable, type RowExpression, readExpressions, sqlTypes } from './row-expression.ts'
import type { Column } from './table.ts'
import { type FileFormat, writeTableFile } from './table-file.ts'

/** What is known of each row beside the columns of the dataset, and goes before columns of the same names. */
const given: Record<Task, Readonly<Record<string, ColumnType>>> = {
  'binary-classification': { target: 'integer', prediction: 'number', label: 'integer' },
  'multiclass-classification': { target: 'string', prediction: 'number', label: 'string' },
  regression: { target: 'number', prediction: 'number' },
}

/** Expressions have as long as `sql` checks of a dataset. */
const timeout = 60_000

type Target = Model['data']['target']

/** Whether a column can be had beside what is given; SQL does not tell upper from lower case. */
function isFree(column: string, task: Task): boolean {
  return !Object.hasOwn(given[task], column.toLowerCase())
}

const meanings: Readonly<Record<string, string>> = {
  target: 'what is true',
  prediction: 'what the model says',
  label: 'the predicted class',
}

/** Names of Pawl's that are those of columns too: what one wrote could be meant for either. */
function ownNames(
  { columns, dataset }: Dataset,
  { task, target }: { task: Task; target: Target | undefined },
): OwnNames {
  const taken = Object.keys(columns).filter((name) => !isFree(name, task) && !isSame(name, { task, target }))
  const ambiguous = taken.map((column) => {
    const name = column.toLowerCase()
    const own = `write ${ownTable}.${name} for ${meanings[name]}`
    const others =
      column === target?.column
        ? `or ${ownTable}.target for what is true, which is told by that column`
        : 'or rename the column to speak of it'
    const problem = `${name} is Pawl's name for ${meanings[name]}, and ${dataset} has a column ${column} too`
    return [
      name,
      { problem, hint: name === 'target' && column === target?.column ? own : `${own}, ${others}` },
    ] as const
  })
  return { names: Object.keys(given[task]), ambiguous: new Map(ambiguous) }
}

/** A target called `target` is what is true under either meaning, unless a number 1 in it is not the positive value. */
function isSame(column: string, { task, target }: { task: Task; target: Target | undefined }): boolean {
  if (column !== target?.column || column.toLowerCase() !== 'target') return false
  if (task !== 'binary-classification') return true
  const { positive } = target
  return positive === true || positive === 1 || Number.isNaN(Number(positive ?? 0))
}

/**
 * Reads the expressions of metrics, by the metrics' names. Throws a `UserError` with its place for one that is not known to be
 * harmless, that is no number, that speaks of a column that the files lack, or of what could be a column or one of Pawl's names.
 */
export async function metricExpressions(
  { config, path }: Configured<Dataset>,
  {
    task,
    metrics = {},
    target,
    placeOf,
  }: {
    task: Task
    metrics: CustomMetrics | undefined
    target?: Target | undefined
    placeOf?: PlaceOf | undefined
  },
  present?: readonly string[],
): Promise<Map<string, RowExpression>> {
  const columns = Object.fromEntries([
    ...Object.entries(given[task]).map(([name, type]) => [name, { type }] as const),
    ...Object.entries(config.columns).filter(([name]) => isFree(name, task)),
  ])
  const texts = Object.entries(metrics).flatMap(([name, { sql }]): [string, string][] =>
    sql === undefined ? [] : [[name, sql]],
  )
  const at = (name: string) => placeOf?.(['metrics', name, 'sql']) ?? { file: path }
  const read = await readExpressions(
    { columns },
    {
      texts: new Map(texts),
      gives: 'number',
      own: ownNames(config, { task, target }),
      told: (name) => ({
        called: `metrics.${name}.sql`,
        place: at(name),
        hint: 'sql takes one SQL expression over a row that is a number, such as CASE WHEN label = 1 THEN 50 ELSE 0 END',
      }),
    },
  )
  for (const [name, expression] of read)
    for (const column of expression.columns)
      if (present && isFree(column, task) && !present.includes(column))
        throw new UserError({
          place: at(name),
          message: `metrics.${name}.sql: the files of ${config.dataset} lack ${column}`,
        })
  return read
}

/** The columns of the dataset that metrics need: those that expressions speak of, or all for programs. */
export function metricColumns(
  { dataset, present }: Pick<OpenDataset, 'dataset' | 'present'>,
  {
    task,
    metrics = {},
    expressions,
  }: { task: Task; metrics: CustomMetrics | undefined; expressions: ReadonlyMap<string, RowExpression> },
): string[] {
  const all = Object.keys(dataset.config.columns).filter(
    (name) => isFree(name, task) && present.includes(name),
  )
  if (Object.values(metrics).some(({ run }) => run !== undefined)) return all
  const used = new Set([...expressions.values()].flatMap(({ columns }) => columns))
  return all.filter((name) => used.has(name))
}

/** What to ask of held-out rows so that columns can be handed on as they are: their canonical texts. */
export function cellMark(column: string): { name: string; sql: string } {
  return {
    name: column,
    sql: `CASE WHEN NOT ${identifier(badName(column))} THEN ${canonicalCell(identifier(column))} END`,
  }
}

/** Rows as metrics see them: what is given, and columns of the dataset as canonical texts. */
export interface MetricRows {
  task: Task
  rows: number
  /** `target`, `prediction` and, of classifications, `label`; of several classes maybe `probability_<class>`; for programs `weight` where rows are weighted. */
  given: readonly Column[]
  cells: readonly Extract<Column, { kind: 'text' }>[]
  types: ReadonlyMap<string, ColumnType>
}

/** The value of each row, or why there is none: what went wrong is told without the value of any cell. */
export type RowValues = Float64Array | { undefined: string }

/**
 * The values of expressions over each row, in a database of its own that can open nothing else and change no setting, with
 * limits on memory and time.
 */
export function rowValues(
  rows: MetricRows,
  expressions: ReadonlyMap<string, RowExpression>,
): Promise<Map<string, RowValues>> {
  return withDatabase(
    async (database) => {
      await createRows(database, rows)
      await database.confine()
      const values = new Map<string, RowValues>()
      for (const [name, { sql }] of expressions)
        values.set(name, await valuesOf(database, { sql, rows: rows.rows }))
      return values
    },
    { memory: '2GB', threads: 1, confined: 'later' },
  )
}

/** Writes the rows, in order and with their types, for a program. */
export function writeMetricRows(
  rows: MetricRows,
  { path, format }: { path: string; format: FileFormat },
): Promise<void> {
  return withDatabase(
    async (database) => {
      await createRows(database, rows)
      const how = format === 'csv' ? 'FORMAT csv, HEADER true' : 'FORMAT parquet, COMPRESSION snappy'
      await database.run(
        `COPY (SELECT * EXCLUDE (${place}) FROM metric_rows ORDER BY ${place}) TO ${literal(path)} (${how})`,
      )
    },
    { memory: '2GB', threads: 1 },
  )
}

const place = identifier(`${reserved}place`)

async function createRows(
  database: Database,
  { task, rows, given: known, cells, types }: MetricRows,
): Promise<void> {
  const taken = new Set(known.map(({ name }) => name.toLowerCase()))
  const others = cells.filter(({ name }) => !taken.has(name.toLowerCase()))
  const columns = [...known, ...others]
  const path = join(database.folder, `metric-rows-${database.count()}.parquet`)
  const places: Column = {
    kind: 'number',
    name: 'p',
    values: Float64Array.from({ length: rows }, (_, at) => at),
  }
  await writeTableFile(
    database,
    { rows, columns: [places, ...columns.map((column, at) => ({ ...column, name: `c${at}` }))] },
    { path, format: 'parquet' },
  )
  const typed = columns.map(({ name }, at) => {
    const type = at < known.length ? (given[task][name] ?? 'number') : (types.get(name) ?? 'string')
    return `TRY_CAST(c${at} AS ${sqlTypes[type]}) AS ${identifier(name)}`
  })
  await database.run(
    `CREATE TABLE metric_rows AS SELECT p AS ${place}, ${typed.join(', ')} FROM read_parquet(${literal(path)})`,
  )
}

async function valuesOf(
  database: Database,
  { sql, rows }: { sql: string; rows: number },
): Promise<RowValues> {
  const values = new Float64Array(rows)
  let offset = 0
  const timer = setTimeout(() => database.interrupt(), timeout)
  try {
    await database.chunks(
      `SELECT (${sql})::DOUBLE FROM metric_rows AS ${ownTable} ORDER BY ${place}`,
      (chunk) => {
        chunk.visitColumnValues(0, (value, row) => {
          values[offset + row] = value === null ? Number.NaN : Number(value)
        })
        offset += chunk.rowCount
      },
    )
  } catch (error) {
    return { undefined: `its expression ${faultOf(error)}` }
  } finally {
    clearTimeout(timer)
  }
  const none = values.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0)
  return none === 0
    ? values
    : {
        undefined: `its expression gives no finite number for ${none} of ${rows} rows; coalesce fills in for what is missing`,
      }
}

/** Messages of casts quote cells, so only the kind of fault is told. */
function faultOf(error: unknown): string {
  const message = messageOf(error)
  if (/^INTERRUPT/i.test(message)) return `took more than ${timeout / 1000} s`
  if (isTooLarge(error)) return 'takes more memory than it may'
  return `ends with a ${(/^([A-Za-z ]+) Error/.exec(message)?.[1] ?? 'SQL').toLowerCase()} error`
}
