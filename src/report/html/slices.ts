import type { Report } from '../../gates/report.ts'
import type { SliceFigures } from '../../gates/row-sections.ts'
import { count, counted, figure } from '../figures.ts'
import { rivalOf, rivalWords } from '../rival.ts'
import { sliceFigure, sliceMetrics, worstSlices } from '../slices.ts'
import { visible } from '../visible.ts'
import { drawNamed, ink, type NamedChart, valueAxis } from './charts.ts'
import { type Html, html } from './escape.ts'
import { code, figureOf, htmlTable } from './page.ts'

/** More slices than this make a chart that nobody reads. */
const charted = 20

/** The first figure of the slices, worst first. */
export function slicesChart(report: Report): Html | undefined {
  const slices = worstSlices(report)
  const [first] = sliceMetrics(report)
  const chart = first === undefined ? undefined : drawSlices(slices.slice(0, charted), first)
  if (chart === undefined) return undefined
  const rival = rivalOf(report)
  return figureOf({
    chart,
    alt: `${first} of ${counted(slices.length, 'slice')}; a table below has the figures.`,
    caption: `${first} by slice, worst first. The point is the candidate, the line its 95 % interval${rival ? `, the ring ${rivalWords(rival)}` : ''}.`,
  })
}

/** How the candidate does on each kind of rows that the policy asks for, folded. */
export function slicesPart(report: Report): Html | undefined {
  const slices = worstSlices(report)
  const metrics = sliceMetrics(report)
  if (metrics.length === 0) return undefined
  const rival = rivalOf(report)
  const classes = report.task !== 'regression'
  const against = rival ? `; in brackets ${rivalWords(rival)}` : ''
  return html`<details><summary>${counted(slices.length, 'slice')}, worst first</summary>${htmlTable({
    caption: `Figures of ${counted(slices.length, 'slice')}, worst first${against}`,
    columns: [
      { title: 'Slice' },
      { title: 'Rows', as: 'number' },
      ...(classes ? [{ title: 'Of the rarer class', as: 'number' as const }] : []),
      ...metrics.map((metric) => ({ title: metric, as: 'number' as const })),
    ],
    rows: slices.map((slice) => [
      code(slice.name),
      count(slice.rows),
      ...(classes ? [supportWords(slice)] : []),
      ...metrics.map((metric) => sliceFigure(slice, metric)),
    ]),
  })}</details>`
}

/** `38`, `38 (21.4 effective)` */
function supportWords({ support, effective }: SliceFigures): string {
  return effective === undefined ? count(support) : `${count(support)} (${figure(effective)} effective)`
}

interface Mark {
  name: string
  candidate: number
  low: number | null
  high: number | null
  production: number | null
}

function drawSlices(slices: readonly SliceFigures[], metric: string): NamedChart | undefined {
  const marks = slices.flatMap((slice): Mark[] => {
    const found = slice.metrics.find((one) => one.metric === metric)
    if (!found || !('value' in found.candidate)) return []
    const { candidate, interval, production } = found
    return [
      {
        name: visible(slice.name, 80),
        candidate: candidate.value,
        low: interval?.low ?? null,
        high: interval?.high ?? null,
        production: production && 'value' in production ? production.value : null,
      },
    ]
  })
  if (marks.length === 0) return undefined
  const values = marks.flatMap((mark) =>
    [mark.candidate, mark.low, mark.high, mark.production].filter((value) => value !== null),
  )
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const room = (high - low || Math.abs(high) || 1) * 0.08
  return drawNamed({
    names: marks.map(({ name }) => name),
    row: 28,
    width: 680,
    xAxis: {
      ...valueAxis(metric, { min: low - room, max: high + room }),
      axisLabel: {
        color: ink.muted,
        fontSize: 12,
        hideOverlap: true,
        showMinLabel: false,
        showMaxLabel: false,
        formatter: (value: number) => figure(value),
      },
    },
    series: [
      ...marks.flatMap(({ low: from, high: to }, row) =>
        from === null || to === null
          ? []
          : [
              {
                type: 'line',
                symbol: 'none',
                lineStyle: { color: ink.candidate, width: 3, opacity: 0.5 },
                data: [
                  [from, row],
                  [to, row],
                ],
              },
            ],
      ),
      points(
        marks.flatMap(({ production }, row) => (production === null ? [] : [[production, row]])),
        {
          symbol: 'emptyCircle',
          color: ink.production,
        },
      ),
      points(
        marks.map(({ candidate }, row) => [candidate, row]),
        { symbol: 'circle', color: ink.candidate },
      ),
    ],
  })
}

function points(data: number[][], { symbol, color }: { symbol: string; color: string }) {
  return { type: 'line', symbol, symbolSize: 9, lineStyle: { width: 0 }, itemStyle: { color }, data }
}
