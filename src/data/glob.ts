/**
 * Whether a path matches a pattern: `*` within a folder, `**` across folders, `?` one character; everything else is
 * itself. Takes time in the length of pattern times path, whatever the pattern: a regular expression would not.
 */
export function matcher(pattern: string): (path: string) => boolean {
  const parts = pattern.match(/\*\*\/|\*\*|[\s\S]/g) ?? []
  return (path) => {
    // reached[i]: the parts so far can match the first i characters
    let reached: boolean[] = [true, ...new Array<boolean>(path.length).fill(false)]
    for (const part of parts) reached = after(part, reached, path)
    return reached[path.length] === true
  }
}

function after(part: string, reached: readonly boolean[], path: string): boolean[] {
  const next = new Array<boolean>(path.length + 1).fill(false)
  let isOpen = false
  for (let at = 0; at <= path.length; at++) {
    const before = path[at - 1]
    if (part === '**/') {
      // nothing, or whole folders
      next[at] = reached[at] === true || (isOpen && before === '/')
      isOpen ||= reached[at] === true
    } else if (part === '**') next[at] = isOpen ||= reached[at] === true
    else if (part === '*') next[at] = isOpen = reached[at] === true || (isOpen && before !== '/')
    else next[at] = at > 0 && reached[at - 1] === true && (part === '?' ? before !== '/' : before === part)
  }
  return next
}
