import type { ColumnDrift, DriftReport } from '../../drift/report.ts'
import type { Decision } from '../../retraining/decision.ts'
import {
  correctionWords,
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
import type { Standing } from '../outcome.ts'
import { shapesChart } from './drift-charts.ts'
import { type Html, html } from './escape.ts'
import { badge, code, figureOf, htmlTable, page, shareBar, value } from './page.ts'

const tones: Record<DriftReport['verdict'], Standing> = {
  drift: 'fail',
  stable: 'pass',
  inconclusive: 'inconclusive',
}
const words: Record<DriftReport['verdict'], string> = {
  drift: 'Drift',
  stable: 'Stable',
  inconclusive: 'Inconclusive',
}
const mostCharts = 40

/** What the page may show beside the report. */
export interface DriftPageContext {
  decision?: Decision
}

/** A drift report as a page of its own, with the distributions before and now where the profiles are given. */
export function renderDriftHtml(report: DriftReport, context: DriftPageContext = {}): string {
  const sorted = mostDriftedFirst(report.columns)
  const before = referenceWords(report, (name) => code(name)).map((part) =>
    typeof part === 'string' ? html`${part}` : part,
  )
  return page({
    title: `${subjectOf(report)}: ${report.verdict}`,
    body: html`<header class="card headline" style="--tone:var(--${tones[report.verdict]})">
${badge(tones[report.verdict], words[report.verdict])}
<h1>${value(subjectOf(report), 64)}: ${value(report.reason)}</h1>
<p class="muted">Window ${code(report.window.id)} (${counted(report.window.rows, 'row')}) against ${before}.</p>
</header>
${context.decision ? decisionCard(context.decision) : undefined}
<section class="card"><h2>Columns</h2>${columnsTable(sorted, report)}</section>
${togetherCard(report)}
${chartsCard(sorted)}`,
  })
}

function columnsTable(columns: readonly ColumnDrift[], { correction }: DriftReport): Html {
  const further = furtherColumns.filter(({ of }) => columns.some((column) => of(column) !== ''))
  const methods = [...new Set(columns.map(({ method }) => method))].filter((method) => method !== 'none')
  const effects = methods.map((method) => `${methodWords[method].name}: ${methodWords[method].effect}`)
  return htmlTable({
    caption: `Effect is 0 where nothing changed. ${effects.join('; ')}. p is ${correctionWords[correction]}.`,
    columns: [
      { title: 'Column' },
      { title: 'Verdict' },
      { title: 'Method' },
      { title: 'Effect, limit', as: 'short' },
      { title: 'Adjusted p', as: 'number' },
      { title: 'Nulls before, now', as: 'number' },
      ...further.map(({ title }) => ({ title })),
    ],
    rows: columns.map((column) => [
      code(column.column, 64),
      badge(tones[column.verdict], words[column.verdict]),
      methodWords[column.method].name,
      column.effect === null
        ? 'undefined'
        : shareBar(
            Math.min(1, column.effect),
            `${column.effect.toFixed(2)}, ${column.limit ?? ''}`,
            tones[column.verdict],
          ),
      probability(column['adjusted-p']),
      `${percent(column.nulls.reference)}, ${percent(column.nulls.current)}`,
      ...further.map(({ of }) => value(of(column))),
    ]),
    below: columns.map(({ reason }) => value(reason)),
  })
}

/** Shown only where some column has something there. */
const furtherColumns: readonly { title: string; of: (column: ColumnDrift) => string }[] = [
  { title: 'Family', of: familyWords },
  { title: 'Importance', of: importanceWords },
  { title: 'Evidently by default', of: ({ evidently }) => evidentlyWords(evidently) },
]

/** The tests of all features at once, and what Evidently would have said of the dataset. */
function togetherCard({ together = [], evidently }: DriftReport): Html | undefined {
  if (together.length === 0 && !evidently) return undefined
  return html`<section class="card"><h2>All columns together</h2>${
    together.length === 0
      ? undefined
      : htmlTable({
          caption: together
            .map(({ method }) => `${togetherWords[method].name}: ${togetherWords[method].effect}`)
            .join('; '),
          columns: [
            { title: 'Test' },
            { title: 'Verdict' },
            { title: 'Effect, limit', as: 'short' },
            { title: 'p', as: 'number' },
            { title: 'Why', as: 'prose' },
          ],
          rows: together.map((each) => [
            togetherWords[each.method].name,
            badge(tones[each.verdict], words[each.verdict]),
            each.effect === null ? 'undefined' : `${each.effect.toFixed(2)}, ${each.limit}`,
            probability(each.p),
            value(each.reason),
          ]),
        })
  }${
    evidently
      ? html`<p>Evidently by default: ${String(evidently.drifted)} of ${counted(evidently.columns, 'column')} drifted, which is ${evidently.drift ? 'drift' : 'no drift'} of the dataset (it takes half of them).</p>`
      : undefined
  }</section>`
}

function chartsCard(columns: readonly ColumnDrift[]): Html | undefined {
  if (columns.every(({ shapes }) => shapes === undefined)) return undefined
  const figures = columns.slice(0, mostCharts).flatMap((column) => {
    const { shapes } = column
    if (!shapes) return []
    const kind =
      shapes.kind === 'numeric'
        ? 'from low to high'
        : 'from the commonest category of the reference to the rarest'
    return [
      html`<div><h3>${code(column.column, 64)} ${badge(tones[column.verdict], words[column.verdict])}</h3>${figureOf(
        {
          chart: shapesChart(shapes),
          alt: `Distribution before and now, ${kind}. Shares now: ${shapes.current.map(percent).join(', ')}.`,
          caption: `Share of rows, ${kind}.`,
        },
      )}</div>`,
    ]
  })
  return html`<section class="card"><h2>Distributions</h2><div class="pair">${figures}</div></section>`
}

function decisionCard(decision: Decision): Html {
  return html`<section class="card"><h2>${decision.retrain ? 'Retraining was decided' : 'No retraining'}</h2>
<p>${value(decision.reason)}</p>
${htmlTable({
  caption: `What the decision rested on (${decision.id})`,
  columns: [{ title: 'Clause' }, { title: 'Held' }, { title: 'What it saw', as: 'prose' }],
  rows: decision.clauses.map(({ clause, held, detail }) => [
    code(clause),
    badge(held ? 'pass' : 'fail', held ? 'Yes' : 'No'),
    value(detail),
  ]),
})}</section>`
}
