import type { DriftReport } from '../../drift/report.ts'
import type { Outcome } from '../../project/verdict.ts'
import { counted, percent, probability } from '../figures.ts'
import { visible } from '../visible.ts'
import { columns } from './columns.ts'
import { painter, type TextStyle } from './paint.ts'

const outcomes: Record<DriftReport['verdict'], Outcome> = {
  drift: 'fail',
  stable: 'pass',
  inconclusive: 'inconclusive',
}
const order: readonly DriftReport['verdict'][] = ['drift', 'inconclusive', 'stable']

/** A drift report for a terminal: the columns that moved most first. */
export function renderDriftText(report: DriftReport, style: TextStyle = {}): string {
  const paint = painter(style)
  const sorted = [...report.columns].sort(
    (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || (b.effect ?? -1) - (a.effect ?? -1),
  )
  const lines = [
    `${paint.outcome(report.verdict, outcomes[report.verdict])}: ${visible(report.model, 64)}: ${visible(report.reason)}`,
    `  window ${visible(report.window.id, 64)} (${counted(report.window.rows, 'row')}) against version ${visible(report.reference.version, 64)} (${counted(report.reference.rows, 'row')})`,
    ...columns(
      [
        {},
        { title: 'column' },
        { title: 'effect', align: 'right' },
        { title: 'adjusted p', align: 'right' },
        { title: 'nulls before, now' },
        { title: 'why' },
      ],
      sorted.map((column) => [
        paint.mark(outcomes[column.verdict]),
        visible(column.column, 40),
        column.effect === null ? '' : column.effect.toFixed(2),
        column['adjusted-p'] === null ? '' : probability(column['adjusted-p']),
        `${percent(column.nulls.reference)}, ${percent(column.nulls.current)}`,
        visible(column.reason, 200),
      ]),
    ),
  ]
  return `${lines.join('\n')}\n`
}
