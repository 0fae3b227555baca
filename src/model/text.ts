/** Words from a model or a native library, fit for one line of a message: no control characters, not too long. */
export function oneLine(text: string, longest = 500): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim()
  return line.length <= longest ? line : `${line.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`
}

/** A few names for a message: `a, b, c and 7 more`. */
export function someOf(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most).map((name) => oneLine(name, 80))
  const rest = names.length - shown.length
  return rest > 0 ? `${shown.join(', ')} and ${rest} more` : shown.join(', ')
}
