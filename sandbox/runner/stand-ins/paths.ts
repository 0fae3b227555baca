import { stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { filesBelow, globPattern } from '../expression/glob.ts'

/** The files that patterns name, as `upload-artifact` and `cache` find them, and the folder that all of them share. */
export async function findFiles(
  workspace: string,
  patterns: readonly string[],
  { hidden }: { hidden: boolean },
): Promise<{ root: string; files: string[] }> {
  const found = new Set<string>()
  const roots: string[] = []
  for (const pattern of patterns) {
    const excludes = pattern.startsWith('!')
    const path = resolve(workspace, excludes ? pattern.slice(1) : pattern)
    const [still, isGlob] = fixedPart(path)
    const at = await stat(still).catch(() => undefined)
    const all = at?.isDirectory() ? await filesBelow(still) : at ? [still] : []
    const wanted = globPattern(path)
    // A folder stands for all that is in it.
    const fits = (file: string) =>
      wanted.test(file) || (!isGlob && file.startsWith(`${path}${sep}`)) || isBelow(wanted, file)
    for (const file of all.filter(fits)) {
      if (excludes) found.delete(file)
      else if (hidden || !isHidden(relative(still, file))) found.add(file)
    }
    if (!excludes) roots.push(at?.isDirectory() ? still : dirname(still))
  }
  const files = [...found]
  const [only] = files
  const single = files.length === 1 && only !== undefined && roots.length === 1
  return { root: single && roots[0] ? roots[0] : sharedFolder(roots), files }
}

/** The part of a pattern before its first wildcard. */
function fixedPart(path: string): [string, boolean] {
  const parts = path.split(sep)
  const first = parts.findIndex((part) => /[*?[]/.test(part))
  return first < 0 ? [path, false] : [parts.slice(0, first).join(sep) || sep, true]
}

function isBelow(wanted: RegExp, file: string): boolean {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    if (wanted.test(folder)) return true
  }
  return false
}

const isHidden = (path: string): boolean => path.split(sep).some((part) => part.startsWith('.'))

function sharedFolder(folders: readonly string[]): string {
  const [first = sep, ...rest] = folders.map((folder) => folder.split(sep))
  if (typeof first === 'string') return first
  let length = first.length
  for (const parts of rest) {
    while (first.slice(0, length).join(sep) !== parts.slice(0, length).join(sep)) length -= 1
  }
  return join(sep, ...first.slice(0, length))
}
