import type { Shapes } from '../../data/shapes.ts'
import { draw, ink, valueAxis } from './charts.ts'

/** A column's distribution before and now, as bars side by side. */
export function shapesChart(
  shapes: Shapes,
  names: { reference: string; current: string } = { reference: 'reference', current: 'this window' },
): string {
  const last = shapes.reference.length - 1
  const name = (bucket: number) => {
    if (shapes.kind === 'categorical') return bucket === last ? 'others' : `no. ${bucket + 1}`
    if (!shapes.range) return bucket === 0 ? 'low' : bucket === last ? 'high' : ''
    const { from, to } = shapes.range
    return String(Number((from + ((to - from) * bucket) / shapes.reference.length).toPrecision(3)))
  }
  const series = (name: string, color: string, shares: readonly number[]) => ({
    type: 'bar',
    name,
    data: shares.map((share) => Number((share * 100).toFixed(3))),
    itemStyle: { color },
    barGap: '5%',
    barCategoryGap: '18%',
  })
  return draw(
    {
      grid: { left: 48, right: 12, top: 36, bottom: 30 },
      legend: {
        show: true,
        top: 0,
        left: 40,
        itemWidth: 14,
        itemHeight: 10,
        itemGap: 26,
        selectedMode: false,
        textStyle: { color: ink.text, fontSize: 13 },
      },
      xAxis: {
        type: 'category',
        data: shapes.reference.map((_, bucket) => name(bucket)),
        axisLine: { lineStyle: { color: ink.line } },
        axisTick: { show: false },
        axisLabel: { color: ink.muted, fontSize: 11, hideOverlap: true },
      },
      yAxis: { ...valueAxis(''), axisLabel: { color: ink.muted, fontSize: 12, formatter: '{value} %' } },
      series: [
        series(names.reference, ink.production, shapes.reference),
        series(names.current, ink.candidate, shapes.current),
      ],
    },
    { width: 440, height: 240 },
  )
}
