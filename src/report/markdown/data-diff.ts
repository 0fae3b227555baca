import type { ColumnDiff, DataDiff } from '../../data/diff/data-diff.ts'
import { distinctWords, meanWords, movedColumns, nullWords, rowWords, schemaWords } from '../data-diff.ts'
import { count, counted } from '../figures.ts'
import { sparkline } from '../histogram.ts'
import { blocks, code, folded, lines, type Markdown, md } from './escape.ts'
import { bar } from './strip.ts'
import { table } from './table.ts'

/** How the data differs from the base's, folded: counts and small pictures, no cells. */
export function dataDiffSection(diff: DataDiff): Markdown {
  const { moved, still } = movedColumns(diff)
  const hasKey = diff.rows.by === 'key'
  const columns =
    moved.length === 0
      ? undefined
      : table(
          [
            { title: 'column' },
            { title: 'before, now' },
            { title: 'shift' },
            ...(hasKey ? ([{ title: 'rows changed', align: 'right' }] as const) : []),
            { title: 'nulls', align: 'right' },
            { title: 'distinct', align: 'right' },
            { title: 'mean', align: 'right' },
          ],
          moved.map((column) => [
            code(column.column, 64),
            picture(column),
            column.shift === null ? '' : md`${bar(column.shift, 8)}&nbsp;${column.shift.toFixed(2)}`,
            ...(hasKey ? [count(column.changed ?? 0)] : []),
            nullWords(column, diff),
            distinctWords(column),
            meanWords(column),
          ]),
          30,
        )
  return folded(
    `Data ${diff.dataset} changed: ${rowWords(diff)}`,
    blocks([
      lines(schemaWords(diff).map((words) => md`- ${words}`)),
      columns,
      md`<sub>${counted(still, 'column')} did not move. Shift, from 0 to 1: for numbers the largest gap between the two distributions (Kolmogorov-Smirnov D), for categories the share that would have to change. Pictures: numbers from low to high; categories from the commonest before, all others last.</sub>`,
    ]),
  )
}

function picture({ shapes }: ColumnDiff): Markdown {
  if (!shapes) return md``
  const highest = Math.max(...shapes.before, ...shapes.after)
  return md`${code(sparkline(shapes.before, highest))}<br>${code(sparkline(shapes.after, highest))}`
}
