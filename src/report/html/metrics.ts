import type { MetricValue, Report } from '../../gates/report.ts'
import { counted, figure } from '../figures.ts'
import { rivalOf } from '../rival.ts'
import { type Html, html } from './escape.ts'
import { numberColumn, rivalTitle } from './gates.ts'
import { code, htmlTable } from './page.ts'

/** Every metric of the candidate and of what it is compared with, folded. */
export function metricsPart(report: Report): Html | undefined {
  const { candidate } = report
  const production = rivalOf(report)
  const names = Object.keys(candidate.metrics).sort()
  if (names.length === 0) return undefined
  return html`<details><summary>All ${counted(names.length, 'metric')}</summary>${htmlTable({
    caption: 'Figures on the held-out rows',
    columns: [
      { title: 'Metric' },
      { title: 'Candidate', as: 'number' },
      ...(production ? [numberColumn(rivalTitle(production))] : []),
    ],
    rows: names.map((name) => [
      code(name),
      shownMetric(candidate.metrics[name]),
      ...(production
        ? [shownMetric(Object.hasOwn(production.metrics, name) ? production.metrics[name] : undefined)]
        : []),
    ]),
  })}</details>`
}

/** A figure, or why it has none. */
export function shownMetric(metric: MetricValue | undefined): string {
  if (metric === undefined) return 'none'
  return 'value' in metric ? figure(metric.value) : `undefined: ${metric.undefined}`
}
