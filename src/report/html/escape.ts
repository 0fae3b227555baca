/**
 * HTML that this folder made. A plain string put into `html` is taken for hostile and escaped; only what came out of
 * `html` or `trusted` counts as HTML.
 */
export interface Html {
  readonly html: string
}

export type HtmlValue = string | number | undefined | Html | readonly (string | number | undefined | Html)[]

/** HTML with values in it, in text or in a quoted attribute: strings are escaped, lists joined, undefined is nothing. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return { html: parts.reduce((sum, part, at) => sum + source(values[at - 1]) + part) }
}

/** HTML that was made elsewhere and is known to be safe: a chart, a style sheet of ours. */
export function trusted(made: string): Html {
  return { html: made }
}

function source(value: HtmlValue): string {
  if (value === undefined) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'string') return escapeHtml(value)
  if ('html' in value) return value.html
  return value.map(source).join('')
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
}

/** Text as HTML text or as the value of a quoted attribute. */
export function escapeHtml(value: string): string {
  return value.replace(/[&<>"'`]/g, (character) => entities[character] as string)
}
