import { counted } from '../figures.ts'
import { type Markdown, md, type Value } from './escape.ts'

export interface TableColumn {
  title: string | Markdown
  align?: 'left' | 'right' | 'center'
}

/** A table of cells, at most `max` rows of it; a line below says how many were left out. */
export function table(
  columns: readonly TableColumn[],
  rows: readonly (readonly Value[])[],
  max = 50,
): Markdown {
  const rule = { left: ':--', right: '--:', center: ':-:' }
  const head = columns.map(({ title }) => (title === '' ? '' : md`${title}`.markdown))
  const shown = rows.slice(0, max).map((cells) => row(cells.map((cell) => md`${cell}`.markdown)))
  const left = rows.length - shown.length
  const note = left > 0 ? `\n\n… and ${counted(left, 'more row')}.` : ''
  return {
    markdown: [row(head), row(columns.map(({ align = 'left' }) => rule[align])), ...shown].join('\n') + note,
  }
}

function row(cells: readonly string[]): string {
  // Only code spans hold a bare pipe; a table wants it escaped even there.
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
