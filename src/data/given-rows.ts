import { type Problem, UserError } from '../project/problem.ts'
import type { Configured } from '../project/project.ts'
import type { ColumnType } from '../project/schema/column.ts'
import { columnRules, Dataset } from '../project/schema/dataset.ts'
import type { SplitRule } from '../project/schema/split.ts'
import { canonicalCell } from './cell.ts'
import { type Database, identifier, literal } from './database.ts'
import type { DataFile } from './files.ts'
import { framed } from './holdout.ts'
import { badName, type OpenDataset, openDataset, reserved } from './open.ts'
import { heldOut, unseenByAll } from './split.ts'
import { inOrder } from './training-rows.ts'

/** A file with something about each held-out row, told by the key of the dataset. */
export interface GivenRows {
  file: DataFile
  /** What a column beside the key holds; undefined for one that has no business there. */
  typeOf(column: string): ColumnType | undefined
  /** What columns there may be beside the key, for a message. */
  expected: string
  splits: readonly [SplitRule, ...SplitRule[]]
  /** The column that rows are weighted by: those of weight 0 are not judged. */
  weight?: string | undefined
  /** Of a file that was made for earlier rows: those that are not held out any more are no fault. */
  others?: 'left-out'
  /** Where the rows are written in order, as Parquet. */
  into: string
}

const held = identifier(`${reserved}held`)
const given = identifier(`${reserved}given`)

/**
 * Writes the rows of a given file in the order of the rows to judge on, matched by key. Each has to be there once. Rows that the
 * first split holds out and another was trained on, or whose weight is 0, are left out and counted. Throws a `UserError` with every fault and its figures.
 */
export async function matchGivenRows(
  database: Database,
  open: OpenDataset,
  { file, typeOf, expected, splits, weight, others, into }: GivenRows,
): Promise<{ leftOut: number }> {
  const key = keyOf(open, file)
  const columns = await columnsOf(database, { dataset: open.dataset, file, key, typeOf, expected })
  const types = new Map([
    ...key.map((name) => [name, columnRules(open.dataset.config, name)?.type ?? 'string'] as const),
    ...columns,
  ])
  const rows = await openAs(database, { dataset: open.dataset, file, types })
  const named = `concat(${key.map((column) => framed(canonicalCell(identifier(column)))).join(', ')})`
  const lacking = (of: OpenDataset, columns: readonly string[]) =>
    columns.map((column) => `${identifier(column)} IS NULL OR ${badOf(of, column)}`).join(' OR ')
  const unseen = unseenByAll(splits)
  const judged = weight === undefined ? unseen : `${unseen} AND ${identifier(weight)} > 0`
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${held} AS SELECT ${named} AS name, ${lacking(open, key)} AS nameless, row_number() OVER (${inOrder}) AS place, (${judged}) AS judged FROM ${open.relation} WHERE ${heldOut(splits[0])}`,
  )
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${given} AS SELECT ${named} AS name, ${lacking(rows, key)} AS nameless, ${[...columns.keys()].map(identifier).join(', ')} FROM ${rows.relation}`,
  )
  const leftOut = await requireMatch(database, {
    dataset: open.dataset.config.dataset,
    file,
    key,
    others,
  })
  await database.run(
    `COPY (SELECT ${[...columns.keys()].map((name) => `${given}.${identifier(name)}`).join(', ')} FROM ${held} JOIN ${given} ON ${held}.name = ${given}.name WHERE judged ORDER BY place) TO ${literal(into)} (FORMAT parquet)`,
  )
  await database.run(`DROP TABLE ${held}`)
  await database.run(`DROP TABLE ${given}`)
  return { leftOut }
}

function badOf(of: OpenDataset, column: string): string {
  return of.present.includes(column) ? identifier(badName(column)) : 'false'
}

function keyOf({ dataset, present }: OpenDataset, file: DataFile): readonly string[] {
  const { key, dataset: name } = dataset.config
  if (key.length === 0)
    throw new UserError({
      place: { file: file.path },
      message: `its rows are told by their key, and the dataset ${name} has none`,
      hint: `name the columns that tell a row as key in ${dataset.path}`,
    })
  const lacking = key.filter((column) => !present.includes(column))
  if (lacking.length > 0)
    throw new UserError(`the files of ${name} lack ${lacking.join(', ')} of its key, by which rows are told`)
  return key
}

