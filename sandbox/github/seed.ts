import { randomBytes } from 'node:crypto'
import { openRoom, type Room } from './state/room.ts'
import type {
  Account,
  Permissions,
  Protection,
  Repository,
  Role,
  Settings,
  Team,
  Token,
} from './state/things.ts'
import { accountOf, roomKey, roomOf, type World } from './state/world.ts'

/** Putting people, repositories, rules and tokens into a sandbox, from outside its REST API. */

const validName = /^(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/

export interface NewAccount {
  login: string
  type?: Account['type']
  /** Commits by this address are this account's; GitHub's own kind of address when absent. */
  email?: string
}

/** Adds an account; one that is there already is given back as it is. */
export function addAccount(world: World, { login, type = 'User', email }: NewAccount): Account {
  const known = accountOf(world, login)
  if (known) return known
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,38}(\[bot\])?$/.test(login)) throw new Error(`not a login: ${login}`)
  const id = world.nextId()
  const address = email ?? `${id}+${login}@users.noreply.github.com`
  return world.accounts.put({ id, login, type, email: address, createdAt: world.now() })
}

export interface NewTeam {
  organization: string
  slug: string
  name?: string
  members: readonly string[]
}

export function addTeam(world: World, { organization, slug, name = slug, members }: NewTeam): Team {
  for (const login of [organization, ...members]) mustKnow(world, login)
  const known = world.teams.all().find((team) => team.organization === organization && team.slug === slug)
  return world.teams.put({ id: known?.id ?? world.nextId(), organization, slug, name, members })
}

function mustKnow(world: World, login: string): Account {
  const account = accountOf(world, login)
  if (!account) throw new Error(`no account ${login} in the sandbox`)
  return account
}

export interface NewRepository {
  owner: string
  name: string
  private?: boolean
  defaultBranch?: string
  collaborators?: Readonly<Record<string, Role>>
  settings?: Partial<Settings>
  /** `owner/name` of a repository whose branches this one starts with. */
  forkOf?: string
}

const defaults: Settings = {
  mergeCommits: true,
  squashMerges: true,
  rebaseMerges: true,
  deleteBranchOnMerge: false,
  actionsMayCreatePulls: true,
}

/** Adds a repository; it is empty unless it is a fork. */
export async function addRepository(world: World, wanted: NewRepository): Promise<Room> {
  const owner = mustKnow(world, wanted.owner).login
  const { name, forkOf } = wanted
  if (!validName.test(name) || name.endsWith('.git')) throw new Error(`not a name of a repository: ${name}`)
  if (roomOf(world, `${owner}/${name}`)) throw new Error(`${owner}/${name} is in the sandbox already`)
  const parent = forkOf === undefined ? undefined : mustHave(world, forkOf)
  const collaborators = Object.entries(wanted.collaborators ?? {}).map(([login, role]) => ({
    login: mustKnow(world, login).login,
    role,
  }))
  const now = world.now()
  const record: Repository = {
    id: world.nextId(),
    owner,
    name,
    private: wanted.private ?? false,
    defaultBranch: wanted.defaultBranch ?? parent?.repository.defaultBranch ?? 'main',
    forkOf: parent?.fullName ?? null,
    collaborators,
    settings: { ...defaults, ...wanted.settings },
    protections: [],
    createdAt: now,
    pushedAt: now,
  }
  const room = await openRoom(world.repositories, { record, ...(parent ? { cloneOf: parent.git.path } : {}) })
  world.rooms.set(roomKey(room.fullName), room)
  return room
}

/** A repository that the one who asks believes to be there. */
export function mustHave(world: World, fullName: string): Room {
  const room = roomOf(world, fullName)
  if (!room) throw new Error(`no repository ${fullName} in the sandbox`)
  return room
}

export interface Rules {
  /** Statuses or checks that must be green. */
  statuses?: readonly string[]
  /** The head must contain the base. */
  strict?: boolean
  /** Approving reviews of people with write access. */
  reviews?: number
  /** A push takes approvals away. */
  dismissStale?: boolean
  enforceAdmins?: boolean
  allowForcePushes?: boolean
  allowDeletions?: boolean
}

/** Protects a branch; rules that are not named do not hold. */
export function protect(room: Room, branch: string, rules: Rules): void {
  const { statuses, strict = false, reviews, dismissStale = false } = rules
  const protection: Protection = {
    branch,
    statuses: statuses || strict ? { strict, contexts: statuses ?? [] } : null,
    reviews: reviews === undefined ? null : { count: reviews, dismissStale },
    enforceAdmins: rules.enforceAdmins ?? false,
    allowForcePushes: rules.allowForcePushes ?? false,
    allowDeletions: rules.allowDeletions ?? false,
  }
  const others = room.repository.protections.filter((one) => one.branch !== branch)
  room.change({ protections: [...others, protection] })
}

const secret = (prefix: string): string => `${prefix}_${randomBytes(18).toString('hex')}`

/** A token with all the rights of a person. */
export function personalToken(world: World, login: string): string {
  const account = mustKnow(world, login)
  const token: Token = { id: world.nextId(), value: secret('ghp'), kind: 'personal', login: account.login }
  return world.tokens.put(token).value
}

export interface NewWorkflowToken {
  repository: string
  permissions: Permissions
  runId: number
  /** Such as `acme/models/.github/workflows/pawl-check.yml@refs/heads/main`. */
  workflowRef?: string
  head?: string
}

/** A `GITHUB_TOKEN` with what a job's `permissions:` give it. */
export function workflowToken(world: World, wanted: NewWorkflowToken): string {
  const token: Token = {
    id: world.nextId(),
    value: secret('ghs'),
    kind: 'workflow',
    repository: mustHave(world, wanted.repository).fullName,
    permissions: wanted.permissions,
    runId: wanted.runId,
    workflowRef: wanted.workflowRef ?? null,
    head: wanted.head ?? null,
  }
  return world.tokens.put(token).value
}
