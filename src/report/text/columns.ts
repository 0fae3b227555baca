export interface TextColumn {
  title?: string
  align?: 'left' | 'right'
}

const styling = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** Rows with their cells below each other, two blanks between them and `indent` blanks before them. */
export function columns(
  shape: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  indent = 2,
): string[] {
  const head = shape.some(({ title }) => title) ? [shape.map(({ title = '' }) => title)] : []
  const all = [...head, ...rows]
  const widths = shape.map((_, column) => Math.max(0, ...all.map((row) => width(row[column] ?? ''))))
  return all.map((row) => {
    const cells = shape.map(({ align = 'left' }, column) => {
      const cell = row[column] ?? ''
      const blanks = ' '.repeat((widths[column] ?? 0) - width(cell))
      return align === 'right' ? blanks + cell : cell + blanks
    })
    return `${' '.repeat(indent)}${cells.join('  ')}`.trimEnd()
  })
}

/** Characters that a terminal shows; colours take no room. */
function width(text: string): number {
  return [...text.replace(styling, '')].length
}
