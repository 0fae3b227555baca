import type { RestEndpointMethodTypes as Api } from '@octokit/rest'
import type { Account } from '../state/things.ts'
import { accountOf, type World } from '../state/world.ts'

export type User = Api['orgs']['listMembers']['response']['data'][number]

export const nodeId = (kind: string, id: number | string): string =>
  Buffer.from(`${kind}:${id}`).toString('base64url')

/** GitHub's "simple user". */
export function showUser(world: World, account: Account): User {
  const { login, id, type } = account
  const url = `${world.urls.api}/users/${encodeURIComponent(login)}`
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: `${world.urls.server}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${world.urls.server}/${encodeURIComponent(login)}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  }
}

/** The account behind a login, as GitHub shows it. */
export function showLogin(world: World, login: string): User {
  const account = accountOf(world, login)
  if (!account) throw new Error(`no account ${login}`)
  return showUser(world, account)
}

/** `GET /users/{username}`. */
export function showProfile(world: World, account: Account) {
  return {
    ...showUser(world, account),
    name: null,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: account.createdAt,
    updated_at: account.createdAt,
  }
}
