import type { ColumnDiff, DataDiff } from '../../data/diff/data-diff.ts'
import { distinctWords, meanWords, movedColumns, nullWords, rowWords, schemaWords } from '../data-diff.ts'
import { count, counted } from '../figures.ts'
import { shapesChart } from './drift-charts.ts'
import { type Html, html } from './escape.ts'
import { code, figureOf, htmlTable, shareBar, value } from './page.ts'

/** So many pictures at most; the table has the rest. */
const mostCharts = 6

/** How the data differs from the base's: a table, and pictures of the columns that moved furthest. */
export function dataDiffPart(diff: DataDiff): Html {
  const { moved, still } = movedColumns(diff)
  const words = schemaWords(diff)
  return html`<details><summary>Data ${value(diff.dataset, 64)} changed: ${value(rowWords(diff))}</summary>
${words.length > 0 ? html`<ul class="notes">${words.map((line) => html`<li>${value(line, 500)}</li>`)}</ul>` : undefined}
${moved.length > 0 ? columnsTable(moved, diff) : undefined}
<p class="muted">${counted(still, 'column')} did not move.</p>
<div class="pair">${moved
    .filter(({ shift }) => (shift ?? 0) > 0)
    .slice(0, mostCharts)
    .map(chart)}</div>
</details>`
}

function columnsTable(moved: readonly ColumnDiff[], diff: DataDiff): Html {
  return htmlTable({
    caption:
      'Columns that moved, furthest first. Shift, from 0 to 1: for numbers the largest gap between the two distributions, for categories the share that would have to change.',
    columns: [
      { title: 'Column' },
      { title: 'Shift', as: 'short' },
      { title: 'Rows changed', as: 'number' },
      { title: 'Nulls', as: 'number' },
      { title: 'Distinct', as: 'number' },
      { title: 'Mean', as: 'number' },
    ],
    rows: moved.map((column) => [
      code(column.column, 64),
      column.shift === null ? '' : shareBar(column.shift, column.shift.toFixed(3), 'info'),
      column.changed === null ? '' : count(column.changed),
      nullWords(column, diff),
      distinctWords(column),
      meanWords(column),
    ]),
  })
}

function chart({ column, kind, shapes, shift }: ColumnDiff): Html | undefined {
  if (!shapes) return undefined
  const words = `${column}: shift ${shift?.toFixed(3)}`
  return figureOf({
    chart: shapesChart(
      { kind, reference: shapes.before, current: shapes.after },
      { reference: 'base', current: 'this change' },
    ),
    alt: `Distribution of ${words}. The table has the figures.`,
    caption: words,
  })
}
