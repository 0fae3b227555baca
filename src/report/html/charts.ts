import { BarChart, CustomChart, LineChart } from 'echarts/charts'
import { GridComponent, LegendComponent } from 'echarts/components'
import { type EChartsCoreOption, init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { wrap } from './wrap.ts'

use([LineChart, BarChart, CustomChart, GridComponent, LegendComponent, SVGRenderer])

/** Colours are the page's own variables, so that one picture serves light and dark. */
export const ink = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  candidate: 'var(--candidate)',
  production: 'var(--production)',
  chance: 'var(--chance)',
}

const font = 'system-ui, -apple-system, sans-serif'

/** Draws a chart as SVG text: the same options give the same bytes. */
export function draw(option: EChartsCoreOption, size: { width: number; height: number }): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: font, color: ink.text },
      legend: { show: false },
      ...option,
    })
    return stable(chart.renderToSVGString({ useViewBox: true }))
  } finally {
    chart.dispose()
  }
}

/**
 * Takes out what ECharts adds for a mouse and what it numbers through the whole process. Text in the chart cannot be
 * hit: its quotes are entities there. Clip paths keep names, made from the chart's own content.
 */
function stable(svg: string): string {
  const bare = svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/ (?:class|ecmeta_[a-z_]+|pointer-events|xmlns:xlink|version|baseProfile)="[^"]*"/g, '')
  const name = `c${hash(bare.replace(/zr\d+-/g, ''))}`
  return bare.replace(/(id="|url\(#)zr\d+-/g, `$1${name}-`)
}

/** FNV-1a, enough to tell the charts of one page apart. */
function hash(text: string): string {
  let state = 0x811c9dc5
  for (let at = 0; at < text.length; at++) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193)
  return (state >>> 0).toString(36)
}

/** An axis from `min` to `max` in the page's colours. */
export function valueAxis(title: string, range: { min?: number; max?: number } = {}) {
  return {
    type: 'value' as const,
    name: title,
    nameLocation: 'middle' as const,
    nameGap: 30,
    nameTextStyle: { color: ink.muted, fontSize: 13 },
    ...range,
    axisLine: { show: true, lineStyle: { color: ink.line } },
    axisTick: { show: false },
    axisLabel: { color: ink.muted, fontSize: 12, hideOverlap: true },
    splitLine: { lineStyle: { color: ink.line, opacity: 0.6 } },
  }
}

/** A chart of rows with names, drawn twice: names beside their rows, and above them where the window is narrow. */
export interface NamedChart {
  wide: string
  narrow: string
}

/** Room for lines of so many letters, as fonts differ from what a name is measured with here. */
const besideNames = { label: 230, left: 250, letters: 30 }
const narrowWidth = 330
const narrowLetters = 42
const lineHeight = 15

/** Names in lines, and how many the longest has. */
function inLines(names: readonly string[][]): { names: string[]; most: number } {
  return {
    names: names.map((lines) => lines.join('\n')),
    most: Math.max(...names.map(({ length }) => length)),
  }
}

/**
 * Draws such a chart. `row` is the height of one row, more where names take more; `names` are from the top down, with a line
 * break where one has no room beside its row. Names are never cut, since the ends of two may be all that tells them apart.
 */
export function drawNamed({
  names,
  row,
  width,
  ...option
}: { names: readonly string[]; row: number; width: number } & EChartsCoreOption): NamedChart {
  const axis = {
    type: 'category' as const,
    inverse: true,
    axisLine: { lineStyle: { color: ink.line } },
    axisTick: { show: false },
  }
  const label = { color: ink.text, interval: 0, lineHeight }
  const beside = inLines(
    names.map((name) => name.split('\n').flatMap((part) => wrap(part, besideNames.letters))),
  )
  const above = inLines(names.map((name) => wrap(name.replaceAll('\n', ' '), narrowLetters)))
  const wideRow = Math.max(row, beside.most * lineHeight + 6)
  /** What a name above its row takes. */
  const aboveRow = above.most * lineHeight + 7
  const grid = { right: 20, top: 8, bottom: 48 }
  const besideAxis = {
    ...axis,
    data: beside.names,
    axisLabel: { ...label, fontSize: 13, width: besideNames.label },
  }
  const aboveAxis = {
    ...axis,
    data: above.names,
    axisLabel: {
      ...label,
      fontSize: 12,
      inside: true,
      margin: 2,
      verticalAlign: 'bottom' as const,
      padding: [0, 0, row / 2 - 2, 0],
    },
  }
  return {
    wide: draw(
      { ...option, grid: { ...grid, left: besideNames.left }, yAxis: besideAxis },
      { width, height: 64 + names.length * wideRow },
    ),
    narrow: draw(
      { ...option, grid: { ...grid, left: 10, top: 8 + aboveRow / 2 }, yAxis: aboveAxis },
      { width: narrowWidth, height: 64 + aboveRow / 2 + names.length * (row + aboveRow) },
    ),
  }
}
