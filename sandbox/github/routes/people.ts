import { found, ok, Refusal } from '../http/answer.ts'
import type { Call, Endpoints, RoomCall } from '../http/call.ts'
import { person, roleOf } from '../http/caller.ts'
import { page } from '../http/pages.ts'
import { showLogin, showProfile } from '../shapes/user.ts'
import type { Role } from '../state/things.ts'
import { accountOf } from '../state/world.ts'

export const people = {
  'GET /rate_limit': { needs: 'nothing', handle: rateLimit },
  'GET /user': { needs: 'nothing', handle: me },
  'GET /users/{username}': { needs: 'nothing', handle: user },
  'GET /orgs/{org}/teams/{team_slug}/members': { needs: 'nothing', handle: teamMembers },
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': {
    needs: { role: 'read' },
    handle: permission,
  },
} satisfies Endpoints

function rateLimit({ standing }: Call) {
  return ok({ resources: { core: standing, search: standing }, rate: standing })
}

function me({ world, caller }: Call) {
  if (caller.kind === 'workflow') throw new Refusal(403, 'Resource not accessible by integration')
  return ok(showProfile(world, person(caller)))
}

function user({ world, param }: Call) {
  return ok(showProfile(world, found(accountOf(world, param('username')))))
}

/** A team is seen with the right to read members, which a `GITHUB_TOKEN` can not be given: only an app's token can. */
function teamMembers(call: Call) {
  const { world, caller, param, url } = call
  person(caller)
  if (caller.kind === 'workflow' && !caller.permissions.members) {
    throw new Refusal(403, 'Resource not accessible by integration')
  }
  const [organization, slug] = [param('org').toLowerCase(), param('team_slug').toLowerCase()]
  const teams = world.teams.all()
  const team = found(
    teams.find((one) => one.organization.toLowerCase() === organization && one.slug === slug),
  )
  const knows = (login: string) =>
    teams.some((one) => one.organization === team.organization && one.members.includes(login))
  if (caller.kind === 'user' && !knows(caller.account.login)) throw new Refusal(404, 'Not Found')
  return page({ url, items: team.members, show: (login) => showLogin(world, login) })
}

/** Roles as the older, coarser permission. */
const coarse = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
} as const satisfies Record<Role, string>

function permission({ world, room, caller, param }: RoomCall) {
  if (caller.kind === 'anonymous') throw new Refusal(401, 'Requires authentication')
  if (caller.kind === 'user' && coarse[roleOf(room, caller.account.login)] === 'read') {
    throw new Refusal(403, 'Must have push access to view collaborator permission.')
  }
  const account = accountOf(world, param('username'))
  if (account?.type !== 'User') throw new Refusal(404, `${param('username')} is not a user`)
  const role = roleOf(room, account.login)
  const is = (...roles: Role[]) => roles.includes(role)
  return ok({
    permission: coarse[role],
    role_name: role,
    user: {
      ...showLogin(world, account.login),
      permissions: {
        admin: is('admin'),
        maintain: is('admin', 'maintain'),
        push: is('admin', 'maintain', 'write'),
        triage: is('admin', 'maintain', 'write', 'triage'),
        pull: !is('none'),
      },
      role_name: role,
    },
  })
}
