import type { Forge, Permission } from '../forge/forge.ts'
import { PermissionError } from '../forge/permission-error.ts'
import { UserError } from '../project/problem.ts'
import { type Api, allPages, orUndefined } from './client.ts'
import { contents } from './contents.ts'
import { toPerson } from './convert.ts'
import { filesOf } from './files.ts'
import { identityOf } from './identity.ts'
import { issues } from './issues.ts'
import { withPolicy } from './policy.ts'
import { pulls } from './pulls.ts'
import { releases } from './releases.ts'
import { remembered } from './remembered.ts'
import { writeAgain } from './write-once.ts'

/** GitHub as the place where the repository lives. What cannot change within one command is asked for once. */
export function githubForge(unguarded: Api): Forge {
  const api = withPolicy(unguarded)
  const { client, owner, repo } = api
  const here = { owner, repo }
  const files = filesOf(api)
  const me = identityOf(api)

  return {
    me,
    ...contents(api, files),
    ...pulls(api, { files, me }),
    ...issues(api, me),
    ...releases(api),

    repository: remembered(async () => {
      const { data } = await client.request('GET /repos/{owner}/{repo}', here)
      return {
        owner,
        name: repo,
        defaultBranch: data.default_branch,
        private: data.private,
        merges: {
          merge: data.allow_merge_commit ?? true,
          squash: data.allow_squash_merge ?? true,
          rebase: data.allow_rebase_merge ?? true,
        },
      }
    }),

    permission: remembered(async (username: string) => {
      const answer = await orUndefined(
        client.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
          ...here,
          username,
        }),
      )
      // GitHub does not know a bot by this route, and bots decide nothing.
      if (answer === undefined) return 'none'
      // `permission` knows no maintain and no triage; `role_name` does, but may be a custom role.
      const { role_name: role, permission } = answer.data
      return role === 'maintain' || role === 'triage' ? role : toPermission(permission)
    }),

    teamMembers: remembered(async (team: string) => {
      const [org = '', team_slug = ''] = team.split('/')
      try {
        const members = await allPages((page) =>
          client.request('GET /orgs/{org}/teams/{team_slug}/members', { org, team_slug, ...page }),
        )
        return members.map(({ login }) => login)
      } catch (error) {
        if (!(error instanceof PermissionError)) throw error
        // No `permissions:` of a job can mend this.
        throw new UserError(
          {
            message: `the token may not read who is in the team ${team}, which no GITHUB_TOKEN may`,
            hint: 'name people instead of the team, or give the action the token of an app with members: read',
          },
          { cause: error },
        )
      }
    }),

    async setStatus(sha, { state, context, description, url }) {
      // Only the newest status of a context counts, so one that is set twice says the same.
      const { data } = await writeAgain(api, () =>
        client.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
          ...here,
          sha,
          state,
          context,
          description,
          ...(url ? { target_url: url } : {}),
        }),
      )
      if (data.creator) me.learn(toPerson(data.creator))
    },

    async dispatch(event, payload) {
      // Listeners of a dispatch must bear to be told twice: a lost answer cannot be read back.
      await writeAgain(api, () =>
        client.request('POST /repos/{owner}/{repo}/dispatches', {
          ...here,
          event_type: event,
          client_payload: payload as { [key: string]: unknown },
        }),
      )
    },
  }
}

function toPermission(permission: string): Permission {
  if (permission === 'admin' || permission === 'write' || permission === 'read' || permission === 'none')
    return permission
  throw new Error(`GitHub answered with the unknown permission ${permission}`)
}
