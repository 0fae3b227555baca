/** Whether git accepts this as the name of a ref; the rules of `git check-ref-format`. */
export function validRef(ref: string): boolean {
  if (ref === '' || ref === '@' || ref.endsWith('.') || ref.endsWith('/') || ref.startsWith('/')) return false
  if (/[\s~^:?*[\\]|\.\.|@\{|\/\//.test(ref)) return false
  if ([...ref].some((character) => character < ' ' || character === '\u007f')) return false
  return ref.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'))
}

export function isSha(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text)
}

/** Whether a path could be in a git tree: no empty part, no `.`, `..` or `.git`, no NUL. */
export function validPath(path: string): boolean {
  return path
    .split('/')
    .every(
      (part) =>
        part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git' && !part.includes('\0'),
    )
}
