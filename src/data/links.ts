import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '../project/problem.ts'

/**
 * Entries of a dataset's folder that its patterns name and that are no files: links, pipes, sockets, devices. Nothing of them
 * is read, so to pass over them would be to pass rows that nobody looked at.
 */
export async function entriesThatAreNoFiles(
  root: string,
  { folder, matches }: { folder: string; matches: (path: string) => boolean },
): Promise<Problem[]> {
  const problems: Problem[] = []
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [] as Dirent[])
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `${folder}/${entry.name}`
    if (entry.isFile()) continue
    if (entry.isDirectory()) problems.push(...(await entriesThatAreNoFiles(root, { folder: path, matches })))
    else if (matches(path) || (await leadsToMatches(join(root, path), { path, matches })))
      problems.push({ place: { file: path }, ...faultOf(entry) })
  }
  return problems
}

/** Whether a link leads to a folder that has entries which would match if they were here. */
async function leadsToMatches(
  absolute: string,
  { path, matches }: { path: string; matches: (path: string) => boolean },
): Promise<boolean> {
  const target = await stat(absolute).catch(() => undefined)
  if (!target?.isDirectory()) return false
  const names = await readdir(absolute).catch(() => [])
  return names.some((name) => matches(`${path}/${name}`))
}

function faultOf(entry: Dirent): Omit<Problem, 'place'> {
  return entry.isSymbolicLink()
    ? {
        message: 'is a link, which is not followed',
        hint: 'put the file itself here; where DVC made the link: dvc config cache.type reflink,copy',
      }
    : { message: 'is no file but a pipe, a socket or a device', hint: 'remove it, or write a file' }
}
