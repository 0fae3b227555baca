import type { Change } from '../git/history.ts'
import type { CommitObject, Signature } from '../git/objects.ts'
import type { Room } from '../state/room.ts'
import { accountByEmail, type World } from '../state/world.ts'
import { htmlUrl, repositoryUrl } from './repository.ts'
import { nodeId, showUser } from './user.ts'

const unsigned = { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }
const signature = ({ name, email, date }: Signature) => ({ name, email, date })
/** GitHub shows messages without the line end that git puts there. */
const message = (commit: CommitObject) => commit.message.replace(/\n+$/, '')

const parents = (world: World, room: Room, commit: CommitObject, kind: 'commits' | 'git/commits') =>
  commit.parents.map((sha) => ({
    sha,
    url: `${repositoryUrl(world, room)}/${kind}/${sha}`,
    html_url: `${htmlUrl(world, room)}/commit/${sha}`,
  }))

/** A commit of the git data API. */
export function showGitCommit(world: World, room: Room, commit: CommitObject) {
  const url = repositoryUrl(world, room)
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    url: `${url}/git/commits/${commit.sha}`,
    html_url: `${htmlUrl(world, room)}/commit/${commit.sha}`,
    author: signature(commit.author),
    committer: signature(commit.committer),
    tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
    message: message(commit),
    parents: parents(world, room, commit, 'git/commits'),
    verification: unsigned,
  }
}

/** A commit of the commits API, with the accounts behind its addresses. */
export function showCommit(world: World, room: Room, commit: CommitObject) {
  const url = repositoryUrl(world, room)
  const author = accountByEmail(world, commit.author.email)
  const committer = accountByEmail(world, commit.committer.email)
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    commit: {
      author: signature(commit.author),
      committer: signature(commit.committer),
      message: message(commit),
      tree: { sha: commit.tree, url: `${url}/git/trees/${commit.tree}` },
      url: `${url}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: unsigned,
    },
    url: `${url}/commits/${commit.sha}`,
    html_url: `${htmlUrl(world, room)}/commit/${commit.sha}`,
    comments_url: `${url}/commits/${commit.sha}/comments`,
    author: author ? showUser(world, author) : null,
    committer: committer ? showUser(world, committer) : null,
    parents: parents(world, room, commit, 'commits'),
  }
}

/** A changed file of a commit, comparison or pull request. */
export function showChange(world: World, room: Room, change: Change, head: string) {
  const path = change.path.split('/').map(encodeURIComponent).join('/')
  return {
    sha: change.blob,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${htmlUrl(world, room)}/blob/${head}/${path}`,
    raw_url: `${htmlUrl(world, room)}/raw/${head}/${path}`,
    contents_url: `${repositoryUrl(world, room)}/contents/${path}?ref=${head}`,
    ...(change.patch === undefined ? {} : { patch: change.patch }),
    ...(change.previousPath === undefined ? {} : { previous_filename: change.previousPath }),
  }
}

/** The commit as the `push` event and a workflow run carry it. */
export function showPushedCommit(world: World, room: Room, commit: CommitObject) {
  const known = (side: Signature) => {
    const account = accountByEmail(world, side.email)
    return { name: side.name, email: side.email, ...(account ? { username: account.login } : {}) }
  }
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: message(commit),
    timestamp: commit.committer.date,
    url: `${htmlUrl(world, room)}/commit/${commit.sha}`,
    author: known(commit.author),
    committer: known(commit.committer),
  }
}
