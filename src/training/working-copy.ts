import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, readlink, realpath, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { git } from '../git/git.ts'
import { UserError } from '../project/problem.ts'

/** Folders that a package manager fills and git ignores: linked into the copy, because training needs them. */
const linked = ['node_modules', '.venv', 'venv']

/**
 * Copies the repository's files, tracked and new, into an empty folder, without the ones to hide and without `.git`.
 * Links that leave the repository are refused.
 */
export async function copyRepository({
  root,
  into,
  hidden,
}: {
  root: string
  into: string
  hidden: readonly string[]
}): Promise<void> {
  const listed = await git(
    root,
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '--deduplicate',
    '-z',
  )
  const hiddenPaths = new Set(hidden)
  for (const path of listed
    .split('\0')
    .filter((one) => one !== '' && !hiddenPaths.has(one) && !linked.includes(one)))
    await copyOne({ root, into, path })
  for (const name of linked) {
    const real = await realpath(join(root, name)).catch(() => undefined)
    if (real !== undefined) await symlink(real, join(into, name))
  }
}

async function copyOne({ root, into, path }: { root: string; into: string; path: string }): Promise<void> {
  const from = join(root, path)
  const to = join(into, path)
  const stats = await lstat(from).catch(() => undefined)
  // Deleted in the working copy, or a submodule's folder.
  if (!stats || stats.isDirectory()) return
  await mkdir(dirname(to), { recursive: true })
  if (stats.isSymbolicLink()) {
    const target = await readlink(from)
    const inside = relative(root, resolve(dirname(from), target))
    if (isAbsolute(target) || inside === '..' || inside.startsWith(`..${sep}`))
      throw new UserError({
        place: { file: path },
        message: 'is a link that leaves the repository',
        hint: 'put the file itself there',
      })
    await symlink(target, to)
    return
  }
  if (!stats.isFile())
    throw new UserError({ place: { file: path }, message: 'is neither a file nor a folder' })
  await copyFile(from, to, constants.COPYFILE_FICLONE)
}
