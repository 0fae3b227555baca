import { type Database, identifier, literal } from './database.ts'
import type { OpenDataset } from './open.ts'

/** Rows that share their values with another row, and how many different values they share. */
export interface Shared {
  rows: number
  values: number
}

/** Integers that a block holds: 512 bytes of bits. */
const blockBits = 12
/** Blocks are worth it as long as each holds some rows. */
const fewestInBlock = 16

/** SQL for the rows that are looked at: those with a value in every column. */
export function rowsOf({
  columns,
  where,
}: {
  columns: readonly string[]
  where?: string | undefined
}): string {
  const there = columns.map((column) => `${identifier(column)} IS NOT NULL`)
  return [...there, ...(where === undefined ? [] : [`(${where})`])].join(' AND ')
}

/** Counts every row of a group of duplicates; rows without a value in one of the columns are none. */
export async function sharedRows(
  database: Database,
  open: OpenDataset,
  { columns, where }: { columns: readonly string[]; where?: string | undefined },
): Promise<Shared> {
  const [only, ...others] = columns
  const isInteger =
    others.length === 0 && only !== undefined && open.dataset.config.columns[only]?.type === 'integer'
  const suspicious = isInteger
    ? await suspiciousBlocks(database, open, { column: only, there: rowsOf({ columns, where }) })
    : undefined
  const filter = `${rowsOf({ columns, where })}${suspicious === undefined ? '' : ` AND ${suspicious}`}`
  const { rows, values } = await database.row(
    `SELECT coalesce(sum(n), 0)::BIGINT AS rows, count(*) AS "values" FROM (SELECT count(*) AS n FROM ${open.relation} WHERE ${filter} GROUP BY ${columns.map(identifier).join(', ')} HAVING count(*) > 1)`,
  )
  return { rows: Number(rows), values: Number(values) }
}

/**
 * SQL for the rows that may be duplicates, of integers that lie close together, as ids do. Each block of 4,096 integers has
 * a bit for each of them: a block with as many bits as rows has no duplicates. That takes a third of the time of a hash table
 * of all values, which only the few blocks that are left then need. Undefined where blocks would not pay.
 */
async function suspiciousBlocks(
  database: Database,
  { relation }: OpenDataset,
  { column, there }: { column: string; there: string },
): Promise<string | undefined> {
  const x = identifier(column)
  const { low, high, rows } = await database.row(
    `SELECT min(${x})::VARCHAR AS low, max(${x})::VARCHAR AS high, count(${x}) AS rows FROM ${relation}`,
  )
  if (low === null || high === null || low === undefined || high === undefined) return undefined
  const blocks = (BigInt(String(high)) - BigInt(String(low))) >> BigInt(blockBits)
  if (blocks * BigInt(fewestInBlock) > BigInt(Number(rows))) return undefined
  const mask = 2 ** blockBits - 1
  // Below both ends nothing overflows: the distance is as small as the number of blocks.
  const distance = `(${x} - ${literal(String(low))}::BIGINT)`
  const block = `(${distance} >> ${blockBits})`
  const found = await database.rows(
    `SELECT ${block} AS block FROM ${relation} WHERE ${there} GROUP BY block HAVING count(*) <> bit_count(bitstring_agg((${distance} & ${mask})::INTEGER, 0, ${mask})) ORDER BY block LIMIT 1001`,
  )
  if (found.length > 1000) return undefined
  return found.length === 0 ? 'false' : `${block} IN (${found.map((row) => Number(row.block)).join(', ')})`
}
