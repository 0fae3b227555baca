import type { ProjectFiles } from '../project/project.ts'
import { git } from './git.ts'

/** The files of a commit, read with git: what the working copy holds does not matter. Links and submodules are no files. */
export function commitFiles(root: string, commit: string): ProjectFiles {
  return {
    name: `commit ${commit.slice(0, 10)}`,
    list: (folder) => filesAt(root, commit, `${folder}/`),
    async read(path) {
      const found = await filesAt(root, commit, path)
      return found.includes(path) ? git(root, 'cat-file', 'blob', `${commit}:${path}`) : undefined
    },
  }
}

async function filesAt(root: string, commit: string, path: string): Promise<string[]> {
  const listed = await git(
    root,
    '--literal-pathspecs',
    'ls-tree',
    '-r',
    '-z',
    '--full-tree',
    commit,
    '--',
    path,
  )
  return listed
    .split('\0')
    .filter((line) => /^100\d{3} blob /.test(line))
    .map((line) => line.slice(line.indexOf('\t') + 1))
    .sort()
}
