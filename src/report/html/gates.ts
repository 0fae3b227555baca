import type { GateResult, Report } from '../../gates/report.ts'
import { aboutOf } from '../about.ts'
import { figure, signed } from '../figures.ts'
import { judgedRowsWords } from '../holdout.ts'
import { axisOf, compares, intervalMethods, limitWords } from '../limit.ts'
import { standing, tally, worstFirst } from '../outcome.ts'
import { type Rival, rivalFigures, rivalOf, rivalWords } from '../rival.ts'
import { type Html, type HtmlValue, html } from './escape.ts'
import { gateChart } from './gate-chart.ts'
import { badge, code, figureOf, type HtmlColumn, htmlTable, value } from './page.ts'

/** Every gate, those that failed first, each with its reason below. */
export function gatesPart(report: Report): Html | undefined {
  if (report.gates.length === 0) return undefined
  const sorted = worstFirst(report.gates)
  return html`<h3>Gates: ${tally(report.gates)}</h3>
${htmlTable({
  caption: `Gates, judged on ${judgedRowsWords(report)}`,
  columns: [
    { title: 'Gate' },
    { title: 'Verdict' },
    { title: 'Candidate', as: 'number' },
    ...productionColumns(report),
    { title: 'Limit', as: 'limit' },
  ],
  rows: sorted.map((gate) => gateRow(gate, report)),
  below: sorted.map(({ reason }) => value(reason)),
})}${methodsPart(sorted)}`
}

function methodsPart(gates: readonly GateResult[]): Html | undefined {
  const methods = intervalMethods(gates)
  return methods.length === 0
    ? undefined
    : html`<p class="muted">Intervals: ${value(methods.join('; '), 2000)}.</p>`
}

/** The same drawn as room to the limits: figures and changes apart, and shares apart from larger figures, as they have no scale in common. */
export function gateCharts(report: Report): Html[] {
  const sorted = worstFirst(report.gates)
  const rival = rivalOf(report)?.name ?? 'production'
  return [
    { title: 'against fixed limits', gates: sorted.filter((gate) => !compares(gate)) },
    { title: `against ${rival}`, gates: sorted.filter(compares) },
  ].flatMap(({ title, gates }) => [
    ...chartOf(title, gates.filter(isShare)),
    ...chartOf(
      `${title}, of larger figures`,
      gates.filter((gate) => !isShare(gate)),
    ),
  ])
}

function isShare(gate: GateResult): boolean {
  const { point, limit } = axisOf(gate)
  return Math.max(Math.abs(point ?? 0), Math.abs(limit)) <= 1
}

function chartOf(title: string, gates: readonly GateResult[]): Html[] {
  const chart = gateChart(gates)
  if (chart === undefined) return []
  return [
    figureOf({
      chart,
      alt: `Gates ${title}: ${tally(gates)}. The table above has the figures.`,
      caption: `Gates ${title}. The point is the estimate, the line its interval, dashed the limit: what lies left of it is beyond it.`,
    }),
  ]
}

function productionColumns(report: Report): HtmlColumn[] {
  const rival = rivalOf(report)
  return rival ? [numberColumn(rivalTitle(rival)), numberColumn('Change')] : []
}

/** `Production 1.0.0`, as the title of a column. */
export function rivalTitle(rival: Rival): string {
  const words = rivalWords(rival)
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`
}

export function numberColumn(title: string): HtmlColumn {
  return { title, as: 'number' }
}

function gateRow(gate: GateResult, report: Report): HtmlValue[] {
  const production = rivalOf(report)
  const about = aboutOf(gate)
  const name = about === undefined ? code(gate.metric) : html`${code(gate.metric)} of ${code(about)}`
  return [
    gate.level === 'fail' ? name : html`${name} (${gate.level})`,
    badge(standing(gate), gate.verdict === 'warn' ? 'Warning' : undefined),
    withInterval(figure(gate.candidate), gate, 'candidate'),
    ...(production ? rivalCells(gate) : []),
    value(limitWords(gate), 80),
  ]
}

function rivalCells(gate: GateResult): HtmlValue[] {
  const { production, change } = rivalFigures(gate)
  return [production, withInterval(change, gate, 'change')]
}

function withInterval(shown: string, { interval }: GateResult, of: 'candidate' | 'change'): Html {
  if (interval?.of !== of) return html`${shown}`
  const show = of === 'change' ? signed : figure
  return html`${shown}<small>${show(interval.low)} to ${show(interval.high)}</small>`
}
