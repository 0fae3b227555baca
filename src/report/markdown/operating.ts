import type { Report } from '../../gates/report.ts'
import { operatingTitle, pointMetrics, pointRemarks, ruleWords, thresholdWords } from '../operating.ts'
import { sliceFigure } from '../slices.ts'
import { blocks, code, folded, lines, type Markdown, md, text } from './escape.ts'
import { table } from './table.ts'

/** Where predictions become positive, and how both models do there. */
export function operatingSection(report: Report): Markdown {
  const body = operatingBody(report)
  if (body.markdown === '') return md``
  return folded(operatingTitle((report.operating?.points.length ?? 1) - 1), body)
}

/** The same without a fold. */
export function operatingBody(report: Report): Markdown {
  const { operating } = report
  if (!operating) return md``
  const metrics = pointMetrics(report)
  return blocks([
    table(
      [
        { title: 'point' },
        { title: 'how' },
        { title: 'threshold', align: 'right' },
        ...metrics.map((metric) => ({ title: code(metric), align: 'right' as const })),
      ],
      operating.points.map((point) => [
        point.name === null ? md`the threshold` : code(point.name),
        ruleWords(point),
        thresholdWords(point),
        ...metrics.map((metric) => sliceFigure(point, metric)),
      ]),
      30,
    ),
    lines(pointRemarks(report).map((remark) => md`<sub>${text(remark, 500)}</sub>  `)),
  ])
}
