import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { resolveInside } from './paths.ts'
import type { ProjectFiles } from './project.ts'

/** The files of a working copy. Links are no files. */
export function workingFiles(root: string): ProjectFiles {
  return {
    name: 'the working copy',
    async list(folder) {
      const stats = await lstat(join(root, folder)).catch(() => undefined)
      return stats?.isDirectory() ? walk(root, folder) : []
    },
    async read(path) {
      const absolute = resolveInside(root, path)
      const stats = await lstat(absolute).catch(() => undefined)
      return stats?.isFile() ? readFile(absolute, 'utf8') : undefined
    },
  }
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true })
  const paths = await Promise.all(
    entries.map(async (entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return walk(root, path)
      return entry.isFile() ? [path] : []
    }),
  )
  return paths.flat().sort()
}
