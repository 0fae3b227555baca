import { escapeHtml } from '../../src/report/html/escape.ts'

/**
 * HTML as GitHub lets it through in comments: a short list of tags, nearly no attributes, every tag closed. Anything
 * else is shown as the text that it is. Works on the whole of what markdown-it made, so that neither raw HTML nor
 * a mistake of a renderer can break out of a comment.
 */
export function sanitise(html: string): string {
  const open: string[] = []
  const close = (name: string) => {
    const at = open.lastIndexOf(name)
    if (at === -1) return ''
    return open
      .splice(at)
      .reverse()
      .map((inner) => `</${inner}>`)
      .join('')
  }
  const body = html.replace(
    /<!--[\s\S]*?(?:-->|$)|<(\/?)([A-Za-z][A-Za-z0-9-]*)((?:[^<>"']|"[^"]*"|'[^']*')*)>|[<>]/g,
    (whole, slash: string | undefined, tag: string | undefined, attributes: string | undefined) => {
      if (whole.startsWith('<!--')) return ''
      const name = tag?.toLowerCase()
      if (name === undefined || !allowed.has(name)) return escapeHtml(whole)
      if (slash) return close(name)
      if (!empty.has(name)) open.push(name)
      return `<${name}${keep(name, attributes ?? '')}>`
    },
  )
  return (
    body +
    [...open]
      .reverse()
      .map((name) => `</${name}>`)
      .join('')
  )
}

const empty = new Set(['br', 'hr', 'input'])
const allowed = new Set([
  ...empty,
  ...[
    'p',
    'a',
    'strong',
    'em',
    's',
    'del',
    'b',
    'i',
    'code',
    'pre',
    'kbd',
    'sub',
    'sup',
    'blockquote',
    'span',
  ],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'li', 'details', 'summary'],
  ...['table', 'thead', 'tbody', 'tr', 'th', 'td'],
])

/** Attributes whose whole value is known; everything else is dropped. */
const attributes: Record<string, RegExp> = {
  'a href': /^(https?:\/\/|#|(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.html$)/,
  'th style': /^text-align:(left|right|center)$/,
  'td style': /^text-align:(left|right|center)$/,
  'ol start': /^\d{1,9}$/,
  'code class': /^language-[\w+-]{1,30}$/,
  'span class': /^(mention|picture)$/,
  'li class': /^task$/,
  'input type': /^checkbox$/,
  'input checked': /^$/,
  'input disabled': /^$/,
  'details open': /^$/,
}

function keep(tag: string, source: string): string {
  const kept: string[] = []
  for (const [, name, double, single] of source.matchAll(/([\w-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g)) {
    const key = `${tag} ${name?.toLowerCase()}`
    // Not looked up in a plain object without a check, because an attribute may be called __proto__.
    if (!Object.hasOwn(attributes, key)) continue
    const value = double ?? single ?? ''
    if (attributes[key]?.test(value)) kept.push(` ${name?.toLowerCase()}="${value.replace(/[<>"]/g, '')}"`)
  }
  // A checkbox that a reader can click would promise something, and any other input has no place here.
  if (tag === 'input')
    return ` type="checkbox" disabled="disabled"${kept.some((one) => one.startsWith(' checked')) ? ' checked="checked"' : ''}`
  if (tag === 'a') kept.push(' rel="noopener noreferrer nofollow"')
  return kept.join('')
}
