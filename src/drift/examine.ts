import type { ColumnProfile } from '../data/profile.ts'
import { compareCategories, unseenCategories } from './categories.ts'
import type { Comparison, Sides, Tested, Untested } from './comparison.ts'
import { grouped } from './decide.ts'
import { compareMissing } from './missing.ts'
import { compareNumbers, finiteRows } from './numbers.ts'

/** One column with its comparisons, before the correction for the number of tests. */
export interface Examined {
  column: string
  /** Rows with a usable value. */
  usable: Sides
  /** Share of the rows without a usable value: null, NaN or infinite. */
  missingShares: Sides
  unseen?: number
  values: Comparison
  /** Undefined where there is nothing to test. */
  missing?: Tested
}

/**
 * Compares one column with its reference, as far as that can be done. `rows` are those of the two profiles; a profile
 * that lacks the column has it `undefined`.
 */
export function examine(given: {
  column: string
  before: ColumnProfile | undefined
  after: ColumnProfile | undefined
  rows: Sides
  minRows: number
}): Examined {
  const { column, before, after, rows, minRows } = given
  const usable = { reference: usableRows(before), current: usableRows(after) }
  const missing = {
    reference: (before?.rows ?? 0) - usable.reference,
    current: (after?.rows ?? 0) - usable.current,
  }
  const missingShares = {
    reference: missing.reference / Math.max(1, rows.reference),
    current: missing.current / Math.max(1, rows.current),
  }
  const untested = (values: Untested): Examined => ({ column, usable, missingShares, values })

  if (before === undefined)
    return untested({ verdict: 'inconclusive', reason: 'is not in the reference profile' })
  if (rows.current === 0) return untested({ verdict: 'inconclusive', reason: 'the window has no rows' })
  if (after === undefined) return untested({ verdict: 'drift', reason: 'is missing in the window' })
  if (Math.min(rows.reference, rows.current) < minRows) return untested(tooFew('rows', rows, minRows))

  const unseen = unseenIn(before, after)
  const missingTest = compareMissing({ rows, missing })
  return {
    column,
    usable,
    missingShares,
    ...(unseen === undefined ? {} : { unseen }),
    values: compareValues({ before, after, usable, minRows }),
    ...(missingTest === undefined ? {} : { missing: missingTest }),
  }
}

function compareValues(given: {
  before: ColumnProfile
  after: ColumnProfile
  usable: Sides
  minRows: number
}): Comparison {
  const { before, after, usable, minRows } = given
  if (usable.reference === 0 && usable.current === 0)
    return { verdict: 'stable', reason: 'has no values on either side' }
  if (Math.min(usable.reference, usable.current) === 0) return tooFew('values', usable, minRows)
  if (before.kind !== after.kind)
    return {
      verdict: 'drift',
      reason: `was ${words[before.kind]} in the reference and is ${words[after.kind]} now`,
    }
  if (Math.min(usable.reference, usable.current) < minRows) return tooFew('values', usable, minRows)
  return before.kind === 'numeric'
    ? compareNumbers(before, after as typeof before)
    : compareCategories(before, after as typeof before)
}

const words = { numeric: 'numbers', categorical: 'text' }

function unseenIn(before: ColumnProfile, after: ColumnProfile): number | undefined {
  if (before.kind !== 'categorical' || after.kind !== 'categorical') return undefined
  return unseenCategories(before, after)
}

function usableRows(column: ColumnProfile | undefined): number {
  if (column === undefined) return 0
  return column.kind === 'numeric' ? finiteRows(column) : column.rows - column.nulls
}

function tooFew(what: 'rows' | 'values', { reference, current }: Sides, minRows: number): Untested {
  return {
    verdict: 'inconclusive',
    reason: `${grouped(current)} ${what} against ${grouped(reference)} in the reference, of which each side needs ${grouped(minRows)}`,
  }
}
