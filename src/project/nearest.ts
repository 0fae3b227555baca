import type { Problem } from './problem.ts'

/** The known word that a mistyped one is nearest to: within two edits, or one where the word is short. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const most = word.length > 3 ? 2 : 1
  const ranked = known
    .filter((candidate) => Math.abs(candidate.length - word.length) <= most)
    .map((candidate) => ({ candidate, edits: edits(word, candidate) }))
    .sort((a, b) => a.edits - b.edits)
  const best = ranked[0]
  return best && best.edits <= most ? best.candidate : undefined
}

/** What to say about a name that nothing has. */
export function unknownName(
  what: string,
  name: string,
  known: readonly string[],
): Pick<Problem, 'message' | 'hint'> {
  const near = nearest(name, known)
  const listed = known.slice(0, 20).join(', ') + (known.length > 20 ? `, and ${known.length - 20} more` : '')
  return {
    message: `there is no ${what} ${JSON.stringify(name)}`,
    hint: near ? `did you mean ${near}?` : `there is ${listed || 'none'}`,
  }
}

/** Levenshtein distance, by rows. */
function edits(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] as number) + 1, (next[j - 1] as number) + 1, change))
    }
    row = next
  }
  return row[b.length] as number
}
