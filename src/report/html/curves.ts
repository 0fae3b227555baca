import type { MetricValue, Report } from '../../gates/report.ts'
import type { Fit } from '../../gates/scored-section.ts'
import { count, figure } from '../figures.ts'
import { rivalOf, rivalWords } from '../rival.ts'
import { calibrationChart, fitChart, rocChart } from './curve-charts.ts'
import { type Html, html } from './escape.ts'
import { shownMetric } from './metrics.ts'
import { figureOf, htmlTable } from './page.ts'

/** ROC and calibration beside each other; for a regression, predictions beside what was true. */
export function curveCharts(report: Report): Html | undefined {
  const roc = rocChart(report)
  const calibration = calibrationChart(report)
  const fit = fitChart(report)
  if (roc === undefined && calibration === undefined && fit === undefined) return undefined
  return html`<div class="pair">
${roc === undefined ? undefined : figureOf({ chart: roc, alt: `ROC curve; ${auc(report)}.`, caption: `ROC curve: the nearer to the upper left corner the better; ${auc(report)}.` })}
${calibration === undefined ? undefined : figureOf({ chart: calibration, alt: 'Calibration curve; a table below has the figures.', caption: 'Calibration: on the dashed line, predicted probabilities are what is observed.' })}
${fit === undefined ? undefined : figureOf({ chart: fit, alt: 'Actual against predicted values; a table below has the figures.', caption: 'Predicted and actual: each point is the mean of rows of similar predictions, the thin line one standard deviation of what is left over on either side. On the dashed line, predictions are right on average.' })}
</div>`
}

/** What the curves were drawn from, folded. */
export function curveTables(report: Report): Html[] {
  const { curves, fit = [] } = report.candidate
  return [
    ...((curves?.calibration.length ?? 0) < 2 ? [] : [calibrationTable(report)]),
    ...(fit.length === 0 ? [] : [fitTable(fit)]),
  ]
}

function fitTable(fit: Fit): Html {
  return html`<details><summary>Predicted and actual as a table</summary>${htmlTable({
    caption: 'The candidate, rows from low to high prediction',
    columns: [
      { title: 'Predicted', as: 'number' },
      { title: 'Actual', as: 'number' },
      { title: 'Residual spread', as: 'number' },
      { title: 'Rows', as: 'number' },
    ],
    rows: fit.map(({ predicted, actual, spread, rows }) => [
      figure(predicted),
      figure(actual),
      figure(spread),
      count(rows),
    ]),
  })}</details>`
}

function auc(report: Report): string {
  const { candidate } = report
  const production = rivalOf(report)
  const of = (metrics: Record<string, MetricValue>) => shownMetric(metrics.roc_auc)
  return `area ${of(candidate.metrics)} for the candidate${production ? `, ${of(production.metrics)} for ${rivalWords(production)}` : ''}`
}

function calibrationTable({ candidate }: Report): Html {
  return html`<details><summary>Calibration of the candidate as a table</summary>${htmlTable({
    caption: 'Rows by predicted probability',
    columns: [
      { title: 'Predicted', as: 'number' },
      { title: 'Observed', as: 'number' },
      { title: 'Rows', as: 'number' },
    ],
    rows: (candidate.curves?.calibration ?? []).map(({ predicted, observed, rows }) => [
      figure(predicted),
      figure(observed),
      count(rows),
    ]),
  })}</details>`
}
