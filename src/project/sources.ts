import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { existsAt } from '../git/change.ts'
import { git } from '../git/git.ts'
import { resolveInside } from './paths.ts'
import type { ProjectFiles } from './project.ts'

/** The files of a working copy. Links are not followed. */
export function workingFiles(root: string): ProjectFiles {
  return {
    name: 'the working copy',
    list: (folder) => walk(root, folder),
    async read(path) {
      const absolute = resolveInside(root, path)
      const stats = await lstat(absolute).catch(() => undefined)
      return stats?.isFile() ? readFile(absolute, 'utf8') : undefined
    },
  }
}

async function walk(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => [])
  const paths = await Promise.all(
    entries.map(async (entry) => {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) return walk(root, path)
      return entry.isFile() ? [path] : []
    }),
  )
  return paths.flat().sort()
}

/** The files of a commit, read with git: what the working copy holds does not matter. */
export function commitFiles(root: string, commit: string): ProjectFiles {
  return {
    name: `commit ${commit.slice(0, 10)}`,
    async list(folder) {
      const listed = await git(root, 'ls-tree', '-r', '--name-only', '-z', commit, '--', `${folder}/`)
      return listed.split('\0').filter(Boolean).sort()
    },
    async read(path) {
      if (!(await existsAt(root, { commit, path }))) return undefined
      return git(root, 'show', `${commit}:${path}`)
    },
  }
}
