import { lstatSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
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
  const real = realOf(joined)
  const inside = relative(realpathSync(root), real)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    refuse('leaves the repository through a link')
  return joined
}

/** The real path of what exists of a path, with the rest appended. */
function realOf(path: string): string {
  try {
    lstatSync(path)
    return realpathSync(path)
  } catch {
    const parent = join(path, '..')
    return parent === path ? path : join(realOf(parent), path.slice(parent.length))
  }
}
