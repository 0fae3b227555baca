import { parseDocument, visit } from 'yaml'

/**
 * Writes texts of more than one line that hold expressions in one line, and keeps all lines where they are. GitHub's
 * parser takes such texts as they stand in the file, with their indentation and unfolded, which is right for its
 * messages and wrong for what they say. So a file is read twice: as it is for mistakes, and like this for its meaning.
 */
export function inOneLine(content: string): string {
  const found: { from: number; to: number; value: string }[] = []
  visit(parseDocument(content), {
    Scalar(_, { range, value }) {
      if (!range || typeof value !== 'string' || !value.includes('${{')) return
      const [from, to] = range
      if (content.slice(from, to).includes('\n')) found.push({ from, to, value })
    },
  })
  let text = content
  for (const { from, to, value } of found.sort((a, b) => b.from - a.from)) {
    const lines = content.slice(from, to).split('\n').length - 1
    text = text.slice(0, from) + JSON.stringify(value) + '\n'.repeat(lines) + text.slice(to)
  }
  return text
}
