import { UserError } from '../project/problem.ts'
import { git } from './git.ts'

/** The full commit id of a revision; a revision that git does not know is the user's to mend. */
export async function commitOf(root: string, revision: string): Promise<string> {
  try {
    return (
      await git(root, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`)
    ).trim()
  } catch (cause) {
    throw new UserError(
      {
        message: `git does not know the commit ${JSON.stringify(revision)} here`,
        hint: 'check out with fetch-depth: 0, or name a commit that is there',
      },
      { cause },
    )
  }
}

/** Paths that differ between the point where head left base and head, both sides of a rename included. */
export async function changedPaths(
  root: string,
  { base, head }: { base: string; head: string },
): Promise<string[]> {
  const fork = (await git(root, 'merge-base', base, head)).trim()
  const listed = await git(root, 'diff', '--name-only', '--no-renames', '-z', fork, head)
  return listed.split('\0').filter(Boolean)
}

/** Whether the working copy differs from its commit in files that git tracks. */
export async function isDirty(root: string): Promise<boolean> {
  return (await git(root, 'status', '--porcelain', '--untracked-files=no')).trim() !== ''
}

/** Whether a path exists at a commit. */
export async function existsAt(
  root: string,
  { commit, path }: { commit: string; path: string },
): Promise<boolean> {
  return (await git(root, '--literal-pathspecs', 'ls-tree', '--name-only', '-z', commit, '--', path)) !== ''
}
