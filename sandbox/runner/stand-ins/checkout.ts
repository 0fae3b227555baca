import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import type { StandIn, StandInStep } from './stand-in.ts'

/**
 * `actions/checkout`: fetches from the sandbox over HTTP with the job's token, one commit or the whole history, and
 * leaves the same refs, the same detached or attached HEAD and the same credentials as the real one.
 */
export const checkout: StandIn = {
  inputs: new Map([
    ['repository', ''],
    ['ref', ''],
    ['token', ''],
    ['ssh-key', ''],
    ['persist-credentials', 'true'],
    ['path', ''],
    ['clean', 'true'],
    ['filter', ''],
    ['sparse-checkout', ''],
    ['fetch-depth', '1'],
    ['fetch-tags', 'false'],
    ['show-progress', 'true'],
    ['lfs', 'false'],
    ['submodules', 'false'],
    ['set-safe-directory', 'true'],
  ]),
  main,
  post: removeCredentials,
}

interface Wanted {
  repository: string
  folder: string
  ref: string
  sha: string
}

async function main(step: StandInStep): Promise<void> {
  refuseUnsupported(step)
  const wanted = wantedOf(step)
  const { folder, repository } = wanted
  await prepare(step, folder)
  const git = gitIn(step, folder)
  await git('init', '--quiet', '--initial-branch=main', '.')
  await git('remote', 'add', 'origin', `${step.job.host.world.urls.server}/${repository}`)
  await git('config', '--local', 'gc.auto', '0')
  await git('config', '--local', credentialKey(step), credentials(step))
  step.state.set('folder', folder)

  const refs = await fetchRefs(step, wanted)
  const depth = Number(step.input('fetch-depth'))
  const tags = step.flag('fetch-tags') ? '--tags' : '--no-tags'
  const limit = depth > 0 ? [`--depth=${depth}`] : []
  const filter = step.input('filter')
  const partial = filter ? [`--filter=${filter}`] : []
  for (const specs of refs.fetches) {
    await git('fetch', '--quiet', '--prune', tags, ...limit, ...partial, 'origin', ...specs)
  }
  await git('checkout', '--quiet', '--force', ...refs.checkout)
  const commit = await line(step, folder, ['rev-parse', 'HEAD'])
  step.log(await line(step, folder, ['log', '-1', '--format=%H %s']))
  step.outputs.set('ref', wanted.ref)
  step.outputs.set('commit', commit)
  if (!step.flag('persist-credentials')) await removeCredentials(step)
}

const notSupported = ['ssh-key', 'sparse-checkout', 'submodules', 'lfs']

function refuseUnsupported(step: StandInStep): void {
  for (const name of notSupported) {
    if (!['', 'false'].includes(step.input(name))) {
      throw new Error(`the sandbox's actions/checkout does not support the input ${name}`)
    }
  }
}

/** What is checked out: by default the commit of the event, elsewhere the default branch. */
function wantedOf(step: StandInStep): Wanted {
  const { start, folders } = step.job
  const repository = step.input('repository') || start.repository
  const folder = resolve(folders.workspace, step.input('path'))
  if (relative(folders.workspace, folder).startsWith('..')) {
    throw new Error(`Repository path '${folder}' is not under '${folders.workspace}'`)
  }
  const ref = step.input('ref')
  const isOwn = repository.toLowerCase() === start.repository.toLowerCase()
  if (ref === '' && isOwn) return { repository, folder, ref: start.ref, sha: start.sha }
  if (/^[0-9a-f]{40}$/i.test(ref)) return { repository, folder, ref: '', sha: ref }
  return { repository, folder, ref, sha: '' }
}

async function prepare({ log }: StandInStep, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const names = existsSync(folder) ? await readdir(folder) : []
  if (names.length > 0) log(`Deleting the contents of '${folder}'`)
  for (const name of names) await rm(join(folder, name), { recursive: true, force: true })
}

