import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { gitEnvironment } from '../../github/git/program.ts'
import { resolveCommit } from '../../github/git/repository.ts'
import type { Room } from '../../github/state/room.ts'
import { roomOf, type World } from '../../github/state/world.ts'
import type { ActionStore, PawlSource } from './source.ts'

const pawlName = 'pawl-dev/pawl'

export function openActionStore(options: {
  world: World
  folder: string
  pawl: PawlSource | undefined
  /** Names of the actions that the sandbox plays itself. */
  standIns: ReadonlySet<string>
}): ActionStore {
  const { world, folder, pawl, standIns } = options
  const exports = new Map<string, Promise<string>>()

  function exported(room: Room, sha: string): Promise<string> {
    const target = join(folder, room.repository.owner, room.repository.name, sha)
    const working = exports.get(target) ?? unpack(room.git.path, sha, target)
    exports.set(target, working)
    return working
  }

  async function fromRoom(room: Room, { path, ref }: { path: string; ref: string }): Promise<string> {
    const sha = await resolveCommit(room.git, ref)
    if (!sha)
      throw new Error(`Unable to resolve action ${room.fullName}@${ref}, unable to find version ${ref}`)
    return join(await exported(room, sha), path)
  }

  return {
    export: exported,
    async find(uses, asking) {
      const [, repository = '', path = '', ref = ''] = /^([^/]+\/[^/@]+)(?:\/([^@]+))?@(.+)$/.exec(uses) ?? []
      if (repository.toLowerCase() === pawlName && pawl) {
        if ('folder' in pawl) {
          const note = `what lies in the folder ${pawl.folder}`
          return { kind: 'folder', folder: join(pawl.folder, path), repository, ref, note }
        }
        const room = visible(world, pawl.repository, asking)
        if (!room) throw new Error(`the sandbox has no repository ${pawl.repository} for ${uses}`)
        const at = pawl.ref ?? ref
        const note = `${room.fullName}@${at} of the sandbox`
        return { kind: 'folder', folder: await fromRoom(room, { path, ref: at }), repository, ref, note }
      }
      const room = visible(world, repository, asking)
      if (room) return { kind: 'folder', folder: await fromRoom(room, { path, ref }), repository, ref }
      const name = path === '' ? repository : `${repository}/${path}`
      if (!standIns.has(name.toLowerCase())) {
        throw new Error(
          `Unable to resolve action ${uses}: the sandbox has no repository ${repository} and no stand-in for ${name}`,
        )
      }
      return {
        kind: 'stand-in',
        name: name.toLowerCase(),
        repository,
        ref,
        note: "the sandbox's stand-in",
      }
    },
  }
}

/** A private repository lends its actions to none but itself. */
function visible(world: World, name: string, asking: string): Room | undefined {
  const room = roomOf(world, name)
  return room && (!room.repository.private || room.fullName === asking) ? room : undefined
}

/** `git archive` leaves out what the repository's attributes say, as GitHub's downloads do. */
async function unpack(repository: string, sha: string, target: string): Promise<string> {
  if (existsSync(target)) return target
  const draft = `${target}.part`
  await rm(draft, { recursive: true, force: true })
  await mkdir(draft, { recursive: true })
  const archive = spawn('git', ['-C', repository, 'archive', '--format=tar', sha], { env: gitEnvironment() })
  const tar = spawn('tar', ['-x', '-C', draft], { stdio: ['pipe', 'ignore', 'inherit'] })
  archive.stdout.pipe(tar.stdin)
  archive.stderr.resume()
  const codes = await Promise.all(
    [archive, tar].map((child) => new Promise((done) => child.on('close', done))),
  )
  if (codes.some((code) => code !== 0)) throw new Error(`could not export ${sha} of ${repository}`)
  await rename(draft, target)
  return target
}
