import { createHash } from 'node:crypto'
import type { ColumnType } from '../project/schema/column.ts'
import type { SplitRule, TimeSplit } from '../project/schema/split.ts'
import { canonicalCell } from './cell.ts'
import { doubleLiteral, identifier, literal } from './database.ts'
import { heldColumn } from './held-rows.ts'

/** 13 hex digits: 52 bits, which a double holds exactly. */
const digits = 13
const range = 2 ** 52

/** The column that says on which side a row is. */
export function splitColumn(split: SplitRule): string {
  if ('dataset' in split) return heldColumn
  return 'time' in split ? split.time : split.by
}

/** Whether a split can be told from a column of a type: a date from dates and timestamps, a number from numbers. */
export function tellsSides(split: SplitRule, type: ColumnType): boolean {
  return !('time' in split) || typesOf(split).includes(type)
}

function typesOf({ from }: TimeSplit): readonly ColumnType[] {
  return typeof from === 'number' ? ['integer', 'number'] : ['date', 'timestamp']
}

/**
 * Whether a row is held out, by the canonical text of its split value (`canonicalText`): the first 13 hex digits of
 * SHA-256(salt + ':' + text) as a share of 2^52, below the share. The same row falls on the same side for ever.
 */
export function isHeldOut(text: string, { salt, holdout }: { salt: string; holdout: number }): boolean {
  const hex = createHash('sha256').update(`${salt}:${text}`).digest('hex').slice(0, digits)
  return Number.parseInt(hex, 16) / range < holdout
}

/** SQL: a row is held out. Null where the row has no value to tell it by. */
export function heldOut(split: SplitRule): string {
  if ('dataset' in split) return `(${identifier(heldColumn)} = ${literal(split.dataset)})`
  if ('time' in split) {
    const ends = split.until === undefined ? '' : ` AND ${when(split)} < ${moment(split.until)}`
    return `(${when(split)} >= ${moment(split.from)}${ends})`
  }
  const hash = `sha256(${literal(`${split.salt}:`)} || ${canonicalCell(identifier(split.by))})`
  return `((('0x' || substr(${hash}, 1, ${digits}))::BIGINT)::DOUBLE / ${range}.0 < ${doubleLiteral(split.holdout)})`
}

/** SQL: a row is trained on. In a split by time some rows are on neither side. Null as in `heldOut`. */
export function inTraining(split: SplitRule): string {
  if ('dataset' in split) return `(${identifier(heldColumn)} = '')`
  if (!('time' in split)) return `(NOT ${heldOut(split)})`
  const gap = split.gap === undefined ? '' : ` - INTERVAL ${literal(`${split.gap} milliseconds`)}`
  return `(${when(split)} < ${moment(split.from)}${gap})`
}

/** SQL: rows to judge on, which the first split holds out and none of the others was trained on. */
export function unseenByAll([own, ...others]: readonly [SplitRule, ...SplitRule[]]): string {
  return [heldOut(own), ...others.map((split) => `(NOT ${inTraining(split)})`)].join(' AND ')
}

/** The value that a split in time goes by; null where the column is of a type that it cannot be told from. */
function when(split: TimeSplit): string {
  const column = identifier(split.time)
  const [types, as] =
    typeof split.from === 'number'
      ? ["('BIGINT', 'DOUBLE')", 'DOUBLE']
      : ["('DATE', 'TIMESTAMP')", 'TIMESTAMP']
  return `CASE WHEN typeof(${column}) IN ${types} THEN TRY_CAST(${column} AS ${as}) END`
}

function moment(value: string | number): string {
  if (typeof value === 'number') return doubleLiteral(value)
  return `TIMESTAMP ${literal(value.replace('T', ' ').replace('Z', ''))}`
}
