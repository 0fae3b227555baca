import { visible, visibleLines } from '../visible.ts'

/**
 * The one door through which a value gets into a comment, a summary or a pull request's text. A plain string put into
 * `md` is taken for hostile and comes out as text that GitHub cannot read as a link, mention, reference, emoji,
 * picture, HTML or structure. Only what this file made counts as markdown.
 */
export interface Markdown {
  readonly markdown: string
}

export type Value = string | number | Markdown | readonly (string | number | Markdown)[]

/** Markdown with values in it: strings are escaped, markdown is taken as it is, lists are joined without a blank. */
export function md(parts: TemplateStringsArray, ...values: readonly Value[]): Markdown {
  return { markdown: parts.reduce((sum, part, at) => sum + source(values[at - 1] ?? '') + part) }
}

/** Blocks with an empty line between them; empty ones are left out. */
export function blocks(list: readonly (Markdown | undefined)[]): Markdown {
  return { markdown: list.flatMap((block) => (block?.markdown ? [block.markdown] : [])).join('\n\n') }
}

/** Lines below each other, such as the items of a list. */
export function lines(list: readonly Markdown[]): Markdown {
  return { markdown: list.map(({ markdown }) => markdown).join('\n') }
}

/** Parts of a sentence with something constant between them. */
export function joined(list: readonly (string | Markdown)[], between = ', '): Markdown {
  return { markdown: list.map(source).join(between) }
}

function source(value: Value): string {
  if (typeof value === 'string') return value === '' ? '' : text(value).markdown
  if (typeof value === 'number') return String(value)
  if ('markdown' in value) return value.markdown
  return value.map(source).join('')
}

/** Invisible and without width: breaks what GitHub looks for in text that is rendered already. */
const nothing = '\u200b'

/** A value in running text, in a heading, a list or a table's cell. At most `max` characters of it are shown. */
export function text(value: string, max = 300): Markdown {
  const line = visible(value, max)
  if (line === '') return { markdown: '(empty)' }
  const escaped = line
    .replace(/[\\`*_[\]~$]/g, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    // An entity, because a backslash before a pipe means something else inside a table.
    .replaceAll('|', '&#124;')
    .replace(/\\\$/g, `$&${nothing}`)
    .replace(/\.(?!\s)/g, (dot, at: number, whole: string) => (isFraction(whole, at) ? dot : `\\${dot}`))
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
    .replace(/^(?:[=#:]|[+-](?=[\s+-]|$))/, '\\$&')
  return { markdown: unlinked(escaped) }
}

/** Breaks what GitHub makes links, mentions, references and emoji of after the markdown has become HTML. */
export function unlinked(line: string): string {
  return line
    .replace(/@|(?<!&)#/g, `$&${nothing}`)
    .replace(/\/(?=\/)/g, `/${nothing}`)
    .replace(/:(?=\\?[\w+-]|\/)/g, `:${nothing}`)
    .replace(/\b(gh)-(?=\d)/gi, `$1${nothing}-`)
    .replace(/\b(www)(?=\\?\.)/gi, `$1${nothing}`)
}

/** `0.75` stays readable in the source: digits on both sides are no address. */
function isFraction(whole: string, at: number): boolean {
  return /\d/.test(whole[at - 1] ?? '') && /^\d+(?![\w.])/.test(whole.slice(at + 1))
}

/** A value as code: names, digests, paths. */
export function code(value: string, max = 120): Markdown {
  const line = visible(value, max)
  if (line === '') return { markdown: '(empty)' }
  const fence = '`'.repeat(longestRun(line) + 1)
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return { markdown: `${fence}${pad}${line}${pad}${fence}` }
}

/** Many lines as they are, such as the end of a log. */
export function codeBlock(value: string, max = 4000): Markdown {
  const body = visibleLines(value, max)
  const fence = '`'.repeat(Math.max(3, longestRun(body) + 1))
  return { markdown: `${fence}text\n${body}\n${fence}` }
}

/** A link to an https or http address; text alone where the address is none. */
export function link(words: string | Markdown, address: string | undefined): Markdown {
  const label = md`${words}`
  if (address === undefined || !URL.canParse(address)) return label
  const url = new URL(address)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return label
  const target = url.href.replace(
    /[()<>\\|`*_~[\]]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return { markdown: `[${label.markdown}](${target})` }
}

/** Something that opens on a click. The blank lines make GitHub read the body as markdown; the title it reads as HTML. */
export function folded(title: string, body: Markdown): Markdown {
  return { markdown: `<details><summary>${htmlText(title)}</summary>\n\n${body.markdown}\n\n</details>` }
}

/** A value inside one of our own HTML tags, where a backslash escapes nothing. */
function htmlText(value: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  }
  return unlinked(visible(value, 200).replace(/[&<>"']/g, (character) => entities[character] as string))
}

function longestRun(line: string): number {
  return Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))
}
