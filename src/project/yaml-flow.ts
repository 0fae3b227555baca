/** What is written into a config file. */
export type YamlValue =
  | string
  | number
  | boolean
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue }

/** A value on one line, with blanks inside braces or without, as the file has them. */
export function flowText(value: YamlValue, style: { padded: boolean }): string {
  if (typeof value === 'string') return scalarText(value)
  if (typeof value !== 'object') return String(value)
  if (Array.isArray(value)) return `[${value.map((item) => flowText(item, style)).join(', ')}]`
  const pairs = Object.entries(value).map(([key, item]) => `${scalarText(key)}: ${flowText(item, style)}`)
  if (pairs.length === 0) return '{}'
  return style.padded ? `{ ${pairs.join(', ')} }` : `{${pairs.join(', ')}}`
}

/**
 * A text as YAML reads it back, also as a key: plain where it can be taken for nothing else, in single quotes where that
 * is enough, else as JSON writes it, which is YAML too.
 */
export function scalarText(text: string): string {
  if (/^(?:[A-Za-z_][\w.-]*|\d+(?:\.\d+)?%)$/.test(text) && !isWord(text)) return text
  return /^[\x20-\x26\x28-\x7e]+$/.test(text) ? `'${text}'` : asciiJson(text)
}

/** Texts that one version of YAML or another takes for something else. */
function isWord(text: string): boolean {
  return /^(?:true|false|null|yes|no|on|off|y|n|nan|inf)$/i.test(text)
}

/** Everything that an editor might hide or change is written by its number. */
function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u00a0\u00ad\u0600-\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
