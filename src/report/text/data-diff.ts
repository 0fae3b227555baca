import type { ColumnDiff, DataDiff } from '../../data/diff/data-diff.ts'
import { distinctWords, meanWords, movedColumns, nullWords, rowWords, schemaWords } from '../data-diff.ts'
import { count, counted, figure } from '../figures.ts'
import { sparkline } from '../histogram.ts'
import { visible } from '../visible.ts'
import { columns } from './columns.ts'
import { painter, type TextStyle } from './paint.ts'

/** A difference between two sets of rows for a terminal: rows and schema first, then the columns that moved, furthest first. */
export function renderDataDiffText(diff: DataDiff, style: TextStyle = {}): string {
  const paint = painter(style)
  const { moved, still } = movedColumns(diff)
  const title = `${paint.bold(visible(diff.dataset, 64))}: ${visible(diff.before.name, 200)} → ${visible(diff.after.name, 200)}`
  if (diff.before.version === diff.after.version && diff.columns.retyped.length === 0)
    return `${title}\n  the files are the same\n`
  return `${[
    title,
    `  ${rowWords(diff)}`,
    ...schemaWords(diff).map((words) => `  ${visible(words, 500)}`),
    ...(moved.length === 0
      ? []
      : columns(
          [
            { title: 'column' },
            { title: 'before' },
            { title: 'now' },
            { title: 'shift', align: 'right' },
            { title: 'changed', align: 'right' },
            { title: 'nulls', align: 'right' },
            { title: 'distinct', align: 'right' },
            { title: 'mean', align: 'right' },
            { title: 'lowest', align: 'right' },
            { title: 'highest', align: 'right' },
          ],
          moved.map((column) => cells(column, diff)),
        )),
    paint.faint(`  ${counted(still, 'column')} did not move`),
  ].join('\n')}\n`
}

function cells(column: ColumnDiff, diff: DataDiff): string[] {
  const { shapes, shift, changed, before, after } = column
  const highest = shapes ? Math.max(...shapes.before, ...shapes.after) : 0
  const bound = (of: 'min' | 'max'): string => {
    const [old, now] = [before[of], after[of]]
    if (typeof old !== 'number' || typeof now !== 'number') return ''
    return old === now ? figure(now) : `${figure(old)} → ${figure(now)}`
  }
  return [
    visible(column.column, 40),
    shapes ? sparkline(shapes.before, highest) : '',
    shapes ? sparkline(shapes.after, highest) : '',
    shift === null ? '' : shift.toFixed(3),
    changed === null ? '' : count(changed),
    nullWords(column, diff),
    distinctWords(column),
    meanWords(column),
    bound('min'),
    bound('max'),
  ]
}
