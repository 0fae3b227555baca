import { createHash } from 'node:crypto'
import { canonicalCell } from './cell.ts'
import { doubleLiteral, identifier, literal } from './database.ts'

/** How a version's rows were split: by a column's value, a salt, and the share that is held out. */
export interface SplitRule {
  by: string
  holdout: number
  salt: string
}

/** 13 hex digits: 52 bits, which a double holds exactly. */
const digits = 13
const range = 2 ** 52

/**
 * Whether a row is held out, by the canonical text of its split value (`canonicalText`): the first 13 hex digits of
 * SHA-256(salt + ':' + text) as a share of 2^52, below the share. The same row falls on the same side for ever.
 */
export function isHeldOut(text: string, { salt, holdout }: Pick<SplitRule, 'salt' | 'holdout'>): boolean {
  const hex = createHash('sha256').update(`${salt}:${text}`).digest('hex').slice(0, digits)
  return Number.parseInt(hex, 16) / range < holdout
}

/** The same rule as SQL. */
export function heldOut(split: SplitRule): string {
  const hash = `sha256(${literal(`${split.salt}:`)} || ${canonicalCell(identifier(split.by))})`
  return `((('0x' || substr(${hash}, 1, ${digits}))::BIGINT)::DOUBLE / ${range}.0 < ${doubleLiteral(split.holdout)})`
}

/** Rows that every one of some splits holds out: none of their models was trained on them. */
export function heldOutByAll(splits: readonly SplitRule[]): string {
  return splits.map(heldOut).join(' AND ')
}
