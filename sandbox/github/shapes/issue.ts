import type { Room } from '../state/room.ts'
import type { Comment, Issue, Label, Reaction } from '../state/things.ts'
import type { World } from '../state/world.ts'
import { htmlUrl, repositoryUrl } from './repository.ts'
import { nodeId, showLogin } from './user.ts'

export function showLabel(world: World, room: Room, label: Label) {
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: `${repositoryUrl(world, room)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    description: label.description,
    color: label.color,
    default: false,
  }
}

/** Labels of an issue, in the order in which they were put there. */
export function showLabels(world: World, room: Room, issue: Issue) {
  const labels = issue.labels.map((name) => room.labels.all().find((label) => label.name === name))
  return labels.filter((label) => label !== undefined).map((label) => showLabel(world, room, label))
}

/** What somebody is to a repository, roughly: GitHub warns against taking it for a permission, and so do we. */
export function association(room: Room, login: string) {
  const { owner, collaborators } = room.repository
  if (owner === login) return 'OWNER' as const
  return collaborators.some((one) => one.login === login) ? ('COLLABORATOR' as const) : ('NONE' as const)
}

export function showIssue(world: World, room: Room, issue: Issue) {
  const url = `${repositoryUrl(world, room)}/issues/${issue.number}`
  const pull = `${repositoryUrl(world, room)}/pulls/${issue.number}`
  const html = `${htmlUrl(world, room)}/${issue.pull ? 'pull' : 'issues'}/${issue.number}`
  return {
    id: issue.id,
    node_id: nodeId('Issue', issue.id),
    url,
    repository_url: repositoryUrl(world, room),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: html,
    number: issue.number,
    state: issue.state,
    state_reason: issue.state === 'closed' ? ('completed' as const) : null,
    title: issue.title,
    body: issue.body,
    user: showLogin(world, issue.author),
    labels: showLabels(world, room, issue),
    assignee: null,
    assignees: [],
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: room.comments.all().filter((comment) => comment.issue === issue.number).length,
    closed_at: issue.closedAt,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_by: issue.closedBy === null ? null : showLogin(world, issue.closedBy),
    author_association: association(room, issue.author),
    reactions: showReactions(url, []),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: null,
    ...(issue.pull
      ? {
          draft: issue.pull.draft,
          pull_request: {
            url: pull,
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
            merged_at: issue.pull.merged?.at ?? null,
          },
        }
      : {}),
  }
}

export function showComment(world: World, room: Room, comment: Comment) {
  const url = `${repositoryUrl(world, room)}/issues/comments/${comment.id}`
  const isPull = room.issues.get(comment.issue)?.pull
  const html = `${htmlUrl(world, room)}/${isPull ? 'pull' : 'issues'}/${comment.issue}`
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url,
    html_url: `${html}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(world, room)}/issues/${comment.issue}`,
    body: comment.body,
    user: showLogin(world, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(room, comment.author),
    reactions: showReactions(
      url,
      room.reactions.all().filter((reaction) => reaction.comment === comment.id),
    ),
    performed_via_github_app: null,
  }
}

function showReactions(url: string, reactions: readonly Reaction[]) {
  const count = (content: Reaction['content']) => reactions.filter((one) => one.content === content).length
  return {
    url: `${url}/reactions`,
    total_count: reactions.length,
    '+1': count('+1'),
    '-1': count('-1'),
    laugh: count('laugh'),
    hooray: count('hooray'),
    confused: count('confused'),
    heart: count('heart'),
    rocket: count('rocket'),
    eyes: count('eyes'),
  }
}

export function showReaction(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: showLogin(world, reaction.author),
    content: reaction.content,
    created_at: reaction.createdAt,
  }
}
