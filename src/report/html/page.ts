import { mark, type Standing, word } from '../outcome.ts'
import { visible } from '../visible.ts'
import type { NamedChart } from './charts.ts'
import { htmlDocument } from './document.ts'
import { type Html, type HtmlValue, html, trusted } from './escape.ts'
import { style } from './style.ts'

/** A whole page that needs nothing from anywhere: no script, no font, no picture. */
export function page({ title, body }: { title: string; body: Html }): string {
  return htmlDocument({ title, style, body: html`<main>\n${body}\n</main>` })
}

/** A value from outside on one line. */
export function value(text: string, max = 300): Html {
  return html`${visible(text, max) || '(empty)'}`
}

export function code(text: string, max = 120): Html {
  return html`<code>${value(text, max)}</code>`
}

/** A verdict with its shape; `--tone` carries the colour, which is never alone. */
export function badge(where: Standing, words: string = word[where]): Html {
  return html`<span class="badge" style="--tone:var(--${where})"><i aria-hidden="true">${mark[where]}</i>${words}</span>`
}

export interface HtmlColumn {
  title: string
  /** Figures stand right, sentences get room, short words stay on one line, limits are broken where they must be. */
  as?: 'number' | 'prose' | 'short' | 'limit'
}

/** A table whose first column names its rows. It scrolls by itself where the window is narrow. */
export function htmlTable(table: {
  caption: string
  columns: readonly HtmlColumn[]
  rows: readonly (readonly HtmlValue[])[]
  /** A sentence below each row, over its whole width. */
  below?: readonly (HtmlValue | undefined)[]
  /** At most so many rows; the caption says how many more there are. */
  max?: number
}): Html {
  const { caption, columns, rows, below = [], max = 200 } = table
  const left = rows.length - Math.min(rows.length, max)
  const cell = (content: HtmlValue, column: number) => {
    const as = columns[column]?.as
    const kind = as && html` class="${as}"`
    return column === 0
      ? html`<th scope="row"${kind}>${content}</th>`
      : html`<td${kind} data-title="${columns[column]?.title}">${content}</td>`
  }
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${caption}"><table>
<caption>${caption}${left > 0 ? ` (${left} more rows are not shown)` : ''}</caption>
<thead><tr>${columns.map(({ title, as }) => html`<th scope="col"${as && html` class="${as}"`}>${title}</th>`)}</tr></thead>
<tbody>${rows.slice(0, max).map((row, nth) => html`<tr${below[nth] && html` class="over"`}>${row.map(cell)}</tr>\n${sentenceBelow(below[nth], columns.length)}`)}</tbody>
</table></div>`
}

function sentenceBelow(words: HtmlValue | undefined, width: number): Html | undefined {
  return words === undefined
    ? undefined
    : html`<tr class="below"><td class="prose" colspan="${width}">${words}</td></tr>\n`
}

/** A chart with words for those who do not see it. One of rows with names has a drawing of its own for narrow windows. */
export function figureOf(figure: { chart: string | NamedChart; alt: string; caption: string }): Html {
  const { chart, alt, caption } = figure
  const drawn =
    typeof chart === 'string'
      ? trusted(chart)
      : html`<div class="wide">${trusted(chart.wide)}</div><div class="narrow">${trusted(chart.narrow)}</div>`
  return html`<figure><div role="img" aria-label="${alt}">${drawn}</div><figcaption>${caption}</figcaption></figure>`
}

/** A share as a small bar before its percentage. */
export function shareBar(share: number, words: string, where: Standing): Html {
  const width = share <= 0 ? 0 : Math.max(2, Math.min(100, Math.round(share * 100)))
  return html`<span class="bar" style="--tone:var(--${where})" aria-hidden="true"><b style="width:${width}%"></b></span>${words}`
}
