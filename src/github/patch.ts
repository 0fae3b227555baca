import { createHash } from 'node:crypto'

/** The id that git gives to some content. */
export function blobId(content: Uint8Array): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
}

/**
 * The text that a unified diff without file header makes of another, or undefined where it does not fit. GitHub cuts
 * large diffs and shows bytes that are no UTF-8 as something else: compare the `blobId` of the result.
 */
export function patched(before: string, patch: string): string | undefined {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const lines = patch.split('\n')
  const made: string[] = []
  let at = 0
  for (const [index, line] of lines.entries()) {
    const hunk = /^@@ -(\d+)(,0\b)?/.exec(line)
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] ? 0 : 1)
      made.push(...old.slice(at, start))
      at = start
    } else if (!line.startsWith('\\')) {
      const text = line.slice(1) + (lines[index + 1]?.startsWith('\\') ? '' : '\n')
      if (!line.startsWith('+') && old[at++] !== text) return undefined
      if (!line.startsWith('-')) made.push(text)
    }
  }
  return made.join('') + old.slice(at).join('')
}
