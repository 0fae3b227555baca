import type { ColumnDrift, DriftReport } from '../../drift/report.ts'
import type { Decision } from '../../retraining/decision.ts'
import { counted, percent, probability } from '../figures.ts'
import { type ProfilePair, shapesOf } from '../histogram.ts'
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
  profiles?: ProfilePair
  decision?: Decision
}

/** A drift report as a page of its own, with the distributions before and now where the profiles are given. */
export function renderDriftHtml(report: DriftReport, context: DriftPageContext = {}): string {
  const sorted = [...report.columns].sort((a, b) => rank(a) - rank(b) || (b.effect ?? -1) - (a.effect ?? -1))
  return page({
    title: `${report.model}: ${report.verdict}`,
    body: html`<header class="card headline" style="--tone:var(--${tones[report.verdict]})">
${badge(tones[report.verdict], words[report.verdict])}
<h1>${value(report.model, 64)}: ${value(report.reason)}</h1>
<p class="muted">Window ${code(report.window.id)} (${counted(report.window.rows, 'row')}) against the rows that version ${code(report.reference.version)} was trained on (${counted(report.reference.rows, 'row')}).</p>
</header>
${context.decision ? decisionCard(context.decision) : undefined}
<section class="card"><h2>Columns</h2>${columnsTable(sorted)}</section>
${context.profiles ? chartsCard(sorted, context.profiles) : undefined}`,
  })
}

function rank({ verdict }: ColumnDrift): number {
  return ['drift', 'inconclusive', 'stable'].indexOf(verdict)
}

function columnsTable(columns: readonly ColumnDrift[]): Html {
  return htmlTable({
    caption:
      'Effect is the largest gap between the distributions (numbers) or Cramér’s V (categories); p is corrected for the number of columns.',
    columns: [
      { title: 'Column' },
      { title: 'Verdict' },
      { title: 'Effect', as: 'short' },
      { title: 'Adjusted p', as: 'number' },
      { title: 'Nulls before, now', as: 'number' },
      { title: 'Why', as: 'prose' },
    ],
    rows: columns.map((column) => [
      code(column.column, 64),
      badge(tones[column.verdict], words[column.verdict]),
      column.effect === null
        ? 'undefined'
        : shareBar(column.effect, column.effect.toFixed(2), tones[column.verdict]),
      probability(column['adjusted-p']),
      `${percent(column.nulls.reference)}, ${percent(column.nulls.current)}`,
      value(column.reason),
    ]),
  })
}

function chartsCard(columns: readonly ColumnDrift[], profiles: ProfilePair): Html {
  const figures = columns.slice(0, mostCharts).flatMap((column) => {
    const shapes = shapesOf(profiles, column.column)
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
