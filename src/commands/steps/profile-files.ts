import { readFile } from 'node:fs/promises'
import { isAbsolute, relative, resolve } from 'node:path'
import { withDatabase } from '../../data/database.ts'
import { matcher } from '../../data/glob.ts'
import { mergeProfiles } from '../../data/merge-profiles.ts'
import { openFiles } from '../../data/open-files.ts'
import { Profile } from '../../data/profile.ts'
import { profileRows } from '../../data/profile-rows.ts'
import { messageOf, UserError } from '../../project/problem.ts'
import { workingFiles } from '../../project/sources.ts'

/** Whether a path names a saved profile and no rows. */
export const isProfile = (path: string): boolean => path.endsWith('.json')

/**
 * The profile of all rows of the files that a path or pattern names: files of rows are read one after the other, each by itself,
 * and saved profiles are taken as they are.
 */
export async function profileFiles(
  root: string,
  pattern: string,
): Promise<{ profile: Profile; files: string[] }> {
  const files = await filesOf(root, pattern)
  const profiles: Profile[] = []
  for (const file of files)
    profiles.push(isProfile(file) ? await savedProfile(root, file) : await profileOf(root, file))
  return { profile: mergeProfiles(profiles), files }
}

/** Reads a profile as a version keeps it or `pawl profile` wrote it. */
export async function savedProfile(root: string, path: string): Promise<Profile> {
  try {
    return Profile.parse(JSON.parse(await readFile(resolve(root, path), 'utf8')))
  } catch (cause) {
    const [said = ''] = messageOf(cause).split('\n')
    throw new UserError(
      {
        place: { file: path },
        message: 'is no profile',
        hint: `expected profile.json of a version, or what pawl profile wrote (${said.slice(0, 200)})`,
      },
      { cause },
    )
  }
}

async function profileOf(root: string, path: string): Promise<Profile> {
  return withDatabase(async (database) => {
    const { relation, columns } = await openFiles(database, { path: resolve(root, path), as: 'rows' })
    const present = [...columns.keys()]
    const types = Object.fromEntries([...columns].map(([name, type]) => [name, { type }]))
    const open = { relation, present, dataset: { config: { dataset: 'data', columns: types } } }
    return profileRows(database, open, { columns: present, where: 'true' })
  })
}

/** Files under the pattern's folder, in order. */
async function filesOf(root: string, pattern: string): Promise<string[]> {
  const path = isAbsolute(pattern) ? relative(root, pattern) : pattern
  const wild = path.search(/[*?]/)
  if (wild < 0) return [pattern]
  const folder = path.slice(0, path.lastIndexOf('/', wild) + 1).replace(/\/$/, '') || '.'
  const listed = await workingFiles(root).list(folder)
  const matches = matcher(folder === '.' ? `./${path.replace(/^\.\//, '')}` : path)
  const found = listed.filter(matches)
  if (found.length === 0)
    throw new UserError({ message: `no file matches ${pattern}`, place: { file: folder } })
  return found
}
