import type { Report } from '../../gates/report.ts'
import { pointMetrics, pointRemarks, ruleWords, thresholdWords } from '../operating.ts'
import { sliceFigure } from '../slices.ts'
import { visible } from '../visible.ts'
import { columns } from './columns.ts'

/** Where predictions become positive, and how both models do there. */
export function operatingLines(report: Report): string[] {
  const { operating } = report
  if (!operating) return []
  const metrics = pointMetrics(report)
  return [
    '  threshold and operating points:',
    ...columns(
      [
        { title: 'point' },
        { title: 'how' },
        { title: 'threshold', align: 'right' },
        ...metrics.map((title) => ({ title, align: 'right' as const })),
      ],
      operating.points.map((point) => [
        visible(point.name ?? 'the threshold', 64),
        visible(ruleWords(point), 120),
        thresholdWords(point),
        ...metrics.map((metric) => sliceFigure(point, metric)),
      ]),
      4,
    ),
    ...pointRemarks(report).map((remark) => `    ${visible(remark)}`),
  ]
}
