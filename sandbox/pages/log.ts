import { stripVTControlCharacters } from 'node:util'
import { type Html, html } from '../../src/report/html/escape.ts'
import { visible } from '../../src/report/visible.ts'

/** Of one log so many lines are shown, the last ones. */
const most = 1000

/** The log of a job as GitHub shows it: groups folded, errors and warnings marked. */
export function logLines(text: string): Html {
  const lines = text.split('\n').filter((line) => line !== '')
  const left = Math.max(0, lines.length - most)
  return html`<div class="log" tabindex="0" role="region" aria-label="Log">${left > 0 ? html`<p class="note">${left} earlier lines are not shown.</p>` : undefined}${folded(lines.slice(left))}</div>`
}

function folded(lines: readonly string[]): Html[] {
  const parts: Html[] = []
  for (let at = 0; at < lines.length; at++) {
    const [kind, words] = parse(lines[at] as string)
    if (kind !== 'group') {
      if (kind !== 'endgroup') parts.push(row(kind, words))
      continue
    }
    const end = lines.findIndex((line, index) => index > at && parse(line)[0] === 'endgroup')
    const inside = lines.slice(at + 1, end < 0 ? undefined : end)
    parts.push(
      html`<details><summary>${visible(words, 400)}</summary>${inside.map((line) => row(...parse(line)))}</details>`,
    )
    at += inside.length
  }
  return parts
}

/** The kind of a line, such as `error`, and its words without time and colours. */
function parse(line: string): [kind: string, words: string] {
  const plain = stripVTControlCharacters(line.replace(/^\d{4}-\S+Z /, ''))
  const [, kind, words] = /^##\[(\w+)\](.*)$/s.exec(plain) ?? []
  return kind === undefined ? ['', plain] : [kind, words ?? '']
}

function row(kind: string, words: string): Html {
  const known = ['error', 'warning', 'notice', 'debug'].includes(kind)
  return html`<div${known ? html` class="${kind}"` : undefined}>${known ? `${kind}: ` : ''}${visible(words, 2000) || ' '}</div>`
}
