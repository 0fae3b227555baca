import type { ColumnType } from '../../project/schema/dataset.ts'
import { presentCell, typedCell } from '../cell.ts'
import { type Database, identifier } from '../database.ts'
import type { OpenDataset } from '../open.ts'

/** The type that all values of a column of texts have. */
export interface FoundType {
  type: ColumnType
  /** Rows with a value. */
  values: number
  /** Where nearly all values are of a narrower type: how many are not. */
  but: { type: ColumnType; rows: number } | null
}

const narrow = ['boolean', 'integer', 'number', 'date', 'timestamp'] as const
/** A share of cells of another type that looks like mistakes, not like a column of texts. */
const mostMistakes = 0.05

/**
 * Finds the types of columns that are open as text. Numbers with leading zeros are names, so they stay text; 0 and 1 are
 * numbers; yes and no stay text, since a third answer often comes.
 */
export async function columnTypes(
  database: Database,
  open: OpenDataset,
  columns: readonly string[],
): Promise<Map<string, FoundType>> {
  const found = new Map<string, FoundType>()
  for (const column of columns) {
    const asked = narrow.map((type) => {
      const text = presentCell(identifier(column), type)
      return `count(*) FILTER (WHERE ${text} IS NOT NULL AND NOT coalesce(${isOf(text, type)}, false)) AS ${type}`
    })
    const row = await database.row(
      `SELECT count(nullif(trim(${identifier(column)}), '')) AS present, count(nullif(${identifier(column)}, '')) AS texts, ${asked.join(', ')} FROM ${open.relation}`,
    )
    const present = Number(row.present)
    const type = present === 0 ? undefined : narrow.find((each) => Number(row[each]) === 0)
    const nearly = narrow.find((each) => Number(row[each]) <= mostMistakes * present)
    found.set(column, {
      type: type ?? 'string',
      values: type ? present : Number(row.texts),
      but: type || !nearly || present === 0 ? null : { type: nearly, rows: Number(row[nearly]) },
    })
  }
  return found
}

function isOf(text: string, type: (typeof narrow)[number]): string {
  if (type === 'boolean') return `lower(${text}) IN ('true', 'false')`
  const value = typedCell(text, type)
  if (type === 'date' || type === 'timestamp') return `${value} IS NOT NULL`
  const isName = `regexp_full_match(${text}, '[+-]?0[0-9]+.*')`
  const isThere = type === 'number' ? `isfinite(${value})` : `${value} IS NOT NULL`
  return `NOT ${isName} AND ${isThere}`
}
