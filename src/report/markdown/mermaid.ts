import type { Markdown } from './escape.ts'

/** A range of numbers; points lie evenly between its ends. */
interface Span {
  title: string
  from: number
  to: number
}

/** Points or bars, one for each place on the first axis. */
interface Series {
  as: 'line' | 'bar'
  colour: 'blue' | 'orange' | 'grey'
  values: readonly number[]
}

export interface XyChart {
  title: string
  /** Names may be anything: only letters, digits and a few signs of them are shown. Those that then look alike share a place. */
  places: Span | { title: string; names: readonly string[] }
  values: Span
  series: readonly Series[]
  /** Places from the top down, for names that need room. */
  sideways?: boolean
}

/** Each has a contrast of 3 to 1 on GitHub's light and dark page; Mermaid's own first one is not seen on a white page. */
const colours: Record<Series['colour'], string> = { blue: '#2f6fd0', orange: '#d97706', grey: '#7d8590' }

/** A chart in Mermaid's language, which has a syntax of its own: nothing from outside goes in as it is. */
export function xyChart({ title, places, values, series, sideways = false }: XyChart): Markdown {
  const width = 640
  const height = sideways && 'names' in places ? 100 + 36 * places.names.length : 400
  const palette = series.map(({ colour }) => colours[colour]).join(', ')
  const look = { xyChart: { width, height }, themeVariables: { xyChart: { plotColorPalette: palette } } }
  const first =
    'names' in places ? `[${places.names.map((name) => `"${label(name)}"`).join(', ')}]` : ends(places)
  return {
    markdown: [
      '```mermaid',
      `%%{init: ${JSON.stringify(look)}}%%`,
      sideways ? 'xychart-beta horizontal' : 'xychart-beta',
      `  title "${label(title)}"`,
      `  x-axis "${label(places.title)}" ${first}`,
      `  y-axis "${label(values.title)}" ${ends(values)}`,
      ...series.map(({ as, values: of }) => `  ${as} [${of.map(plainNumber).join(', ')}]`),
      '```',
    ].join('\n'),
  }
}

function ends({ from, to }: Span): string {
  return `${plainNumber(from)} --> ${plainNumber(to)}`
}

const longestLabel = 28

/** What a name looks like between Mermaid's quotes: no quote, bracket, tag, backslash, entity or directive is left of it. */
function label(name: string): string {
  const plain = name
    .normalize('NFC')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/[^\p{L}\p{N} =._‹›≤≥–,+-]/gu, '·')
    .replace(/\s+/gu, ' ')
    .trim()
  const characters = [...plain]
  return characters.length <= longestLabel ? plain : `${characters.slice(0, longestLabel - 1).join('')}…`
}

/** Mermaid reads no exponents; six significant digits are enough for a chart. */
function plainNumber(value: number): string {
  const rounded = Number(value.toPrecision(6))
  return rounded.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 })
}
