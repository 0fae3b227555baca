const context = 3

interface Line {
  sign: ' ' | '-' | '+'
  text: string
}

/** The change from one text to another as `git apply` takes it: unified, with three lines around each change; nothing for the same. */
export function lineDiff(
  before: string,
  after: string,
  { path, isNew }: { path: string; isNew: boolean },
): string {
  if (before === after) return ''
  const lines = changesOf(linesOf(before), linesOf(after))
  const head = `--- ${isNew ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n`
  return (
    head +
    hunksOf(lines)
      .map((hunk) => hunkText(lines, hunk))
      .join('')
  )
}

/** Lines with their line breaks, so that a missing last one shows. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? []
}

/** What stays, goes and comes, by the longest common subsequence of what lies between the equal ends. */
function changesOf(before: readonly string[], after: readonly string[]): Line[] {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start++
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++
  const same = (lines: readonly string[]): Line[] => lines.map((text) => ({ sign: ' ', text }))
  return [
    ...same(before.slice(0, start)),
    ...between(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ]
}

/** Beyond so many comparisons all lines are shown as gone and come again. */
const mostCells = 4_000_000

function between(before: readonly string[], after: readonly string[]): Line[] {
  const gone = (text: string): Line => ({ sign: '-', text })
  const come = (text: string): Line => ({ sign: '+', text })
  const width = after.length + 1
  if (before.length * width > mostCells) return [...before.map(gone), ...after.map(come)]
  const longest = new Uint32Array((before.length + 1) * width)
  const at = (row: number, column: number): number => longest[row * width + column] as number
  for (let row = before.length - 1; row >= 0; row--)
    for (let column = after.length - 1; column >= 0; column--)
      longest[row * width + column] =
        before[row] === after[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
  const lines: Line[] = []
  let [row, column] = [0, 0]
  while (row < before.length || column < after.length) {
    const [old, fresh] = [before[row], after[column]]
    if (old !== undefined && old === fresh) {
      lines.push({ sign: ' ', text: old })
      row++
      column++
    } else if (old !== undefined && (fresh === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push(gone(old))
      row++
    } else {
      lines.push(come(fresh as string))
      column++
    }
  }
  return lines
}

interface Hunk {
  from: number
  to: number
}

/** Spans of lines that hold the changes with what is around them. */
function hunksOf(lines: readonly Line[]): Hunk[] {
  const hunks: Hunk[] = []
  lines.forEach(({ sign }, index) => {
    if (sign === ' ') return
    const last = hunks.at(-1)
    const [from, to] = [Math.max(0, index - context), Math.min(lines.length, index + context + 1)]
    if (last && from <= last.to) last.to = to
    else hunks.push({ from, to })
  })
  return hunks
}

function hunkText(lines: readonly Line[], { from, to }: Hunk): string {
  const count = (list: readonly Line[], but: Line['sign']): number =>
    list.filter(({ sign }) => sign !== but).length
  const shown = lines.slice(from, to)
  const span = (but: Line['sign']): string => {
    const rows = count(shown, but)
    return `${count(lines.slice(0, from), but) + (rows > 0 ? 1 : 0)},${rows}`
  }
  const body = shown.map(({ sign, text }) =>
    text.endsWith('\n') ? sign + text : `${sign}${text}\n\\ No newline at end of file\n`,
  )
  return `@@ -${span('+')} +${span('-')} @@\n${body.join('')}`
}
