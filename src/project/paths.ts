import { lstatSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, join, relative, sep } from 'node:path'
import { UserError } from './problem.ts'

/**
 * The one way from a path that a user or a file names to a path on this machine: inside the root, also after every link
 * on the way is followed. Throws a `UserError` for anything else.
 */
export function resolveInside(root: string, path: string): string {
  const refuse = (why: string): never => {
    throw new UserError({
      message: `the path ${JSON.stringify(path)} ${why}`,
      hint: 'give a path inside the repository, with /',
    })
  }
  if (path === '' || path.includes('\0') || path.includes('\\')) refuse('cannot be used')
  if (isAbsolute(path) || /^[A-Za-z]:/.test(path)) refuse('is absolute')
  if (path.split('/').includes('..')) refuse('leaves the repository')

  const joined = join(root, path)
  const real = realOf(joined) ?? refuse('goes through a link that leads nowhere')
  const inside = relative(realpathSync(root), real)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    refuse('leaves the repository through a link')
  return joined
}

/** The real path of what exists of a path, with the rest appended; nothing where a link leads nowhere: who writes there would make its target. */
function realOf(path: string): string | undefined {
  if (exists(path)) {
    try {
      return realpathSync(path)
    } catch {
      return undefined
    }
  }
  const parent = realOf(dirname(path))
  return parent === undefined ? undefined : join(parent, path.slice(dirname(path).length))
}

/** Whether something has that name, a broken link included. */
function exists(path: string): boolean {
  return path === dirname(path) || lstatSync(path, { throwIfNoEntry: false }) !== undefined
}
