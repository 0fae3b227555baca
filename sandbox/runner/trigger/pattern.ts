/**
 * Filter patterns of `branches`, `tags` and `paths`: `*` and `**`, `?` and `+` after a character, `[a-z]`, a leading `!`.
 * They are not the patterns of a shell: `?` makes the character before it optional.
 */
function toRegExp(pattern: string): RegExp {
  let source = ''
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index] ?? ''
    const rest = pattern.slice(index)
    if (rest.startsWith('**/')) {
      source += '(?:.*/)?'
      index += 2
    } else if (rest.startsWith('**')) {
      source += '.*'
      index += 1
    } else if (char === '*') source += '[^/]*'
    else if (char === '?' || char === '+') source += source === '' ? `\\${char}` : char
    else if (char === '[' && rest.includes(']')) {
      const set = rest.slice(1, rest.indexOf(']')).replace(/[\\^]/g, '\\$&')
      source += `[${set}]`
      index += rest.indexOf(']')
    } else if (char === '\\' && index + 1 < pattern.length) {
      index += 1
      source += literal(pattern[index] ?? '')
    } else source += literal(char)
  }
  return new RegExp(`^(?:${source})$`)
}

const literal = (char: string): string => char.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Whether a name fits a list of patterns, of which the last that fits has the say. */
export function fits(patterns: readonly string[], name: string): boolean {
  let taken = false
  for (const pattern of patterns) {
    const excludes = pattern.startsWith('!')
    if (toRegExp(excludes ? pattern.slice(1) : pattern).test(name)) taken = !excludes
  }
  return taken
}

/** `branches` and `branches-ignore`, or the same for tags. */
export function passes(
  name: string,
  { only, ignore }: { only: readonly string[] | undefined; ignore: readonly string[] | undefined },
): boolean {
  if (only) return fits(only, name)
  return !ignore || !fits(ignore, name)
}

/** `paths` wants one file that fits, `paths-ignore` one that does not. */
export function somePasses(
  files: readonly string[],
  { only, ignore }: { only: readonly string[] | undefined; ignore: readonly string[] | undefined },
): boolean {
  if (only) return files.some((file) => fits(only, file))
  return !ignore || files.some((file) => !fits(ignore, file))
}
