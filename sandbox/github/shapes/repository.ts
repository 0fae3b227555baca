import type { RestEndpointMethodTypes as Api } from '@octokit/rest'
import { atLeast, type Caller, roleOf } from '../http/caller.ts'
import type { Room } from '../state/room.ts'
import type { World } from '../state/world.ts'
import { nodeId, showLogin } from './user.ts'

export type FullRepository = Api['repos']['get']['response']['data']

export const repositoryUrl = (world: World, room: Room): string => `${world.urls.api}/repos/${room.fullName}`
export const htmlUrl = (world: World, room: Room): string => `${world.urls.server}/${room.fullName}`

/** GitHub's "minimal repository": what other things carry of the repository they belong to. */
export function showMinimal(world: World, room: Room) {
  const { id, name, private: hidden, forkOf } = room.repository
  const url = repositoryUrl(world, room)
  return {
    id,
    node_id: nodeId('Repository', id),
    name,
    full_name: room.fullName,
    private: hidden,
    owner: showLogin(world, room.repository.owner),
    html_url: htmlUrl(world, room),
    description: null,
    fork: forkOf !== null,
    url,
    archive_url: `${url}/{archive_format}{/ref}`,
    assignees_url: `${url}/assignees{/user}`,
    blobs_url: `${url}/git/blobs{/sha}`,
    branches_url: `${url}/branches{/branch}`,
    collaborators_url: `${url}/collaborators{/collaborator}`,
    comments_url: `${url}/comments{/number}`,
    commits_url: `${url}/commits{/sha}`,
    compare_url: `${url}/compare/{base}...{head}`,
    contents_url: `${url}/contents/{+path}`,
    contributors_url: `${url}/contributors`,
    deployments_url: `${url}/deployments`,
    downloads_url: `${url}/downloads`,
    events_url: `${url}/events`,
    forks_url: `${url}/forks`,
    git_commits_url: `${url}/git/commits{/sha}`,
    git_refs_url: `${url}/git/refs{/sha}`,
    git_tags_url: `${url}/git/tags{/sha}`,
    hooks_url: `${url}/hooks`,
    issue_comment_url: `${url}/issues/comments{/number}`,
    issue_events_url: `${url}/issues/events{/number}`,
    issues_url: `${url}/issues{/number}`,
    keys_url: `${url}/keys{/key_id}`,
    labels_url: `${url}/labels{/name}`,
    languages_url: `${url}/languages`,
    merges_url: `${url}/merges`,
    milestones_url: `${url}/milestones{/number}`,
    notifications_url: `${url}/notifications{?since,all,participating}`,
    pulls_url: `${url}/pulls{/number}`,
    releases_url: `${url}/releases{/id}`,
    stargazers_url: `${url}/stargazers`,
    statuses_url: `${url}/statuses/{sha}`,
    subscribers_url: `${url}/subscribers`,
    subscription_url: `${url}/subscription`,
    tags_url: `${url}/tags`,
    teams_url: `${url}/teams`,
    trees_url: `${url}/git/trees{/sha}`,
  }
}

/** The repository as pull requests, events and `GET /repos/{owner}/{repo}` carry it. */
export function showRepository(world: World, room: Room, caller?: Caller): FullRepository {
  const { defaultBranch, createdAt, pushedAt, settings, owner, name } = room.repository
  const html = htmlUrl(world, room)
  const openIssues = room.issues.all().filter(({ state }) => state === 'open').length
  const role = caller?.kind === 'user' ? roleOf(room, caller.account.login) : undefined
  const permissions = role && {
    admin: atLeast(role, 'admin'),
    maintain: atLeast(role, 'maintain'),
    push: atLeast(role, 'write'),
    triage: atLeast(role, 'triage'),
    pull: atLeast(role, 'read'),
  }
  return {
    ...showMinimal(world, room),
    clone_url: `${html}.git`,
    git_url: `git://${new URL(world.urls.server).host}/${owner}/${name}.git`,
    ssh_url: `git@${new URL(world.urls.server).hostname}:${owner}/${name}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: null,
    language: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    size: 0,
    default_branch: defaultBranch,
    open_issues: openIssues,
    open_issues_count: openIssues,
    is_template: false,
    topics: [],
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    archived: false,
    disabled: false,
    visibility: room.repository.private ? 'private' : 'public',
    pushed_at: pushedAt,
    created_at: createdAt,
    updated_at: pushedAt,
    allow_merge_commit: settings.mergeCommits,
    allow_squash_merge: settings.squashMerges,
    allow_rebase_merge: settings.rebaseMerges,
    allow_auto_merge: false,
    allow_update_branch: false,
    delete_branch_on_merge: settings.deleteBranchOnMerge,
    allow_forking: true,
    license: null,
    network_count: 0,
    subscribers_count: 0,
    ...(permissions ? { permissions } : {}),
  }
}
