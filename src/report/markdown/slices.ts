import type { Report } from '../../gates/report.ts'
import { count, counted } from '../figures.ts'
import { rivalOf, rivalWords } from '../rival.ts'
import { sliceFigure, sliceMetrics, worstSlices } from '../slices.ts'
import { slicesChart } from './charts.ts'
import { blocks, code, folded, type Markdown, md } from './escape.ts'
import { table } from './table.ts'

/** How the candidate does on each kind of rows that the policy asks for, worst first. */
export function slicesSection(report: Report): Markdown {
  const body = slicesBody(report)
  if (body.markdown === '') return md``
  return folded(`${counted(report.slices?.length ?? 0, 'slice')}, worst first`, body)
}

/** The same without a fold. */
export function slicesBody(report: Report): Markdown {
  const slices = worstSlices(report)
  if (slices.length === 0) return md``
  const metrics = sliceMetrics(report)
  const rival = rivalOf(report)
  const brackets = rival ? md`<sub>In brackets: ${rivalWords(rival)}. – is undefined.</sub>` : undefined
  return blocks([
    table(
      [
        { title: 'slice' },
        { title: 'rows', align: 'right' },
        ...metrics.map((metric) => ({ title: code(metric), align: 'right' as const })),
      ],
      slices.map((slice) => [
        code(slice.name),
        count(slice.rows),
        ...metrics.map((metric) => sliceFigure(slice, metric)),
      ]),
      30,
    ),
    brackets,
    slicesChart(report),
  ])
}
