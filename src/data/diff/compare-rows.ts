import { columnRules } from '../../project/schema/dataset.ts'
import { canonicalCell } from '../cell.ts'
import { type Database, identifier } from '../database.ts'
import { badName, type OpenDataset, reserved } from '../open.ts'
import type { DataDiff } from './data-diff.ts'

/** Two openings of one dataset in the same database. */
export interface Pair {
  before: OpenDataset
  after: OpenDataset
}

/** Columns that both sides declare and have. */
export function sharedColumns({ before, after }: Pair): string[] {
  return after.present.filter((column) => before.present.includes(column))
}

/** The rows that came, went and changed, and how many rows changed in each column that both sides have. */
export interface RowChanges {
  rows: DataDiff['rows']
  changed: ReadonlyMap<string, number>
}

/**
 * Compares rows by the key where both sides have it, else by all their values. One hash join, or one aggregation, that
 * DuckDB spills to disk when it outgrows the memory.
 */
export async function compareRows(database: Database, pair: Pair): Promise<RowChanges> {
  const { key } = pair.after.dataset.config
  const shared = sharedColumns(pair)
  if (key.length > 0 && key.every((column) => shared.includes(column))) return byKey(database, pair, key)
  return byValues(database, pair, shared)
}

const ours = (name: string, index: number): string => identifier(`${reserved}${name}${index}`)
const repeatedKeys = identifier(`${reserved}repeated`)

/** A side with names of our own: columns of the data may have any name. */
function selected(
  open: OpenDataset,
  pair: Pair,
  { key, cells }: { key: readonly string[]; cells: readonly string[] },
): string {
  const columns = [
    ...key.map((column, index) => `${comparable(column, pair)} AS ${ours('k', index)}`),
    ...cells.flatMap((column, index) => [
      `${comparable(column, pair)} AS ${ours('c', index)}`,
      `${identifier(badName(column))} AS ${ours('b', index)}`,
    ]),
  ]
  return `(SELECT ${columns.join(', ')} FROM ${open.relation})`
}

/** A cell as both sides can compare it: as its text where its type changed. */
function comparable(column: string, { before, after }: Pair): string {
  const types = [before, after].map(({ dataset }) => columnRules(dataset.config, column)?.type)
  return types[0] === types[1] ? identifier(column) : canonicalCell(identifier(column))
}

async function byKey(database: Database, pair: Pair, key: readonly string[]): Promise<RowChanges> {
  const cells = sharedColumns(pair).filter((column) => !key.includes(column))
  const keys = key.map((_, index) => ours('k', index))
  const isKeyed = keys.map((name) => `${name} IS NOT NULL`).join(' AND ')
  const sides = [pair.before, pair.after].map((open) => selected(open, pair, { key, cells }))
  const repeated = sides.map(
    (side) =>
      `SELECT ${keys.join(', ')} FROM ${side} WHERE ${isKeyed} GROUP BY ${keys.join(', ')} HAVING count(*) > 1`,
  )
  await database.run(`CREATE OR REPLACE TEMP TABLE ${repeatedKeys} AS ${repeated.join(' UNION ')}`)
  const clear = sides.map(
    (side) =>
      `(SELECT *, true AS ${identifier(`${reserved}there`)} FROM ${side} WHERE ${isKeyed} AND (${keys.join(', ')}) NOT IN (SELECT (${keys.join(', ')}) FROM ${repeatedKeys}))`,
  )
  const there = identifier(`${reserved}there`)
  const both = `old.${there} AND new.${there}`
  const differs = cells.map(
    (_, index) =>
      `(old.${ours('c', index)} IS DISTINCT FROM new.${ours('c', index)} OR old.${ours('b', index)} IS DISTINCT FROM new.${ours('b', index)})`,
  )
  const counts = [
    `count(*) FILTER (WHERE old.${there} IS NULL) AS added`,
    `count(*) FILTER (WHERE new.${there} IS NULL) AS removed`,
    `count(*) FILTER (WHERE ${both}) AS "both"`,
    `count(*) FILTER (WHERE ${both} AND (${differs.join(' OR ') || 'false'})) AS changed`,
    ...differs.map((is, index) => `count(*) FILTER (WHERE ${both} AND ${is}) AS d${index}`),
  ]
  const on = keys.map((name) => `old.${name} = new.${name}`).join(' AND ')
  const found = await database.row(
    `SELECT ${counts.join(', ')} FROM ${clear[0]} AS old FULL OUTER JOIN ${clear[1]} AS new ON ${on}`,
  )
  const count = (name: string): number => Number(found[name])
  const rowsOf = async (from: string): Promise<number> =>
    Number((await database.row(`SELECT count(*) AS rows FROM ${from}`)).rows)
  return {
    rows: {
      by: 'key',
      key: [...key],
      added: count('added'),
      removed: count('removed'),
      changed: count('changed'),
      same: count('both') - count('changed'),
      unclear: {
        before: (await rowsOf(pair.before.relation)) - count('removed') - count('both'),
        after: (await rowsOf(pair.after.relation)) - count('added') - count('both'),
      },
    },
    changed: new Map(cells.map((column, index) => [column, count(`d${index}`)])),
  }
}

async function byValues(database: Database, pair: Pair, shared: readonly string[]): Promise<RowChanges> {
  const names = shared.flatMap((_, index) => [ours('c', index), ours('b', index)])
  const side = (open: OpenDataset, sign: number): string =>
    `SELECT *, ${sign} AS sign FROM ${selected(open, pair, { key: [], cells: shared })}`
  // Without a column in common no row is the same.
  const grouped =
    shared.length === 0
      ? `SELECT sign AS n, least(sign, 0) AS gone FROM (SELECT -1 AS sign FROM ${pair.before.relation} UNION ALL SELECT 1 FROM ${pair.after.relation})`
      : `SELECT sum(sign) AS n, -count(*) FILTER (WHERE sign < 0) AS gone FROM (${side(pair.before, -1)} UNION ALL ${side(pair.after, 1)}) GROUP BY ${names.join(', ')}`
  const found = await database.row(
    `SELECT coalesce(sum(greatest(n, 0)), 0) AS added, coalesce(-sum(least(n, 0)), 0) AS removed, coalesce(-sum(gone), 0) AS before FROM (${grouped})`,
  )
  const removed = Number(found.removed)
  return {
    rows: {
      by: 'values',
      key: [],
      added: Number(found.added),
      removed,
      changed: null,
      same: Number(found.before) - removed,
      unclear: { before: 0, after: 0 },
    },
    changed: new Map(),
  }
}
