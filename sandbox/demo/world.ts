import { cp, mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { git } from '../../src/git/git.ts'
import { type Sandbox, startSandbox } from '../github/sandbox.ts'
import type { Workflows } from './workflows.ts'

export const owner = 'acme'
export const repositoryName = 'customers'
export const repository = `${owner}/${repositoryName}`

/** A person with a clone of the repository. */
export interface Developer {
  login: string
  folder: string
  token: string
}

export interface World extends Workflows {
  ada: Developer
  grace: Developer
}

/** A sandbox GitHub with two developers and a repository made from the template, all below one folder. */
export async function createWorld(options: {
  folder: string
  pawl: string
  node?: string
  onLine?: (line: string) => void
}): Promise<World> {
  const { folder } = options
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const sandbox = await startSandbox({ folder: join(folder, 'github') })
  for (const login of ['ada', 'grace']) sandbox.addUser({ login, email: addressOf(login) })
  sandbox.addOrganization({ login: owner })
  await sandbox.addRepository({
    owner,
    name: repositoryName,
    defaultBranch: 'main',
    collaborators: { ada: 'admin', grace: 'maintain' },
  })
  const world: World = {
    ...options,
    sandbox,
    repository,
    ada: developer(sandbox, folder, 'ada'),
    grace: developer(sandbox, folder, 'grace'),
  }
  sandbox.protect(repository, 'main', { statuses: ['pawl'] })
  await startFromTemplate(world)
  return world
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

async function startFromTemplate({ sandbox, ada, pawl }: World): Promise<void> {
  await cp(join(pawl, 'template'), ada.folder, { recursive: true })
  await git(ada.folder, 'init', '--quiet', '--initial-branch', 'main')
  await identify(ada)
  await git(ada.folder, 'remote', 'add', 'origin', remote(ada, sandbox))
  await symlink(join(pawl, 'node_modules'), join(ada.folder, 'node_modules'))
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
