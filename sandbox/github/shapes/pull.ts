import type { Room } from '../state/room.ts'
import type { Pull, PullIssue, Review } from '../state/things.ts'
import { roomOf, type World } from '../state/world.ts'
import { association, showLabels } from './issue.ts'
import { htmlUrl, repositoryUrl, showRepository } from './repository.ts'
import { nodeId, showLogin } from './user.ts'

/** A pull request as lists and events carry it. */
export function showPull(world: World, room: Room, issue: PullIssue) {
  const { pull, number } = issue
  const url = `${repositoryUrl(world, room)}/pulls/${number}`
  const issueUrl = `${repositoryUrl(world, room)}/issues/${number}`
  const html = `${htmlUrl(world, room)}/pull/${number}`
  const statuses = `${repositoryUrl(world, room)}/statuses/${pull.head.sha}`
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    url,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issueUrl,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${repositoryUrl(world, room)}/pulls/comments{/number}`,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statuses,
    number,
    state: issue.state,
    locked: false,
    title: issue.title,
    user: showLogin(world, issue.author),
    body: issue.body,
    labels: showLabels(world, room, issue).map((label) => ({
      ...label,
      description: label.description ?? '',
    })),
    milestone: null,
    active_lock_reason: null,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    merged_at: pull.merged?.at ?? null,
    merge_commit_sha: pull.merged?.sha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: showHead(world, pull),
    base: showEnd(world, room, { branch: pull.base.branch, sha: pull.base.sha }),
    _links: {
      self: { href: url },
      html: { href: html },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: `${repositoryUrl(world, room)}/pulls/comments{/number}` },
      commits: { href: `${url}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(room, issue.author),
    auto_merge: null,
    draft: pull.draft,
  }
}

function showEnd(world: World, room: Room, { branch, sha }: { branch: string; sha: string }) {
  const { owner } = room.repository
  return {
    label: `${owner}:${branch}`,
    ref: branch,
    sha,
    user: showLogin(world, owner),
    repo: showRepository(world, room),
  }
}

function showHead(world: World, { head }: Pull) {
  const room = roomOf(world, head.repository)
  if (room) return showEnd(world, room, head)
  throw new Error(`no repository ${head.repository}`)
}

export interface PullFigures {
  mergeable: boolean | null
  state: 'unknown' | 'clean' | 'dirty' | 'blocked' | 'behind' | 'draft' | 'unstable'
  mergeCommit: string | null
  commits: number
  additions: number
  deletions: number
  files: number
}

/** A pull request as `GET /repos/{owner}/{repo}/pulls/{pull_number}` gives it. */
export function showWholePull(world: World, room: Room, issue: PullIssue, figures: PullFigures) {
  const { pull } = issue
  return {
    ...showPull(world, room, issue),
    merge_commit_sha: pull.merged?.sha ?? figures.mergeCommit,
    merged: pull.merged !== null,
    mergeable: figures.mergeable,
    rebaseable: figures.mergeable,
    mergeable_state: figures.state,
    merged_by: pull.merged ? showLogin(world, pull.merged.by) : null,
    comments: room.comments.all().filter((comment) => comment.issue === issue.number).length,
    review_comments: 0,
    maintainer_can_modify: pull.mayMaintainersModify,
    commits: figures.commits,
    additions: figures.additions,
    deletions: figures.deletions,
    changed_files: figures.files,
  }
}

export function showReview(world: World, room: Room, review: Review) {
  const html = `${htmlUrl(world, room)}/pull/${review.pull}#pullrequestreview-${review.id}`
  const pull = `${repositoryUrl(world, room)}/pulls/${review.pull}`
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: showLogin(world, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    _links: { html: { href: html }, pull_request: { href: pull } },
    ...(review.state === 'PENDING' ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commit,
    author_association: association(room, review.author),
  }
}
