import type { Report } from '../../gates/report.ts'
import { operatingTitle, pointMetrics, pointRemarks, ruleWords, thresholdWords } from '../operating.ts'
import { sliceFigure } from '../slices.ts'
import { type Html, html } from './escape.ts'
import { code, htmlTable, value } from './page.ts'

/** Where predictions become positive, and how both models do there, folded. */
export function operatingPart(report: Report): Html | undefined {
  const { operating } = report
  if (!operating) return undefined
  const metrics = pointMetrics(report)
  const [rows, ...remarks] = pointRemarks(report)
  return html`<details><summary>${operatingTitle(operating.points.length - 1)}</summary>${htmlTable({
    caption: rows ?? '',
    columns: [
      { title: 'Point' },
      { title: 'How' },
      { title: 'Threshold', as: 'number' },
      ...metrics.map((metric) => ({ title: metric, as: 'number' as const })),
    ],
    rows: operating.points.map((point) => [
      point.name === null ? 'the threshold' : code(point.name),
      ruleWords(point),
      thresholdWords(point),
      ...metrics.map((metric) => sliceFigure(point, metric)),
    ]),
  })}${remarks.map((remark) => html`<p class="muted">${value(remark)}</p>`)}</details>`
}
