import { escapeHtml } from '../../src/report/html/escape.ts'

/** An `xychart-beta` block of lines and bars, as Pawl writes them, drawn as SVG; undefined for any other diagram. */
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
  sideways: boolean
  /** Numbers, or names with a place each. */
  x: Axis | { title: string; names: string[] }
  y: Axis
  series: { as: 'line' | 'bar'; values: number[] }[]
  colours: string[]
}

const number = String.raw`-?\d+(?:\.\d+)?`
const axis = (name: string) => new RegExp(`^${name}-axis\\s+"([^"]*)"\\s+(${number})\\s*-->\\s*(${number})$`)
const xAxis = axis('x')
const yAxis = axis('y')
const named = /^x-axis\s+"([^"]*)"\s+\[((?:"[^"]*"(?:, )?)+)\]$/
const palette = /^%%\{init: .*"plotColorPalette":"(#[0-9a-f]{6}(?:, #[0-9a-f]{6})*)".*\}%%$/

function parse(source: string): Chart | undefined {
  const lines = source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const colours = palette.exec(lines[0] ?? '')?.[1]?.split(', ')
  const [first = '', ...rest] = colours ? lines.slice(1) : lines
  if (!/^xychart-beta( horizontal)?$/.test(first)) return undefined
  const chart: Pick<Chart, 'title' | 'series'> & Partial<Chart> = { title: '', series: [] }
  for (const line of rest) {
    const title = /^title\s+"([^"]*)"$/.exec(line)?.[1]
    const x = xAxis.exec(line)
    const places = named.exec(line)
    const y = yAxis.exec(line)
    const [, as, listed] = /^(line|bar)\s+\[([^\]]*)\]$/.exec(line) ?? []
    const values = listed?.split(',').map(Number)
    if (title !== undefined) chart.title = title
    else if (x) chart.x = { title: x[1] ?? '', from: Number(x[2]), to: Number(x[3]) }
    else if (places) chart.x = { title: places[1] ?? '', names: (places[2] ?? '').slice(1, -1).split('", "') }
    else if (y) chart.y = { title: y[1] ?? '', from: Number(y[2]), to: Number(y[3]) }
    else if (as && values && values.length >= 2 && values.every(Number.isFinite))
      chart.series.push({ as: as === 'bar' ? 'bar' : 'line', values })
    else return undefined
  }
  const { title, x, y, series } = chart
  if (!x || !y || y.from >= y.to || series.length === 0) return undefined
  if ('from' in x ? x.from >= x.to : series.some(({ values }) => values.length !== x.names.length))
    return undefined
  return { title, x, y, series, sideways: first.endsWith('horizontal'), colours: colours ?? [] }
}

/** Where things stand in a drawing: the place of a point among the others, its value, and the ends of both axes. */
interface Frame {
  width: number
  height: number
  box: { left: number; top: number; right: number; bottom: number }
  /** x and y of a share of the first axis and a share of the second. */
  at(place: number, value: number): [number, number]
}

function frameOf({ sideways, x }: Chart): Frame {
  const width = sideways ? 560 : 460
  const height = sideways && 'names' in x ? 82 + 30 * x.names.length : 320
  const box = { left: sideways ? 210 : 56, top: 36, right: width - 16, bottom: height - 46 }
  const across = (share: number) => box.left + share * (box.right - box.left)
  return {
    width,
    height,
    box,
    at: (place, value) =>
      sideways
        ? [across(value), box.top + place * (box.bottom - box.top)]
        : [across(place), box.bottom - value * (box.bottom - box.top)],
  }
}

function draw(chart: Chart): string {
  const frame = frameOf(chart)
  const { width, height, box } = frame
  const { x, y, sideways } = chart
  const title = escapeHtml(chart.title)
  const [below, beside] = sideways ? [y.title, x.title] : [x.title, y.title]
  return [
    `<svg class="xychart" viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${title}">`,
    `<text class="title" x="${(box.left + box.right) / 2}" y="20" text-anchor="middle">${title}</text>`,
    ...grid(chart, frame),
    ...chart.series.map((_, series) => drawSeries(chart, { series, frame })),
    `<text x="${(box.left + box.right) / 2}" y="${height - 8}" text-anchor="middle">${escapeHtml(below)}</text>`,
    `<text transform="translate(14 ${(box.top + box.bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeHtml(beside)}</text>`,
    '</svg>',
  ].join('')
}

const ticks = [0, 0.25, 0.5, 0.75, 1]

function grid({ x, y, sideways }: Chart, { at, box }: Frame): string[] {
  const down = (px: number, label: string | number, line = true) =>
    `${line ? `<path class="grid" d="M${px.toFixed(1)} ${box.top}V${box.bottom}"/>` : ''}<text x="${px.toFixed(1)}" y="${box.bottom + 18}" text-anchor="middle">${escapeHtml(String(label))}</text>`
  const across = (py: number, label: string | number, line = true) =>
    `${line ? `<path class="grid" d="M${box.left} ${py.toFixed(1)}H${box.right}"/>` : ''}<text x="${box.left - 8}" y="${py.toFixed(1)}" text-anchor="end" dominant-baseline="middle">${escapeHtml(String(label))}</text>`
  const number = (one: Axis, share: number) => Number((one.from + share * (one.to - one.from)).toFixed(3))
  const values = ticks.map((share) => {
    const [px, py] = at(0, share)
    return sideways ? down(px, number(y, share)) : across(py, number(y, share))
  })
  const places =
    'names' in x
      ? x.names.map((name, place) => ({ share: (place + 0.5) / x.names.length, label: name }))
      : ticks.map((share) => ({ share, label: number(x, share) }))
  return [
    ...values,
    ...places.map(({ share, label }) => {
      const [px, py] = at(share, 0)
      return sideways ? across(py, label, 'from' in x) : down(px, label, 'from' in x)
    }),
  ]
}

function drawSeries(
  { x, y, sideways, series: all, colours }: Chart,
  { series, frame }: { series: number; frame: Frame },
): string {
  const { as, values } = all[series] as Chart['series'][number]
  const kind = `${as} ${as}-${series % 4}`
  const colour = colours[series]
  const place = (step: number) => ('names' in x ? (step + 0.5) / values.length : step / (values.length - 1))
  const share = (value: number) => (value - y.from) / (y.to - y.from)
  if (as === 'line') {
    const points = values.map((value, step) =>
      frame
        .at(place(step), share(value))
        .map((one) => one.toFixed(1))
        .join(','),
    )
    return `<polyline class="${kind}"${colour ? ` style="stroke:${colour}"` : ''} points="${points.join(' ')}"/>`
  }
  const half = 0.28 / values.length
  return values
    .map((value, step) => {
      const [x1, y1] = frame.at(place(step) - half, Math.max(0, share(0)))
      const [x2, y2] = frame.at(place(step) + half, share(value))
      const [left, top] = [Math.min(x1, x2), Math.min(y1, y2)]
      const [w, h] = [Math.abs(x2 - x1), Math.abs(y2 - y1)]
      return `<rect class="${kind}"${colour ? ` style="fill:${colour}"` : ''} x="${left.toFixed(1)}" y="${top.toFixed(1)}" width="${w.toFixed(1)}" height="${h.toFixed(1)}"${sideways ? ' rx="2"' : ''}/>`
    })
    .join('')
}
