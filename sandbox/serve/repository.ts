import { basename } from 'node:path'
import { git } from '../../src/git/git.ts'
import { parseSettings } from '../../src/project/load.ts'
import { messageOf, UserError } from '../../src/project/problem.ts'

/** What the sandbox needs to know of the repository that it is started in. */
export interface LocalRepository {
  root: string
  /** The commit that everything starts from. */
  head: string
  /** The branch that is checked out; undefined when none is. */
  branch: string | undefined
  /** The branch that becomes the default branch. */
  defaultBranch: string
  owner: string
  name: string
  /** Whether there are changes that no commit holds. */
  dirty: boolean
  identity: { name: string; email: string }
  approvers: readonly string[]
  /** A file of git's own folder, which no commit can hold. */
  record: string
}

/** Reads the repository around a folder; throws a `UserError` where it cannot be tried. */
export async function readRepository(folder: string, branch?: string): Promise<LocalRepository> {
  const ask = async (...args: string[]): Promise<string> =>
    (await git(folder, ...args).catch(() => '')).trim()
  const root = await ask('rev-parse', '--show-toplevel')
  if (root === '')
    throw new UserError(`${folder} is in no git repository (run git init, and commit your files)`)
  const head = await ask('rev-parse', '--verify', '--quiet', 'HEAD')
  if (head === '') throw new UserError(`${root} has no commit yet (run git add --all && git commit)`)
  if ((await ask('rev-parse', '--is-shallow-repository')) === 'true')
    throw new UserError(`${root} is a shallow clone (run git fetch --unshallow)`)
  const settings = await git(root, 'show', 'HEAD:pawl.yaml').catch((cause) => {
    throw new UserError(
      { message: 'the commit that is checked out has no pawl.yaml', hint: 'commit the one of the template' },
      { cause },
    )
  })
  const current = (await ask('symbolic-ref', '--quiet', '--short', 'HEAD')) || undefined
  const isThere = async (name: string) =>
    (await ask('rev-parse', '--verify', '--quiet', `refs/heads/${name}`)) !== ''
  const usual = (await isThere('main')) ? 'main' : (await isThere('master')) ? 'master' : (current ?? 'main')
  const origin = await ask('remote', 'get-url', 'origin')
  const [, owner, name] = /[:/]([\w-]+)\/([\w.-]+?)(?:\.git)?\/?$/.exec(origin) ?? []
  return {
    root,
    head,
    branch: current,
    defaultBranch: branch ?? usual,
    owner: owner ?? 'sandbox',
    name: name ?? (basename(root).replace(/[^\w.-]+/g, '-') || 'models'),
    dirty: (await ask('status', '--porcelain')) !== '',
    identity: { name: await ask('config', 'user.name'), email: await ask('config', 'user.email') },
    approvers: parseSettings(settings).approvals.from,
    record: await ask('rev-parse', '--path-format=absolute', '--git-path', 'pawl-sandbox.json'),
  }
}

/** Brings the start into the bare repository of the sandbox, without the event of a push: nothing runs before somebody acts. */
export async function bringIn({ root, head, defaultBranch }: LocalRepository, bare: string): Promise<void> {
  const state = 'refs/heads/pawl/state'
  const has = await git(root, 'rev-parse', '--verify', '--quiet', state).then(Boolean, () => false)
  const refs = [`${head}:refs/heads/${defaultBranch}`, ...(has ? [`${state}:${state}`] : [])]
  try {
    await git(root, 'push', '--quiet', '--no-verify', bare, ...refs)
  } catch (cause) {
    throw new UserError(`the repository could not be copied: ${messageOf(cause)}`, { cause })
  }
}

const remoteName = 'sandbox'

/** Adds the remote `sandbox`, unless there is another one by that name; gives what takes it away again, or undefined. */
export async function addRemote(root: string, address: string): Promise<(() => Promise<void>) | undefined> {
  const there = (await git(root, 'remote', 'get-url', remoteName).catch(() => '')).trim()
  if (there !== '' && !/^http:\/\/([^@/]*@)?127\.0\.0\.1:/.test(there)) return undefined
  if (there === '') await git(root, 'remote', 'add', remoteName, address)
  else await git(root, 'remote', 'set-url', remoteName, address)
  return async () => {
    const now = (await git(root, 'remote', 'get-url', remoteName).catch(() => '')).trim()
    if (now === address) await git(root, 'remote', 'remove', remoteName)
  }
}
