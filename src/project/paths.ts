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
  const real = realOf(joined) ?? refuse('cannot be followed: a link leads nowhere, or a name is too long')
  const inside = relative(realpathSync(root), real)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    refuse('leaves the repository through a link')
  return joined
}

/**
 * The real path of what exists of a path, with the rest appended; nothing where it cannot be followed. A link that leads
 * nowhere is such a case: who writes there would make its target.
 */
function realOf(path: string): string | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) return realpathSync(path)
  } catch {
    return undefined
  }
  const parent = dirname(path)
  const real = parent === path ? path : realOf(parent)
  return real === undefined ? undefined : join(real, path.slice(parent.length))
}
