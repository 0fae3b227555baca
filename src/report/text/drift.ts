import type { ColumnDrift, DriftReport } from '../../drift/report.ts'
import type { Outcome } from '../../project/verdict.ts'
import {
  evidentlyWords,
  familyWords,
  importanceWords,
  methodWords,
  mostDriftedFirst,
  referenceWords,
  subjectOf,
  togetherWords,
} from '../drift-words.ts'
import { counted, percent, probability } from '../figures.ts'
import { sparklines } from '../histogram.ts'
import { visible } from '../visible.ts'
import { columns } from './columns.ts'
import { painter, type TextStyle } from './paint.ts'

const outcomes: Record<DriftReport['verdict'], Outcome> = {
  drift: 'fail',
  stable: 'pass',
  inconclusive: 'inconclusive',
}

/** A drift report for a terminal: the columns that moved most first. */
export function renderDriftText(report: DriftReport, style: TextStyle = {}): string {
  const paint = painter(style)
  const sorted = mostDriftedFirst(report.columns)
  const further = furtherColumns.filter(({ of }) => sorted.some((column) => of(column) !== ''))
  const lines = [
    `${paint.outcome(report.verdict, outcomes[report.verdict])}: ${visible(subjectOf(report), 64)}: ${visible(report.reason)}`,
    `  window ${visible(report.window.id, 64)} (${counted(report.window.rows, 'row')}) against ${referenceWords(report, (name) => visible(name, 64)).join('')}`,
    ...columns(
      [
        {},
        { title: 'column' },
        { title: 'before' },
        { title: 'now' },
        { title: 'method' },
        { title: 'effect', align: 'right' },
        { title: 'adjusted p', align: 'right' },
        { title: 'nulls before, now' },
        ...further.map(({ title }) => ({ title })),
        { title: 'why' },
      ],
      sorted.map((column) => [
        paint.mark(outcomes[column.verdict]),
        visible(column.column, 40),
        ...(column.shapes ? sparklines(column.shapes) : ['', '']),
        methodWords[column.method].name,
        column.effect === null ? '' : column.effect.toFixed(2),
        column['adjusted-p'] === null ? '' : probability(column['adjusted-p']),
        `${percent(column.nulls.reference)}, ${percent(column.nulls.current)}`,
        ...further.map(({ of }) => visible(of(column), 80)),
        visible(column.reason, 200),
      ]),
    ),
    ...(report.together ?? []).map(
      (each) =>
        `  ${paint.mark(outcomes[each.verdict])} all features together, ${togetherWords[each.method].name}: ${visible(each.reason)}`,
    ),
    ...(report.evidently
      ? [
          `  Evidently by default: ${report.evidently.drifted} of ${counted(report.evidently.columns, 'column')} drifted, which is ${report.evidently.drift ? '' : 'no '}drift of the dataset (it takes half)`,
        ]
      : []),
  ]
  return `${lines.join('\n')}\n`
}

/** Shown only where some column has something there. */
const furtherColumns: readonly { title: string; of: (column: ColumnDrift) => string }[] = [
  { title: 'family', of: familyWords },
  { title: 'importance', of: importanceWords },
  { title: 'Evidently', of: ({ evidently }) => evidentlyWords(evidently) },
]