/** The columns beside the key, and what they hold. */
async function columnsOf(
  database: Database,
  {
    dataset,
    file,
    key,
    typeOf,
    expected,
  }: Pick<GivenRows, 'file' | 'typeOf' | 'expected'> & {
    dataset: Configured<Dataset>
    key: readonly string[]
  },
): Promise<Map<string, ColumnType>> {
  const place = { file: file.path }
  const { order } = await openAs(database, {
    dataset,
    file,
    types: new Map(key.map((name) => [name, 'string' as const])),
  })
  const lacking = key.filter((column) => !order.includes(column))
  const others = order.filter((column) => !key.includes(column))
  const known = others.flatMap((column): [string, ColumnType][] => {
    const type = column.includes(reserved) ? undefined : typeOf(column)
    return type === undefined ? [] : [[column, type]]
  })
  const unknown = others.filter((column) => !known.some(([name]) => name === column))
  const problems: Problem[] = [
    ...(lacking.length > 0
      ? [
          {
            place,
            message: `lacks ${listed(lacking)} of the key ${key.join(', ')}`,
            hint: 'give each row the key that it has in the dataset',
          },
        ]
      : []),
    ...(unknown.length > 0
      ? [
          {
            place,
            message: `has columns that say nothing here: ${listed(unknown)}`,
            hint: `beside the key there may be ${expected}`,
          },
        ]
      : []),
  ]
  if (problems.length > 0) throw new UserError(problems)
  if (known.length === 0)
    throw new UserError({ place, message: 'has no column beside the key', hint: `write ${expected}` })
  return new Map(known)
}

/** A few names as they are written. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => JSON.stringify(name.slice(0, 80)))
  return shown.join(', ') + (names.length > 5 ? ` and ${names.length - 5} more` : '')
}

/** Read by the rules by which the dataset is read, so that a key is the same however it is written. */
function openAs(
  database: Database,
  {
    dataset,
    file,
    types,
  }: { dataset: Configured<Dataset>; file: DataFile; types: ReadonlyMap<string, ColumnType> },
): Promise<OpenDataset> {
  const { config } = dataset
  const shape = Dataset.parse({ dataset: config.dataset, files: '*', columns: {}, csv: { delimiter: ',' } })
  const columns = Object.fromEntries(
    [...types].map(([name, type]) => [
      name,
      {
        ...(columnRules(config, name) ?? { level: 'fail', required: true, unique: false }),
        coerce: true,
        type,
      },
    ]),
  ) as Dataset['columns']
  return openDataset(database, {
    dataset: { path: file.path, config: { ...shape, columns } },
    files: [file],
    as: `${reserved}file of rows`,
  })
}

async function requireMatch(
  database: Database,
  {
    dataset,
    file,
    key,
    others,
  }: { dataset: string; file: DataFile; key: readonly string[]; others: 'left-out' | undefined },
): Promise<number> {
  const count = async (sql: string): Promise<number> => Number((await database.row(sql)).rows)
  const inBoth = `name IN (SELECT name FROM ${held} WHERE NOT nameless)`
  const [rows, judged] = [
    await count(`SELECT count(*) AS rows FROM ${given}`),
    await count(`SELECT count(*) AS rows FROM ${held} WHERE judged`),
  ]
  const keys = key.join(', ')
  const doubled = (table: string, where: string) =>
    count(
      `SELECT count(*) AS rows FROM (SELECT name FROM ${table} WHERE ${where} GROUP BY name HAVING count(*) > 1)`,
    )
  const untold = await count(`SELECT count(*) AS rows FROM ${held} WHERE judged AND nameless`)
  const twice = await doubled(held, 'NOT nameless')
  if (untold > 0 || twice > 0)
    throw new UserError({
      message:
        untold > 0
          ? `${untold} of the ${judged} held-out rows of ${dataset} have no ${keys}, so no row of a file can be matched to them`
          : `${twice} values of ${keys} name more than one held-out row of ${dataset}`,
      hint: 'a key has to tell every row apart',
    })
  const place = { file: file.path }
  const nameless = await count(`SELECT count(*) AS rows FROM ${given} WHERE nameless`)
  const unknown = await count(`SELECT count(*) AS rows FROM ${given} WHERE NOT nameless AND NOT (${inBoth})`)
  const repeated = await doubled(given, 'NOT nameless')
  const missing = await count(
    `SELECT count(*) AS rows FROM ${held} WHERE judged AND name NOT IN (SELECT name FROM ${given} WHERE NOT nameless)`,
  )
  const problems: Problem[] = [
    { figure: nameless, message: `${nameless} of its ${rows} rows have no ${keys} that can be read` },
    {
      figure: others === 'left-out' ? 0 : unknown,
      message: `${unknown} of its ${rows} rows have a ${keys} that no held-out row of ${dataset} has`,
      hint: 'leave out rows that were trained on, and rows that the dataset does not have',
    },
    {
      figure: repeated,
      message: `${repeated} values of ${keys} are in more than one of its ${rows} rows`,
      hint: 'write one row for each held-out row',
    },
    {
      figure: missing,
      message: `lacks ${missing} of the ${judged} held-out rows of ${dataset}; it has ${rows} rows`,
      hint: 'write one row for each held-out row',
    },
  ].flatMap(({ figure, ...problem }) => (figure > 0 ? [{ place, ...problem }] : []))
  if (problems.length > 0) throw new UserError(problems)
  return rows - judged
}