function gitIn(step: StandInStep, folder: string) {
  return async (...args: string[]): Promise<void> => {
    const secret = args.some((arg) => arg.startsWith('AUTHORIZATION:'))
    step.log(
      `[command]git ${secret ? `${args.slice(0, -1).join(' ')} AUTHORIZATION: basic ***` : args.join(' ')}`,
    )
    const { code } = await step.run('git', args, { cwd: folder, env: quietly })
    if (code !== 0) throw new Error(`The process 'git' failed with exit code ${code}`)
  }
}

const quietly = new Map([['GIT_TERMINAL_PROMPT', '0']])

async function line(step: StandInStep, cwd: string, args: string[]): Promise<string> {
  const { code, lines } = await step.run('git', args, { cwd, quiet: true })
  if (code !== 0) throw new Error(`The process 'git' failed with exit code ${code}`)
  return lines[0] ?? ''
}

const credentialKey = ({ job }: StandInStep): string =>
  `http.${new URL(job.host.world.urls.server).origin}/.extraheader`

function credentials(step: StandInStep): string {
  const token = step.input('token') || step.job.token
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
  step.job.masks.add(basic)
  return `AUTHORIZATION: basic ${basic}`
}

async function removeCredentials(step: StandInStep): Promise<void> {
  const folder = step.state.get('folder')
  if (!folder || !existsSync(join(folder, '.git'))) return
  await step.run('git', ['config', '--local', '--unset-all', credentialKey(step)], {
    cwd: folder,
    quiet: true,
  })
}

interface Refs {
  /** What to fetch, one time after the other. */
  fetches: string[][]
  /** Arguments of `git checkout`. */
  checkout: string[]
}

/** Which refs to fetch where, and what to check out then. */
async function fetchRefs(step: StandInStep, { ref, sha, folder }: Wanted): Promise<Refs> {
  const whole = step.input('fetch-depth') === '0'
  // The branch may have moved on: then it is brought back to the commit that is wanted.
  const all = whole ? [['+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']] : []
  // A commit without a ref leaves HEAD on no branch.
  const full = ref === '' && sha !== '' ? '' : await fullRef(step, folder, ref)
  const from = sha || full
  if (full === '') return { fetches: [...all, [from]], checkout: ['--detach', sha] }
  const name = full.replace(/^refs\/(heads|tags|pull)\//, '')
  if (full.startsWith('refs/heads/')) {
    const target = `refs/remotes/origin/${name}`
    return { fetches: [...all, [`+${from}:${target}`]], checkout: ['-B', name, target] }
  }
  if (full.startsWith('refs/pull/')) {
    const target = `refs/remotes/pull/${name}`
    return { fetches: [...all, [`+${from}:${target}`]], checkout: ['--detach', target] }
  }
  const target = full.startsWith('refs/tags/') ? full : `refs/remotes/origin/${name}`
  return { fetches: [...all, [`+${from}:${target}`]], checkout: ['--detach', target] }
}

/** `main` is a branch before it is a tag; nothing at all is the default branch. */
async function fullRef(step: StandInStep, cwd: string, ref: string): Promise<string> {
  if (ref.startsWith('refs/')) return ref
  const names = ref === '' ? ['HEAD'] : [`refs/heads/${ref}`, `refs/tags/${ref}`]
  const { code, lines } = await step.run('git', ['ls-remote', '--symref', 'origin', ...names], {
    cwd,
    env: quietly,
    quiet: true,
  })
  if (code !== 0) {
    for (const text of lines) step.log(text)
    throw new Error(`The process 'git' failed with exit code ${code}`)
  }
  if (ref === '') {
    const found = lines.map((text) => /^ref: (\S+)\s+HEAD$/.exec(text)?.[1]).find(Boolean)
    if (found) return found
    throw new Error('the repository has no default branch yet')
  }
  const found = names.find((name) => lines.some((text) => text.endsWith(`\t${name}`)))
  if (found) return found
  throw new Error(`A branch or tag with the name '${ref}' could not be found`)
}
