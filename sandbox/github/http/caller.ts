import type { Room } from '../state/room.ts'
import type { Account, Permissions, Role, Scope, Token } from '../state/things.ts'
import { account, roomKey, type World } from '../state/world.ts'
import { notFound, Refusal } from './answer.ts'

/** Who sent a request. */
export type Caller =
  | { kind: 'anonymous' }
  | { kind: 'user'; account: Account; token: string }
  | { kind: 'workflow'; account: Account; token: string; repository: string; permissions: Permissions }

/** Rights that a route asks for; a token that holds one of the scopes will do. */
export interface Needs {
  role: Role
  scopes?: readonly `${Scope}:${'read' | 'write'}`[]
}

/** Reads the token out of an `Authorization` header, in any of the ways GitHub takes it. */
export function tokenOf(authorization: string | null): string | undefined {
  const [, scheme = '', value = ''] = /^(\w+)\s+(.+)$/.exec(authorization ?? '') ?? []
  if (/^(bearer|token)$/i.test(scheme)) return value.trim()
  if (!/^basic$/i.test(scheme)) return undefined
  const [user = '', ...password] = Buffer.from(value, 'base64').toString('utf8').split(':')
  return password.join(':') || user || undefined
}

/** The caller behind a token; 401 for one that nobody gave out. */
export function callerOf(world: World, value: string | undefined): Caller {
  if (value === undefined) return { kind: 'anonymous' }
  const token = world.tokens.all().find((one) => one.value === value)
  if (!token) throw new Refusal(401, 'Bad credentials')
  return callerOfToken(world, token)
}

function callerOfToken(world: World, token: Token): Caller {
  if (token.kind === 'personal') {
    return { kind: 'user', account: account(world, token.login), token: token.value }
  }
  return {
    kind: 'workflow',
    account: account(world, 'github-actions[bot]'),
    token: token.value,
    repository: token.repository,
    permissions: token.permissions,
  }
}

/** The account of a caller; 401 for nobody. */
export function person(caller: Caller): Account {
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication')
  return caller.account
}

const ranks: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin']
export const atLeast = (role: Role, wanted: Role): boolean => ranks.indexOf(role) >= ranks.indexOf(wanted)

/** What a person may do in a repository: its owner everything, others what they were given. */
export function roleOf(room: Room, login: string): Role {
  const { owner, collaborators } = room.repository
  const name = login.toLowerCase()
  if (owner.toLowerCase() === name) return 'admin'
  const given = collaborators.find((one) => one.login.toLowerCase() === name)?.role
  return given ?? (room.repository.private ? 'none' : 'read')
}

/** Whether a caller can see a repository at all. */
export function maySee(room: Room, caller: Caller): boolean {
  if (!room.repository.private) return true
  if (caller.kind === 'anonymous') return false
  if (caller.kind === 'user') return roleOf(room, caller.account.login) !== 'none'
  return roomKey(caller.repository) === roomKey(room.fullName)
}

/** Lets a caller pass, or refuses as GitHub does: 404 for what may not be seen, 403 for what may not be done. */
export function authorize(room: Room, caller: Caller, needs: Needs): void {
  if (!maySee(room, caller)) throw notFound()
  if (caller.kind === 'workflow') authorizeWorkflow(room, caller, needs)
  else if (caller.kind === 'user') authorizePerson(room, caller.account.login, needs)
  else if (needs.role !== 'read') throw new Refusal(401, 'Requires authentication')
}

function authorizePerson(room: Room, login: string, needs: Needs): void {
  if (atLeast(roleOf(room, login), needs.role)) return
  const rights =
    needs.role === 'admin' ? 'admin rights' : needs.role === 'triage' ? 'triage access' : 'push access'
  throw new Refusal(403, `Must have ${rights} to Repository.`)
}

function authorizeWorkflow(room: Room, caller: Caller & { kind: 'workflow' }, needs: Needs): void {
  const own = roomKey(caller.repository) === roomKey(room.fullName)
  // What is public can be read with any token.
  if (!needs.scopes || (!room.repository.private && needs.scopes.every((scope) => scope.endsWith(':read'))))
    return
  const held = (scope: string, access: string) => {
    const given = Object.entries(caller.permissions).find(([name]) => name === scope)?.[1]
    return given === 'write' || given === access
  }
  const enough = needs.scopes.some((scope) => {
    const [name = '', access = ''] = scope.split(':')
    return held(name, access)
  })
  if (own && enough) return
  // GitHub names what would have done: either of two, where they are divided by a semicolon.
  const accepted = needs.scopes.map((scope) => scope.replace('-', '_').replace(':', '=')).join('; ')
  throw new Refusal(403, 'Resource not accessible by integration', undefined, {
    'x-accepted-github-permissions': accepted,
  })
}
