/**
 * Values from outside, made fit for one line that people read. Nothing here makes a value safe for markdown or HTML:
 * that is the work of markdown/escape.ts and html/escape.ts, which both start from here.
 */

/** Characters that hide or reorder text: shown by their code point, so that nobody is misled by what cannot be seen. */
const invisible =
  /[\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu
// biome's rule on control characters guards against typing errors; here they are what is looked for, so they are made from numbers.
const control = new RegExp(
  `[${range(0x00, 0x08)}${range(0x0e, 0x1f)}${range(0x7f, 0x84)}${range(0x86, 0x9f)}]`,
  'g',
)
const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g

/** A value as one line of at most `max` UTF-16 units: line breaks, control and hidden characters become visible. */
export function visible(value: string, max = 300): string {
  // Cut first, so that a value of many megabytes costs nothing; what is left can only shrink or be cut again.
  const line = wellFormed(value.slice(0, max * 4))
    .replace(lineBreak, ' \u23ce ')
    .replace(control, '\ufffd')
    .replace(invisible, codePoint)
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim()
  return shorten(line, max)
}

/** Many lines, such as a log: as `visible`, but line breaks stay. Keeps the last `max` units, where the error is. */
export function visibleLines(value: string, max = 4000): string {
  const tail = value.length > max ? `…\n${wellFormed(value.slice(-max))}` : wellFormed(value)
  return tail
    .replace(lineBreak, '\n')
    .replace(control, '\ufffd')
    .replace(invisible, codePoint)
    .replace(/^\n+|\s+$/gu, '')
}

/** A reason as a sentence of its own: a large letter and a full stop. */
export function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}.`
}

/** At most `max` UTF-16 units, an ellipsis included; never half a surrogate pair. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  return `${wellFormed(text.slice(0, max - 1))
    .replace(/\ufffd$/, '')
    .trimEnd()}…`
}

function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
}

function codePoint(character: string): string {
  return `⟨U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}⟩`
}

function range(from: number, to: number): string {
  const escaped = (code: number) => `\\u${code.toString(16).padStart(4, '0')}`
  return `${escaped(from)}-${escaped(to)}`
}
