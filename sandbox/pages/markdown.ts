import MarkdownIt, { type MarkdownIt as Parser, type StateCore, type Token } from 'markdown-it'
import { escapeHtml } from '../../src/report/html/escape.ts'
import { drawMermaid } from './mermaid.ts'
import { sanitise } from './sanitise.ts'

/** Pages of this folder that a text may lead to, as relative addresses. */
export interface Places {
  /** Where `#12` leads to; undefined where there is no such page. */
  page(number: number): string | undefined
  /** The page that stands for an address of GitHub. */
  local(address: string): string | undefined
}

const nowhere: Places = { page: () => undefined, local: () => undefined }

/** Characters of a private area mark the place of a chart: they are taken out of the text before, so nobody can forge one. */
const place = { open: '\ue000', close: '\ue001' }

/** A comment or description as GitHub would show it: tables, task lists, details, mentions, charts; nothing that can act. */
export function renderMarkdown(body: string, places: Places = nowhere): string {
  const charts: string[] = []
  const made = parser({ charts, places }).render(body.replace(/[\ue000\ue001]/g, '\ufffd'))
  return scrolling(sanitise(made)).replace(/\ue000(\d+)\ue001/g, (_, at: string) => charts[Number(at)] ?? '')
}

/** Tables and charts may be wider than the window. Every tag is closed by now, so each opening has its end. */
function scrolling(made: string): string {
  const box = '<div class="wide" tabindex="0" role="region" aria-label="Table">'
  return made.replaceAll(/<table(?=[ >])/g, `${box}<table`).replaceAll('</table>', '</table></div>')
}

function parser({ charts, places }: { charts: string[]; places: Places }): Parser {
  const markdown = new MarkdownIt({ html: true, linkify: true, breaks: true })
  // GitHub makes links of addresses with a scheme and of www, not of every word with a dot in it.
  markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false })
  markdown.core.ruler.push('github', (state) => {
    tasks(state)
    for (const token of state.tokens)
      if (token.children) token.children = token.children.flatMap(referencesIn(state, places))
  })
  const { rules } = markdown.renderer
  // Pictures would be fetched from somewhere else, so their words stand for them.
  rules.image = (tokens, at) => `<span class="picture">${escapeHtml(tokens[at]?.content || 'picture')}</span>`
  const fence = rules.fence
  rules.fence = (tokens, at, options, env, renderer) => {
    const token = tokens[at]
    const chart = token?.info.trim() === 'mermaid' ? drawMermaid(token.content) : undefined
    if (chart === undefined) return fence?.(tokens, at, options, env, renderer) ?? ''
    charts.push(chart)
    return `<p>${place.open}${charts.length - 1}${place.close}</p>\n`
  }
  rules.link_open = (tokens, at, options, _, renderer) => {
    const token = tokens[at]
    const local = places.local(String(token?.attrGet('href') ?? ''))
    if (local !== undefined) token?.attrSet('href', local)
    return renderer.renderToken(tokens, at, options)
  }
  return markdown
}

/** `- [x] done` becomes a checkbox. */
function tasks(state: StateCore): void {
  for (const [at, token] of state.tokens.entries()) {
    const text = state.tokens[at + 2]
    if (token.type !== 'list_item_open' || text?.type !== 'inline') continue
    const box = /^\[([ xX])\] /.exec(text.content)
    const first = text.children?.[0]
    if (!box || first?.type !== 'text') continue
    token.attrSet('class', 'task')
    first.content = first.content.slice(box[0].length)
    const input = piece(state, 'html_inline', `<input type="checkbox"${box[1] === ' ' ? '' : ' checked'}> `)
    text.children = [input, ...(text.children ?? [])]
  }
}

/** Makes `@ada` bold and `#12` a link, in text that is not in a link already. */
function referencesIn(state: StateCore, places: Places): (token: Token) => Token[] {
  let links = 0
  return (token) => {
    if (token.type === 'link_open') links++
    if (token.type === 'link_close') links--
    if (token.type !== 'text' || links > 0) return [token]
    return token.content
      .split(/((?<![\w`/@#])(?:@[A-Za-z0-9][A-Za-z0-9-]{0,38}|#\d{1,9}\b))/)
      .filter((part) => part !== '')
      .map((part) => {
        if (/^@[A-Za-z0-9][A-Za-z0-9-]*$/.test(part))
          return piece(state, 'html_inline', `<span class="mention">${part}</span>`)
        const page = /^#\d+$/.test(part) ? places.page(Number(part.slice(1))) : undefined
        if (page !== undefined) return piece(state, 'html_inline', `<a href="${page}">${part}</a>`)
        return piece(state, 'text', part)
      })
  }
}

function piece(state: StateCore, type: 'text' | 'html_inline', content: string): Token {
  const token = new state.Token(type, '', 0)
  token.content = content
  return token
}
