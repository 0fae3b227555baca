/** The known name that a misspelled one is closest to, if one is close enough to be meant. */
export function nearest(written: string, known: Iterable<string>): string | undefined {
  if (written.length > 100) return undefined
  let best: { name: string; distance: number } | undefined
  for (const name of known) {
    if (name.length > 100) continue
    const distance = edits(written.toLowerCase(), name.toLowerCase())
    const allowed = Math.max(1, Math.floor(Math.max(written.length, name.length) / 3))
    if (distance <= allowed && (!best || distance < best.distance)) best = { name, distance }
  }
  return best?.name
}

/** `did you mean …?`, or what is known when nothing is near and the list is short. */
export function didYouMean(written: string, known: readonly string[]): string | undefined {
  const near = nearest(written, known)
  if (near !== undefined) return `did you mean ${near}?`
  if (known.length === 0 || known.length > 12) return undefined
  return `known: ${known.join(', ')}`
}

/** Edits between two words; swapping two neighbours counts as one (optimal string alignment). */
function edits(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min(at(row, j - 1) + 1, at(last, j) + 1, at(last, j - 1) + cost)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, at(before, j - 2) + 1)
      row.push(least)
    }
    before = last
    last = row
  }
  return at(last, b.length)
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY
}
