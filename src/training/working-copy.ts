import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { copyFile, lstat, mkdir, readlink, realpath, rm, symlink } from 'node:fs/promises'
import { dirname, isAbsolute, join, posix, sep } from 'node:path'
import { promisify } from 'node:util'
import { git } from '../git/git.ts'
import { UserError } from '../project/problem.ts'

const run = promisify(execFile)

/** Folders that a package manager fills and git ignores: linked into the copy, because training needs them. */
const linked = ['node_modules', '.venv', 'venv']

interface Copy {
  /** Without links, so that what leaves it can be told. */
  root: string
  into: string
}

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
  /** Repository paths, with `/`. */
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
  const hiddenPaths = new Set(hidden.map((path) => posix.normalize(path)))
  const copy = { root: await realpath(root), into }
  const folders = new Map<string, Promise<void>>()
  for (const path of listed.split('\0')) {
    if (path === '' || hiddenPaths.has(path) || linked.includes(path.split('/')[0] ?? '')) continue
    await folderFor(copy, { path, folders })
    await copyOne(copy, path)
  }
  await linkPackages(root, into)
}

/** Whether a path is one of the repository's files, tracked or new, and not ignored. */
export async function gitKnows(root: string, path: string): Promise<boolean> {
  const listed = await git(
    root,
    'ls-files',
    '--cached',
    '--others',
    '--exclude-standard',
    '-z',
    '--',
    `:(top,literal)${path}`,
  )
  return listed.split('\0').includes(path)
}

/**
 * Writes the repository's files as a commit has them into an empty folder, without the ones to hide. Throws git's own words
 * where the commit is not there, as in a shallow clone.
 */
export async function copyCommit({
  root,
  commit,
  into,
  hidden,
}: {
  root: string
  commit: string
  into: string
  hidden: readonly string[]
}): Promise<void> {
  const but = [...hidden, ...linked].map((path) => `:(top,exclude,literal)${path}`)
  const archive = `${into}.tar`
  await git(root, 'archive', '--format=tar', `--output=${archive}`, commit, '--', ':(top)', ...but)
  await run('tar', ['-x', '-f', archive, '-C', into])
  await rm(archive)
  await linkPackages(root, into)
}

/** What a package manager put beside the working copy's own files serves a copy too. */
async function linkPackages(root: string, into: string): Promise<void> {
  for (const name of linked) {
    const real = await realpath(join(root, name)).catch(() => undefined)
    if (real !== undefined) await symlink(real, join(into, name))
  }
}

/** Makes the folder of a file, once; refuses a folder that is a link, through which git's paths would lead elsewhere. */
async function folderFor(
  copy: Copy,
  { path, folders }: { path: string; folders: Map<string, Promise<void>> },
): Promise<void> {
  const folder = posix.dirname(path)
  const known = folders.get(folder)
  if (known) return known
  const making = makeFolder(copy, folder)
  folders.set(folder, making)
  return making
}

async function makeFolder({ root, into }: Copy, folder: string): Promise<void> {
  const real = await realpath(join(root, folder)).catch(() => undefined)
  // Deleted in the working copy, with all its files.
  if (real === undefined) return
  if (real !== join(root, folder))
    throw new UserError({
      place: { file: folder },
      message: 'is a link, and git knows files below it',
      hint: 'put the folder itself there',
    })
  await mkdir(join(into, folder), { recursive: true })
}

async function copyOne({ root, into }: Copy, path: string): Promise<void> {
  const from = join(root, path)
  const to = join(into, path)
  const stats = await lstat(from).catch(() => undefined)
  // Deleted in the working copy, or the folder of a submodule or of a repository within.
  if (!stats || stats.isDirectory()) return
  if (stats.isSymbolicLink()) {
    const target = await readlink(from)
    if (isAbsolute(target) || !(await staysInside(root, { from, target })))
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

/** By its text, and by where it ends should another link be on the way. */
async function staysInside(root: string, link: { from: string; target: string }): Promise<boolean> {
  const end = join(dirname(link.from), link.target)
  const real = await realpath(end).catch(() => end)
  return [end, real].every((place) => place === root || place.startsWith(`${root}${sep}`))
}
