import type { ColumnDiff, DataDiff } from '../data/diff/data-diff.ts'
import { hasMoved } from '../data/diff/data-diff.ts'
import { count, counted, figure, percent } from './figures.ts'

/** `7,043 → 7,100 rows (60 added, 3 removed, 41 changed, 6,999 the same)`: the rows of a difference in one line. */
export function rowWords({ before, after, rows }: DataDiff): string {
  const { added, removed, changed, same, unclear } = rows
  const parts = [
    `${count(added)} added`,
    `${count(removed)} removed`,
    ...(changed === null ? [] : [`${count(changed)} changed`]),
    `${count(same)} the same`,
    ...(unclear.before + unclear.after > 0
      ? [`${counted(unclear.before + unclear.after, 'row')} without a key of its own not compared`]
      : []),
  ]
  const by = rows.by === 'key' ? '' : '; compared by all values, since there is no key'
  return `${count(before.rows)} → ${counted(after.rows, 'row')} (${parts.join(', ')}${by})`
}

/** Columns that came, went or changed their type, as sentences; nothing where the schema is the same. */
export function schemaWords({ columns: { added, removed, retyped } }: DataDiff): string[] {
  const named = (list: readonly string[]): string =>
    list.slice(0, 10).join(', ') + (list.length > 10 ? ` and ${list.length - 10} more` : '')
  return [
    ...(added.length > 0 ? [`new columns: ${named(added)}`] : []),
    ...(removed.length > 0 ? [`columns that are gone: ${named(removed)}`] : []),
    ...(retyped.length > 0
      ? [
          `columns of another type: ${named(retyped.map(({ column, before, after }) => `${column} (${before} → ${after})`))}`,
        ]
      : []),
  ]
}

/** Columns of which there is something to tell, and how many stayed as they were. */
export function movedColumns({ profile }: DataDiff): { moved: ColumnDiff[]; still: number } {
  const moved = profile.filter(hasMoved)
  return { moved, still: profile.length - moved.length }
}

/** `1.2 % → 3.4 %`, or one share where it stayed: what share of the rows has no value. */
export function nullWords({ before, after }: ColumnDiff, { before: old, after: now }: DataDiff): string {
  const share = (nulls: number, rows: number): string => percent(rows === 0 ? null : nulls / rows)
  return between(share(before.nulls, old.rows), share(after.nulls, now.rows))
}

/** `32.4 → 35.1`; nothing for columns without a mean. */
export function meanWords({ before, after }: ColumnDiff): string {
  if (before.mean === null && after.mean === null) return ''
  return between(figure(before.mean), figure(after.mean))
}

export function distinctWords({ before, after }: ColumnDiff): string {
  return between(count(before.distinct), count(after.distinct))
}

function between(before: string, after: string): string {
  return before === after ? after : `${before} → ${after}`
}
