import type { ColumnType } from '../../project/schema/column.ts'
import { presentCell, typedCell } from '../cell.ts'
import { type Database, identifier } from '../database.ts'
import { badName, type OpenDataset } from '../open.ts'
import { samplePlace } from '../sample-place.ts'
import type { Source } from '../source.ts'

/** The type that all values of a column have. */
export interface FoundType {
  type: ColumnType
  /** Rows with a value. */
  values: number
  /** Where nearly all values are of a narrower type: how many are not. */
  but: { type: ColumnType; rows: number } | null
}

const narrow = ['boolean', 'integer', 'number', 'date', 'timestamp'] as const
type Narrow = (typeof narrow)[number]
/** A share of cells of another type that looks like mistakes, not like a column of texts. */
export const mostMistakes = 0.05
/** Rows that are looked at first; a type that so many of them are not of is not asked about again. */
const firstRows = 20_000
const mostAtFirst = 4 * mostMistakes

const stored = new Map<string, ColumnType>([
  ...'TINYINT SMALLINT INTEGER BIGINT UTINYINT USMALLINT UINTEGER'
    .split(' ')
    .map((native) => [native, 'integer'] as const),
  ['DOUBLE', 'number'],
  ['BOOLEAN', 'boolean'],
  ['DATE', 'date'],
  ['TIMESTAMP', 'timestamp'],
])

/** The type that Parquet files store a column in, if they all do; text otherwise, which may hold anything. */
export function storedType(sources: readonly Source[], column: string): ColumnType {
  const types = new Set(
    sources.map((source) =>
      source.format === 'parquet' ? stored.get(source.types.get(column) ?? '') : undefined,
    ),
  )
  const [only] = types
  return types.size === 1 && only !== undefined ? only : 'string'
}

/**
 * Finds the narrowest types of columns that are open as text, or as the type that they are stored in. Numbers with leading
 * zeros are names, so they stay text; 0 and 1 are numbers; yes and no stay text, since a third answer often comes.
 */
export async function columnTypes(
  database: Database,
  open: OpenDataset,
  columns: ReadonlyMap<string, ColumnType>,
): Promise<Map<string, FoundType>> {
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${open.relation}`)
  const all = new Map([...columns].map(([column, type]) => [column, kindsOf(column, type)]))
  const share = firstRows / Math.max(1, Number(rows))
  const found =
    share >= 1
      ? await mistakesIn(database, { open, asked: all, where: 'true' })
      : await inTwoSteps(database, { open, asked: all, where: `${samplePlace} < ${share}` })
  return new Map([...found].map(([column, of]) => [column, typeOf(of, columns.get(column) ?? 'string')]))
}

function typeOf({ present, texts, mistakes }: Mistakes, open: ColumnType): FoundType {
  const type = present === 0 ? undefined : narrow.find((each) => mistakes.get(each) === 0)
  const nearly = narrow.find(
    (each) => (mistakes.get(each) ?? Number.POSITIVE_INFINITY) <= mostMistakes * present,
  )
  return {
    type: type ?? 'string',
    values: type || open !== 'string' ? present : texts,
    but: type || !nearly || present === 0 ? null : { type: nearly, rows: mistakes.get(nearly) ?? 0 },
  }
}

/** What is asked of a column: of which rows it has a value, and for each type whether a value is not of it. */
interface Kinds {
  present: string
  texts: string
  wrong: ReadonlyMap<Narrow, string>
}

function kindsOf(column: string, type: ColumnType): Kinds {
  const x = identifier(column)
  if (type === 'string')
    return {
      present: `nullif(trim(${x}), '') IS NOT NULL`,
      texts: `nullif(${x}, '') IS NOT NULL`,
      wrong: new Map(
        narrow.map((each) => {
          const text = presentCell(x, each)
          return [each, `${text} IS NOT NULL AND NOT coalesce(${isOf(text, each)}, false)`]
        }),
      ),
    }
  const bad = identifier(badName(column))
  const present = `${x} IS NOT NULL OR ${bad}`
  // As its text would be read: a number without a fraction is whole, a timestamp at midnight is a day.
  const narrower =
    type === 'number'
      ? (['integer', `${bad} OR NOT (${x} = trunc(${x}) AND abs(${x}) < 1e16)`] as const)
      : type === 'timestamp'
        ? (['date', `${bad} OR ${x} <> date_trunc('day', ${x})`] as const)
        : undefined
  return { present, texts: present, wrong: new Map([...(narrower ? [narrower] : []), [type, bad]]) }
}

interface Mistakes {
  present: number
  texts: number
  mistakes: ReadonlyMap<Narrow, number>
}

interface Asking {
  open: OpenDataset
  asked: ReadonlyMap<string, Kinds>
  where: string
}

/** Counts the mistakes of all columns in one scan. */
async function mistakesIn(
  database: Database,
  { open, asked, where }: Asking,
): Promise<Map<string, Mistakes>> {
  if (asked.size === 0) return new Map()
  const conditions = [...asked.values()].flatMap(({ present, texts, wrong }) => [
    present,
    texts,
    ...wrong.values(),
  ])
  const counts = conditions.map((condition, index) => `count(*) FILTER (WHERE ${condition}) AS n${index}`)
  const row = await database.row(`SELECT ${counts.join(', ')} FROM ${open.relation} WHERE ${where}`)
  let at = 0
  const next = (): number => Number(row[`n${at++}`])
  return new Map(
    [...asked].map(([column, { wrong }]) => [
      column,
      { present: next(), texts: next(), mistakes: new Map([...wrong.keys()].map((type) => [type, next()])) },
    ]),
  )
}

/**
 * Asks some rows first, and then all of them: only the types that few of those rows are not of, up to the first that they all
 * are of, and the rest where that turns out to be wrong.
 */
async function inTwoSteps(
  database: Database,
  { open, asked, where }: Asking,
): Promise<Map<string, Mistakes>> {
  const first = await mistakesIn(database, { open, asked, where })
  const likely = new Map<string, Kinds>()
  const upToFirst = new Map<string, Kinds>()
  for (const [column, kinds] of asked) {
    const { present, mistakes } = first.get(column) as Mistakes
    // Few values tell little.
    const types = [...kinds.wrong].filter(
      ([type]) => present < 1000 || (mistakes.get(type) ?? 0) <= mostAtFirst * present,
    )
    const clean = present < 1000 ? -1 : types.findIndex(([type]) => mistakes.get(type) === 0)
    likely.set(column, { ...kinds, wrong: new Map(types) })
    upToFirst.set(column, { ...kinds, wrong: new Map(clean < 0 ? types : types.slice(0, clean + 1)) })
  }
  const found = await mistakesIn(database, { open, asked: upToFirst, where: 'true' })
  const wrong = [...likely].filter(
    ([column, { wrong }]) =>
      wrong.size > (upToFirst.get(column)?.wrong.size ?? 0) &&
      ![...(found.get(column)?.mistakes.values() ?? [])].includes(0),
  )
  const again = await mistakesIn(database, { open, asked: new Map(wrong), where: 'true' })
  return new Map([...found].map(([column, of]) => [column, again.get(column) ?? of]))
}

function isOf(text: string, type: Narrow): string {
  if (type === 'boolean') return `lower(${text}) IN ('true', 'false')`
  const value = typedCell(text, type)
  if (type === 'date' || type === 'timestamp') return `${value} IS NOT NULL`
  const isName = `regexp_full_match(${text}, '[+-]?0[0-9]+.*')`
  const isThere = type === 'number' ? `isfinite(${value})` : `${value} IS NOT NULL`
  return `NOT ${isName} AND ${isThere}`
}
