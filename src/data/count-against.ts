import type { ColumnType } from '../project/schema/column.ts'
import { countRows, eachBlockOfNumbers, type NumberColumn, type RowsOf } from './column-values.ts'
import { type Database, identifier, literal } from './database.ts'
import { type CountedNumbers, countedNumbers, type NumberCounter, numberCounter } from './number-counter.ts'
import type { CategoricalProfile, Profile } from './profile.ts'
import { withCounting } from './thread/counting.ts'
import { valueKey } from './value-key.ts'

export type CountedCategories = Omit<CategoricalProfile, 'type' | 'lengths'>
export type CountedColumn = CountedNumbers | CountedCategories

/**
 * Counts rows between the edges and by the commonest values of a reference profile, in one scan of all columns of numbers and
 * one of each other column. Columns that the rows or the profile lack are left out; so are those whose kind changed, but for
 * how many rows have a value.
 */
export async function countAgainst(
  database: Database,
  side: RowsOf & { columns: ReadonlyMap<string, ColumnType> },
  { reference, columns }: { reference: Profile; columns: readonly string[] },
): Promise<{ rows: number; columns: CountedColumn[] }> {
  const rows = await countRows(database, side)
  const known = new Map(reference.columns.map((column) => [column.name, column]))
  const present = columns.flatMap((name) => {
    const type = side.columns.get(name)
    return type === undefined ? [] : [{ name, type }]
  })
  const isText = ({ type }: NumberColumn) => type === 'string' || type === 'boolean'
  const numbers = present.filter((column) => !isText(column))
  const counters = numbers.map(({ name }) => {
    const before = known.get(name)
    return numberCounter(before?.kind === 'numeric' ? before : undefined)
  })
  const counted: CountedColumn[] = []
  await withCounting(rows * numbers.length, async (count) => {
    // Texts first: meanwhile the thread that counts numbers gets ready.
    for (const { name } of present.filter(isText)) {
      const before = known.get(name)
      const listed = before?.kind === 'categorical' ? before : undefined
      counted.push(await countText(database, side, { name, rows, before: listed }))
    }
    await eachBlockOfNumbers(database, side, numbers, (columns) => count({ counters, columns }))
  })
  for (const [index, { name }] of numbers.entries())
    counted.push({ name, ...countedNumbers(counters[index] as NumberCounter, rows) })
  return { rows, columns: counted }
}

async function countText(
  database: Database,
  { relation, where }: RowsOf,
  { name, rows, before }: { name: string; rows: number; before: CategoricalProfile | undefined },
): Promise<CountedCategories> {
  const listed = before?.top.map(([value]) => value) ?? []
  const isListed = listed.length === 0 ? 'false' : `v IN (${listed.map(literal).join(', ')})`
  const found = await database.rows(
    `SELECT CASE WHEN ${isListed} THEN v END AS value, sum(c)::DOUBLE AS rows, count(*) AS values
     FROM (SELECT ${valueKey('x')} AS v, c FROM (SELECT ${identifier(name)}::VARCHAR AS x, count(*) AS c FROM ${relation} WHERE ${where} AND ${identifier(name)} IS NOT NULL GROUP BY 1)) GROUP BY 1`,
  )
  const counts = new Map(found.map((row) => [row.value, Number(row.rows)]))
  const present = found.reduce((sum, row) => sum + Number(row.rows), 0)
  return {
    kind: 'categorical',
    name,
    rows,
    nulls: rows - present,
    distinct: found.reduce((sum, row) => sum + Number(row.values), 0),
    top: listed.map((value) => [value, counts.get(value) ?? 0]),
    other: counts.get(null) ?? 0,
  }
}
