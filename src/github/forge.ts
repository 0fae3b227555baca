import type { Forge, Permission } from '../forge/forge.ts'
import { type Api, allPages, withPolicy, writeOnce } from './client.ts'
import { contents } from './contents.ts'
import { issues } from './issues.ts'
import { pulls } from './pulls.ts'
import { releases } from './releases.ts'

/** GitHub as the place where the repository lives. */
export function githubForge(unguarded: Api): Forge {
  const api = withPolicy(unguarded)
  const { client, owner, repo } = api
  const here = { owner, repo }

  return {
    ...contents(api),
    ...pulls(api),
    ...issues(api),
    ...releases(api),

    async repository() {
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
    },

    async permission(login) {
      const { data } = await client.request('GET /repos/{owner}/{repo}/collaborators/{username}/permission', {
        ...here,
        username: login,
      })
      // `permission` knows no maintain and no triage; `role_name` does, but may be a custom role.
      const role = data.role_name
      return role === 'maintain' || role === 'triage' ? role : toPermission(data.permission)
    },

    async teamMembers(team) {
      const [org = '', team_slug = ''] = team.split('/')
      const members = await allPages(
        async (page) =>
          (await client.request('GET /orgs/{org}/teams/{team_slug}/members', { org, team_slug, ...page }))
            .data,
      )
      return members.map(({ login }) => login)
    },

    async setStatus(sha, { state, context, description, url }) {
      // A status that is set twice says the same twice; only the newest of a context counts.
      await writeOnce(
        async () => {
          await client.request('POST /repos/{owner}/{repo}/statuses/{sha}', {
            ...here,
            sha,
            state,
            context,
            description,
            ...(url ? { target_url: url } : {}),
          })
          return true
        },
        async () => undefined,
      )
    },

    async dispatch(event, payload) {
      // Listeners of a dispatch must bear to be told twice: a lost answer cannot be read back.
      await writeOnce(
        async () => {
          await client.request('POST /repos/{owner}/{repo}/dispatches', {
            ...here,
            event_type: event,
            client_payload: payload as { [key: string]: unknown },
          })
          return true
        },
        async () => undefined,
      )
    },
  }
}

function toPermission(permission: string): Permission {
  if (permission === 'admin' || permission === 'write' || permission === 'read' || permission === 'none')
    return permission
  throw new Error(`GitHub answered with the unknown permission ${permission}`)
}
