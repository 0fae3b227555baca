import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf, UserError } from '../project/problem.ts'

/** Where a registry's files are read from. Paths are relative to the repository, with `/`. */
export interface RegistryFiles {
  /** Paths of everything below a folder that is not a folder itself, sorted; none where there is no such folder. */
  list(folder: string): Promise<string[]>
  /** Undefined where there is no such file; a `UserError` where it is a link or something else. */
  read(path: string): Promise<Uint8Array | undefined>
}

/** The registry of a working copy. */
export function workingCopy(root: string): RegistryFiles {
  return {
    async list(folder) {
      const paths: string[] = []
      if ((await kindOf(join(root, folder))) === 'folder') await walk(root, folder, paths)
      return paths.sort()
    },
    async read(path) {
      const kind = await kindOf(join(root, path))
      if (kind === 'missing') return undefined
      if (kind !== 'file') throw new UserError({ place: { file: path }, message: `is a ${kind}, not a file` })
      return readFile(join(root, path))
    },
  }
}

async function walk(root: string, folder: string, paths: string[]): Promise<void> {
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) await walk(root, path, paths)
    else paths.push(path)
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | 'link' | 'device' | 'missing'> {
  try {
    const stats = await lstat(path)
    if (stats.isSymbolicLink()) return 'link'
    if (stats.isDirectory()) return 'folder'
    return stats.isFile() ? 'file' : 'device'
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return 'missing'
    throw new UserError(`${path} cannot be read: ${messageOf(error)}`, { cause: error })
  }
}
