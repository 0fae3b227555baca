import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Patterns of `@actions/glob`, which `hashFiles`, `upload-artifact` and `cache` take: `*`, `?`, `[a-z]`, `**`, a leading `!`. */
export function globPattern(pattern: string): RegExp {
  const parts = pattern.split('/').filter((part, index) => part !== '' || index === 0)
  const source = parts.map((part, index) => {
    const last = index === parts.length - 1
    if (part === '**') return last ? '.*' : '(?:[^/]+/)*'
    return segment(part) + (last ? '' : '/')
  })
  return new RegExp(`^${source.join('')}$`)
}

function segment(part: string): string {
  let source = ''
  for (let index = 0; index < part.length; index++) {
    const char = part[index] ?? ''
    const close = char === '[' ? part.indexOf(']', index + 1) : -1
    if (char === '*') source += '[^/]*'
    else if (char === '?') source += '[^/]'
    else if (close > 0) {
      const set = part
        .slice(index + 1, close)
        .replace(/^!/, '^')
        .replace(/\\/g, '\\\\')
      source += `[${set}]`
      index = close
    } else source += char.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  }
  return source
}

/** All files below a folder, as absolute paths in the order of their names; links to folders are not followed. */
export async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  entries.sort((a, b) => (a.name < b.name ? -1 : 1))
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name)
      return entry.isDirectory() ? filesBelow(path) : [path]
    }),
  )
  return found.flat()
}
