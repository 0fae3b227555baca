import { join } from 'node:path'
import { pinFiles } from '../../scripts/pin.ts'
import { git } from '../../src/git/git.ts'
import { version } from '../../src/version.ts'
import type { Sandbox } from '../github/sandbox.ts'

const owner = 'pawl-dev'
const name = 'pawl'

/** What a release of Pawl holds of what runners read. */
const released = ['action.yml', 'actions', 'dist', 'package.json']

/** Puts the committed bundle and actions of a folder into the sandbox as `pawl-dev/pawl`; gives the release's commit. */
export async function releasePawl(sandbox: Sandbox, pawl: string): Promise<string> {
  sandbox.addOrganization({ login: owner })
  await sandbox.addRepository({ owner, name, defaultBranch: 'main' })
  const bare = sandbox.gitFolder(`${owner}/${name}`)
  const into = ['--git-dir', bare, '--work-tree', pawl, '-c', 'core.compression=0']
  await git(pawl, ...into, 'add', '--force', '--', ...released.map((path) => join(pawl, path)))
  const tree = (await git(bare, 'write-tree')).trim()
  const by = ['-c', 'user.name=pawl', '-c', 'user.email=pawl@example.com']
  const sha = (await git(bare, ...by, 'commit-tree', tree, '-m', `v${version}`)).trim()
  await git(bare, 'update-ref', 'refs/heads/main', sha)
  await git(bare, 'update-ref', `refs/tags/v${version}`, sha)
  return sha
}

/** Pins a repository's workflows to that release. */
export function pin(folder: string, sha: string): void {
  pinFiles(folder, { sha, version })
}
