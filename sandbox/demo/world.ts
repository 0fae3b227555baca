import { existsSync } from 'node:fs'
import { cp, mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../src/git/git.ts'
import { type Role, type Sandbox, startSandbox } from '../github/sandbox.ts'

export const owner = 'acme'
export const repositoryName = 'customers'
export const repository = `${owner}/${repositoryName}`

/** A person with a clone of the repository. */
export interface Developer {
  login: string
  folder: string
  token: string
}

export interface World<Login extends string = string> {
  sandbox: Sandbox
  repository: string
  /** Folder of Pawl itself: the actions are its committed bundle. */
  pawl: string
  /** Everything lies below it. */
  folder: string
  /** The Node that runs actions. */
  node?: string
  /** Kills the jobs that are running. */
  signal?: AbortSignal
  onLine?: (line: string) => void
  people: Readonly<Record<Login, Developer>>
}

/** A sandbox GitHub with an empty repository and the people who work on it, all below one folder. */
export async function createWorld<const Login extends string>(options: {
  folder: string
  pawl: string
  /** What each may do; every login is also the name of an account. */
  people: Readonly<Record<Login, Role>>
  node?: string
  onLine?: (line: string) => void
}): Promise<World<Login>> {
  const { people, ...rest } = options
  const { folder } = rest
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const sandbox = await startSandbox({ folder: join(folder, 'github') })
  const logins = Object.keys(people) as Login[]
  for (const login of logins) sandbox.addUser({ login, email: addressOf(login) })
  sandbox.addOrganization({ login: owner })
  await sandbox.addRepository({
    owner,
    name: repositoryName,
    defaultBranch: 'main',
    collaborators: people,
  })
  sandbox.protect(repository, 'main', { statuses: ['pawl'] })
  const developers = logins.map((login) => [login, developer(sandbox, folder, login)])
  return { ...rest, sandbox, repository, people: Object.fromEntries(developers) as Record<Login, Developer> }
}

function developer(sandbox: Sandbox, folder: string, login: string): Developer {
  return { login, folder: join(folder, 'people', login), token: sandbox.personalToken(login) }
}

/** The address to push to, as a person with a token would write it. */
function remote({ login, token }: Developer, sandbox: Sandbox): string {
  const url = new URL(`${sandbox.apiUrl}/${repository}.git`)
  url.username = login
  url.password = token
  return url.href
}

const addressOf = (login: string): string => `${login}@example.com`

async function identify({ login, folder }: Developer): Promise<void> {
  await git(folder, 'config', 'user.name', login)
  await git(folder, 'config', 'user.email', addressOf(login))
}

/** Gives a developer a new working copy with a folder's files, which nobody has committed yet. */
export async function startFrom(
  { sandbox, pawl }: World,
  { developer, files }: { developer: Developer; files: string },
): Promise<void> {
  await cp(files, developer.folder, { recursive: true })
  await startRepository({ sandbox, pawl }, developer)
}

/** Makes a repository of a developer's folder, whose files nobody has committed yet. */
export async function startRepository(
  { sandbox, pawl }: Pick<World, 'sandbox' | 'pawl'>,
  developer: Developer,
): Promise<void> {
  await git(developer.folder, 'init', '--quiet', '--initial-branch', 'main')
  await identify(developer)
  await git(developer.folder, 'remote', 'add', 'origin', remote(developer, sandbox))
  await symlink(join(pawl, 'node_modules'), join(developer.folder, 'node_modules'))
}

/** Commits everything in a developer's clone and pushes the branch. Gives the commit. */
export async function push(
  { folder }: Developer,
  { branch, message }: { branch: string; message: string },
): Promise<string> {
  await git(folder, 'add', '--all')
  await git(folder, 'commit', '--quiet', '--message', message)
  await git(folder, 'push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
  return (await git(folder, 'rev-parse', 'HEAD')).trim()
}

/** Starts a branch from the newest default branch. */
export async function branchOff({ folder }: Developer, branch: string): Promise<void> {
  await git(folder, 'fetch', '--quiet', 'origin')
  await git(folder, 'switch', '--quiet', '--create', branch, 'origin/main')
}

/** Gives a developer a clone of what is on GitHub. */
export async function clone({ sandbox, folder }: World, developer: Developer): Promise<void> {
  await git(folder, 'clone', '--quiet', remote(developer, sandbox), developer.folder)
  await identify(developer)
}

/** The same world in another folder, as it is now: what is done there is not done here. Jobs are left behind. */
export async function copyOf<Login extends string>(
  world: World<Login>,
  folder: string,
): Promise<World<Login>> {
  const copy = await copyOfGitHub(world, folder)
  await cp(join(world.folder, 'people'), join(folder, 'people'), { recursive: true, verbatimSymlinks: true })
  const moved = Object.entries<Developer>(world.people).map(([login, developer]) => {
    return [login, { ...developer, folder: join(folder, 'people', login) }] as const
  })
  for (const [, developer] of moved)
    if (existsSync(developer.folder))
      await git(developer.folder, 'remote', 'set-url', 'origin', remote(developer, copy.sandbox))
  return { ...copy, people: Object.fromEntries(moved) as Record<Login, Developer> }
}

/** The same without clones of their own: people are there to call, and their folders are those of the first world. */
export async function copyOfGitHub<Login extends string>(
  world: World<Login>,
  folder: string,
): Promise<World<Login>> {
  await cp(join(world.folder, 'github'), join(folder, 'github'), { recursive: true })
  return { ...world, folder, sandbox: await startSandbox({ folder: join(folder, 'github') }) }
}

/** Calls GitHub's REST interface as a person. */
export async function call<T>(world: World, who: Developer, route: string, body?: unknown): Promise<T> {
  const [method, path] = route.split(' ') as [string, string]
  const response = await fetch(`${world.sandbox.apiUrl}/repos/${repository}${path}`, {
    method,
    headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${route} answered ${response.status}: ${text}`)
  return (text === '' ? null : JSON.parse(text)) as T
}
