import { type Html, html } from '../../src/report/html/escape.ts'
import type { ChangedFile } from './answers.ts'
import { shown } from './frame.ts'

/** Files with more changed lines than this start closed. */
const openUpTo = 60
/** Of one file, so many lines are shown. */
const mostLines = 600

/** The files of a pull request as coloured diffs. */
export function filesChanged(files: readonly ChangedFile[]): Html {
  return html`${files.map((file) => fileDiff(file))}`
}

function fileDiff(file: ChangedFile): Html {
  const open = file.additions + file.deletions <= openUpTo ? html` open` : undefined
  const name =
    file.previous_filename === undefined
      ? shown(file.filename)
      : html`${shown(file.previous_filename)} → ${shown(file.filename)}`
  return html`<details class="file"${open}><summary>${name} <span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span> <span class="muted">${shown(file.status, 20)}</span></summary>
${file.patch === undefined ? html`<div class="note">No text to show: a binary file, or too big.</div>` : patch(file.patch)}
</details>\n`
}

function patch(source: string): Html {
  const lines = source.split('\n')
  const left = lines.length - Math.min(lines.length, mostLines)
  return html`<div class="diff" tabindex="0" role="region" aria-label="Changed lines"><table>${rows(lines.slice(0, mostLines))}</table></div>${left > 0 ? html`<div class="note">${left} more lines are not shown.</div>` : undefined}`
}

function rows(lines: readonly string[]): Html[] {
  let before = 0
  let after = 0
  return lines.map((line) => {
    const hunk = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line)
    if (hunk) {
      before = Number(hunk[1])
      after = Number(hunk[2])
      return html`<tr class="hunk"><td class="n"></td><td class="n"></td><td>${code(line)}</td></tr>\n`
    }
    if (line.startsWith('+')) return row('add', ['', after++], line)
    if (line.startsWith('-')) return row('remove', [before++, ''], line)
    if (line.startsWith('\\')) return row('same', ['', ''], line)
    return row('same', [before++, after++], line)
  })
}

function row(
  kind: 'add' | 'remove' | 'same',
  numbers: readonly [number | '', number | ''],
  line: string,
): Html {
  return html`<tr class="${kind}"><td class="n">${numbers[0]}</td><td class="n">${numbers[1]}</td><td>${code(line)}</td></tr>\n`
}

/** A line with its blanks; what hides or reorders text is shown by its code point. */
function code(line: string): Html {
  const blanks = /^[+\- \\]?[ \t]*/.exec(line)?.[0] ?? ''
  return html`${blanks}${shown(line.slice(blanks.length), 400)}`
}
