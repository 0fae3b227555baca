/** Whether a path matches a pattern: `*` within a folder, `**` across folders, `?` one character; everything else is itself. */
export function matcher(pattern: string): (path: string) => boolean {
  const source = pattern
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map(
      (part) =>
        ({ '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' })[part] ??
        part.replace(/[.+^${}()|[\]\\]/g, '\\$&'),
    )
    .join('')
  const expression = new RegExp(`^${source}$`, 's')
  return (path) => expression.test(path)
}
