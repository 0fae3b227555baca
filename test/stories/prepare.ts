import { createHash, randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { cp, mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { copyOf } from '../../sandbox/demo/world.ts'
import type { Sandbox } from '../../sandbox/github/sandbox.ts'
import { pinTo, workflowFiles } from '../../scripts/pin.ts'
import { git } from '../../src/git/git.ts'
import { version } from '../../src/version.ts'
import type { Scene } from '../scenarios/stage.ts'

/*
 * The worlds in which stories begin take longer to make than most stories to tell. So each is made once for the code as
 * it is, and kept below node_modules; a story gets a copy.
 */

/** Nothing in production yet; 1.0.0 in production; 1.1.0 in production, after 1.0.0. */
export type Kind = 'new' | 'running' | 'second'

const pawl = join(import.meta.dirname, '../..')

/** Everything that decides what a prepared world looks like. */
const sources = [
  ...['actions', 'dist', 'template/.github', 'sandbox', 'src'],
  ...['test/fixtures/models', 'test/scenarios', 'test/stories'],
]

export interface Prepared {
  folder: string
  /** Pawl's actions as a runner exports them, for all worlds. */
  actions: string
}

let digest: string | undefined

/** The prepared world of a kind, made now if need be. */
export async function preparedWorld(kind: Kind): Promise<Prepared> {
  digest ??= digestOf(sources)
  const kept = join(pawl, 'node_modules/.cache/pawl-stories', digest)
  const release = await once(join(kept, 'release'), makeRelease)
  const folder = await once(join(kept, kind), (draft) => makeWorld(kind, { draft, release }))
  return { folder, actions: join(release, 'actions') }
}

/** Makes a folder unless it is there. Of two workers that do so at once, one's is kept. */
async function once(folder: string, make: (draft: string) => Promise<void>): Promise<string> {
  if (existsSync(folder)) return folder
  const draft = `${folder}-${randomUUID()}`
  await mkdir(draft, { recursive: true })
  try {
    await make(draft)
    renameSync(draft, folder)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error
  }
  return folder
}

function digestOf(folders: readonly string[]): string {
  const hash = createHash('sha256')
  for (const folder of folders) {
    const entries = readdirSync(join(pawl, folder), { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
    for (const file of files.sort()) hash.update(`${relative(pawl, file)}\0`).update(readFileSync(file))
  }
  return hash.digest('hex').slice(0, 16)
}

/** Commits what users run to a repository, as a release of Pawl does, and puts it where a runner would unpack it. */
async function makeRelease(draft: string): Promise<void> {
  const files = join(draft, 'files')
  await mkdir(files)
  for (const part of ['action.yml', 'actions', 'dist'])
    await cp(join(pawl, part), join(files, part), { recursive: true })
  await git(draft, 'init', '--quiet', '--bare', '--template=', '--initial-branch=main', 'release.git')
  const at = [`--git-dir=${draft}/release.git`, `--work-tree=${files}`, '-c', 'core.compression=0']
  await git(draft, ...at, 'add', '--all')
  const person = ['-c', 'user.name=ada', '-c', 'user.email=ada@example.com']
  await git(draft, ...at, ...person, 'commit', '--quiet', '--message', `Release ${version}`)
  const sha = await headOf(draft)
  await mkdir(join(draft, 'actions/pawl-dev/pawl'), { recursive: true })
  await rename(files, join(draft, 'actions/pawl-dev/pawl', sha))
  // The natives, as on a runner that has them in its tool cache.
  await symlink(join(pawl, 'node_modules'), join(draft, 'actions/node_modules'))
}

async function headOf(release: string): Promise<string> {
  return (await git(release, '--git-dir=release.git', 'rev-parse', 'HEAD')).trim()
}

/** The sandbox's `pawl-dev/pawl`, which holds the release's commit without a copy of it. */
async function publish(sandbox: Sandbox, release: string): Promise<void> {
  sandbox.addOrganization({ login: 'pawl-dev' })
  await sandbox.addRepository({ owner: 'pawl-dev', name: 'pawl', defaultBranch: 'main' })
  const folder = sandbox.gitFolder('pawl-dev/pawl')
  await mkdir(join(folder, 'objects/info'), { recursive: true })
  await writeFile(join(folder, 'objects/info/alternates'), `${release}/release.git/objects\n`)
  await git(folder, 'update-ref', 'refs/heads/main', await headOf(release))
}

/** The template's `.github`, by path, with Pawl's actions at the commit of a release. */
function templateFiles(sha: string): Record<string, string> {
  const root = join(pawl, 'template')
  const files = workflowFiles(root).map((path) => [
    relative(root, path),
    pinTo(readFileSync(path, 'utf8'), { sha, version }),
  ])
  return Object.fromEntries(files)
}

/** What a prepared world is, save for its GitHub, which nobody has started. */
export async function keptWorld({ folder }: Prepared): Promise<Scene> {
  const { people, repository } = JSON.parse(await readFile(join(folder, 'world.json'), 'utf8')) as Scene
  return { people, repository, pawl, folder: join(folder, 'world') } as Scene
}

async function makeWorld(kind: Kind, { draft, release }: { draft: string; release: string }): Promise<void> {
  // The commands and all that they rest on are needed here only.
  const stage = await import('../scenarios/stage.ts')
  let world: Scene
  if (kind === 'second') {
    world = await copyOf(await keptWorld(await preparedWorld('running')), join(draft, 'world'))
    await stage.approveInProcess(world, await stage.awaitApproval(world))
  } else {
    const make = kind === 'new' ? stage.smallWorld : stage.runningWorld
    world = await make(draft, { files: templateFiles(await headOf(release)) })
    await publish(world.sandbox, release)
    await rm(join(draft, 'files'), { recursive: true })
  }
  await world.sandbox.close()
  await pack(world)
  const { repository, people } = world
  await writeFile(join(draft, 'world.json'), JSON.stringify({ repository, people }))
}

/** Few files are quickly copied. */
async function pack({ sandbox, repository, people }: Scene): Promise<void> {
  const clones = Object.values(people).flatMap(({ folder }) => (existsSync(folder) ? [`${folder}/.git`] : []))
  for (const folder of [sandbox.gitFolder(repository), ...clones]) {
    await git(folder, 'repack', '--quiet', '-a', '-d')
    await git(folder, 'pack-refs', '--all')
    if (folder.endsWith('/.git')) await rm(join(folder, 'hooks'), { recursive: true, force: true })
  }
  await Promise.all(
    Object.values(people).map(({ folder }) =>
      rm(join(folder, '../../jobs'), { recursive: true, force: true }),
    ),
  )
}
