import { escapeHtml } from '../../src/report/html/escape.ts'

/** An `xychart-beta` block with lines, as Pawl writes them, drawn as SVG; undefined for any other diagram. */
export function drawMermaid(source: string): string | undefined {
  const chart = parse(source)
  return chart && draw(chart)
}

interface Axis {
  title: string
  from: number
  to: number
}

interface Chart {
  title: string
  x: Axis
  y: Axis
  lines: number[][]
}

const number = String.raw`-?\d+(?:\.\d+)?`
const axis = (name: string) => new RegExp(`^${name}-axis\\s+"([^"]*)"\\s+(${number})\\s*-->\\s*(${number})$`)
const xAxis = axis('x')
const yAxis = axis('y')

function parse(source: string): Chart | undefined {
  const [first, ...rest] = source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (first !== 'xychart-beta') return undefined
  const chart: { title: string; x?: Axis; y?: Axis; lines: number[][] } = { title: '', lines: [] }
  for (const line of rest) {
    const title = /^title\s+"([^"]*)"$/.exec(line)?.[1]
    const x = xAxis.exec(line)
    const y = yAxis.exec(line)
    const values = /^line\s+\[([^\]]*)\]$/.exec(line)?.[1]?.split(',').map(Number)
    if (title !== undefined) chart.title = title
    else if (x) chart.x = { title: x[1] ?? '', from: Number(x[2]), to: Number(x[3]) }
    else if (y) chart.y = { title: y[1] ?? '', from: Number(y[2]), to: Number(y[3]) }
    else if (values && values.length >= 2 && values.every(Number.isFinite)) chart.lines.push(values)
    else return undefined
  }
  const { x, y } = chart
  return x && y && x.from < x.to && y.from < y.to && chart.lines.length > 0 ? { ...chart, x, y } : undefined
}

const width = 460
const height = 320
const box = { left: 56, top: 36, right: width - 16, bottom: height - 46 }

function draw(chart: Chart): string {
  const across = (share: number) => (box.left + share * (box.right - box.left)).toFixed(1)
  const up = (value: number) =>
    (box.bottom - ((value - chart.y.from) / (chart.y.to - chart.y.from)) * (box.bottom - box.top)).toFixed(1)
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  const at = (one: Axis, share: number) => Number((one.from + share * (one.to - one.from)).toFixed(3))
  const grid = ticks.map((share) => {
    const y = up(at(chart.y, share))
    const x = across(share)
    return [
      `<path class="grid" d="M${box.left} ${y}H${box.right}M${x} ${box.top}V${box.bottom}"/>`,
      `<text x="${box.left - 8}" y="${y}" text-anchor="end" dominant-baseline="middle">${at(chart.y, share)}</text>`,
      `<text x="${x}" y="${box.bottom + 18}" text-anchor="middle">${at(chart.x, share)}</text>`,
    ].join('')
  })
  const lines = chart.lines.map((values, series) => {
    const points = values.map((value, step) => `${across(step / (values.length - 1))},${up(value)}`)
    return `<polyline class="line line-${series % 4}" points="${points.join(' ')}"/>`
  })
  const title = escapeHtml(chart.title)
  return [
    `<svg class="xychart" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${title}">`,
    `<text class="title" x="${(box.left + box.right) / 2}" y="20" text-anchor="middle">${title}</text>`,
    ...grid,
    ...lines,
    `<text x="${(box.left + box.right) / 2}" y="${height - 8}" text-anchor="middle">${escapeHtml(chart.x.title)}</text>`,
    `<text transform="translate(14 ${(box.top + box.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(chart.y.title)}</text>`,
    '</svg>',
  ].join('')
}
