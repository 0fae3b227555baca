import type { components } from '@octokit/openapi-types'
import type { ChangedFile, Comment, Commit, Issue, Person, Pull } from '../forge/forge.ts'

type Schemas = components['schemas']

/** GitHub's account of a deleted user. */
const ghost: Person = { login: 'ghost', type: 'User' }

export function toPerson(user: { login: string; type: string } | null | undefined): Person {
  if (!user) return ghost
  return { login: user.login, type: user.type === 'Bot' || user.type === 'Organization' ? user.type : 'User' }
}

export function toPull(pull: Schemas['pull-request'] | Schemas['pull-request-simple']): Pull {
  return {
    number: pull.number,
    title: pull.title,
    body: pull.body ?? '',
    state: pull.state === 'open' ? 'open' : 'closed',
    merged: pull.merged_at !== null,
    draft: pull.draft ?? false,
    author: toPerson(pull.user),
    head: { sha: pull.head.sha, branch: pull.head.ref, repository: pull.head.repo?.full_name ?? null },
    base: { sha: pull.base.sha, branch: pull.base.ref },
    mergeable: 'mergeable' in pull ? (pull.mergeable ?? null) : null,
    mergedBy: 'merged_by' in pull ? (pull.merged_by?.login ?? null) : null,
    mergeCommit: pull.merge_commit_sha,
    url: pull.html_url,
  }
}

export function toChangedFile(file: Schemas['diff-entry']): ChangedFile {
  return {
    path: file.filename,
    ...(file.previous_filename === undefined ? {} : { previousPath: file.previous_filename }),
    status: file.status,
    blob: file.sha ?? '',
  }
}

export function toCommit(commit: Schemas['commit']): Commit {
  return {
    sha: commit.sha,
    message: commit.commit.message,
    author: knownPerson(commit.author),
    committer: knownPerson(commit.committer),
    authorEmail: commit.commit.author?.email ?? '',
    parents: commit.parents.map(({ sha }) => sha),
  }
}

/** null where GitHub could not tell who stands behind an address (it answers null or an empty object). */
function knownPerson(user: Schemas['commit']['author']): Person | null {
  return user && typeof user.login === 'string'
    ? toPerson({ login: user.login, type: String(user.type) })
    : null
}

export function toComment(comment: Schemas['issue-comment']): Comment {
  return {
    id: Number(comment.id),
    body: comment.body ?? '',
    author: toPerson(comment.user),
    createdAt: comment.created_at,
    updatedAt: comment.updated_at,
    url: comment.html_url,
  }
}

export function toIssue(issue: Schemas['issue']): Issue {
  return {
    number: issue.number,
    title: issue.title,
    body: issue.body ?? '',
    state: issue.state === 'open' ? 'open' : 'closed',
    author: toPerson(issue.user),
    labels: issue.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? ''))),
    isPull: issue.pull_request !== undefined,
    url: issue.html_url,
  }
}
