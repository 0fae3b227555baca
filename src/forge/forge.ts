/** What Pawl needs of the place where the repository lives. `src/github` is the one implementation. */

export type Permission = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'
export type StatusState = 'pending' | 'success' | 'failure' | 'error'

export interface Person {
  login: string
  type: 'User' | 'Bot' | 'Organization'
}

export interface Pull {
  number: number
  title: string
  body: string
  state: 'open' | 'closed'
  merged: boolean
  draft: boolean
  author: Person
  head: { sha: string; branch: string; repository: string | null }
  base: { sha: string; branch: string }
  /** null while GitHub is still working it out. */
  mergeable: boolean | null
  mergedBy: string | null
  mergeCommit: string | null
  url: string
}

export interface ChangedFile {
  path: string
  /** Where it was before a rename. */
  previousPath?: string
  status: 'added' | 'modified' | 'removed' | 'renamed' | 'copied' | 'changed' | 'unchanged'
  /** Git blob id of the new content. */
  blob: string
}

export interface Commit {
  sha: string
  message: string
  /** Logins behind author and committer; null where an address belongs to nobody known. */
  author: Person | null
  committer: Person | null
  authorEmail: string
  parents: readonly string[]
}

export interface Comment {
  id: number
  body: string
  author: Person
  createdAt: string
  updatedAt: string
  url: string
}

export interface Issue {
  number: number
  title: string
  body: string
  state: 'open' | 'closed'
  author: Person
  labels: readonly string[]
  isPull: boolean
  url: string
}

/** A file to write; `content: null` removes it. */
export interface FileChange {
  path: string
  content: string | Uint8Array | null
}

export type MergeOutcome =
  /** `found`: it was merged when we looked, by a call of ours whose answer was lost, or by somebody else. */
  | { merged: true; sha: string; found: boolean }
  /** 409: the head moved; 405: not mergeable, protected, conflicting; GitHub's own words in `message`. */
  | { merged: false; cause: 'head-moved' | 'not-mergeable'; message: string }

export interface Repository {
  owner: string
  name: string
  defaultBranch: string
  private: boolean
  merges: { merge: boolean; squash: boolean; rebase: boolean }
}

export interface Forge {
  /** Login of the one whose token this is, such as `github-actions[bot]`. */
  me(): Promise<Person>
  repository(): Promise<Repository>
  permission(login: string): Promise<Permission>
  /** Logins of a team's members, by `org/team`. */
  teamMembers(team: string): Promise<readonly string[]>

  /** Commit that a branch points to, or undefined when there is no such branch. */
  branchHead(branch: string): Promise<string | undefined>
  /** Content of a file at a commit or branch, or undefined. */
  file(path: string, ref: string): Promise<Uint8Array | undefined>
  /** Paths and blob ids of all files below a folder at a commit or branch; none where there is no such branch. */
  tree(folder: string, ref: string): Promise<readonly { path: string; blob: string }[]>
  /** Commits reachable from head and not from base; with base null, all of head's history. Oldest first. */
  commitsBetween(base: string | null, head: string): Promise<readonly Commit[]>
  /** Pull requests that brought some commits in; undefined where it would take too many requests to tell. */
  pullsOfCommits(commits: readonly string[]): Promise<readonly Pull[] | undefined>
  /**
   * Makes one commit of some files on a branch by compare-and-swap: `expected` is the commit that the branch must
   * point to now, null when it must not exist. More parents make a merge. Refs are never forced.
   */
  commit(change: {
    branch: string
    expected: string | null
    /** Commit whose tree is built on; null for an empty tree. */
    onto: string | null
    parents: readonly string[]
    message: string
    files: readonly FileChange[]
  }): Promise<{ moved: false; sha: string } | { moved: true }>
  deleteBranch(branch: string): Promise<void>

  pull(number: number): Promise<Pull>
  /** Open pull requests by head branch of this repository, or by head commit of any. */
  pullsByHead(head: { branch: string } | { sha: string; repository: string }): Promise<readonly Pull[]>
  /** All open pull requests, newest first, or closed ones that changed since a time (ISO 8601), newest change first. */
  pulls(wanted: { state: 'open' } | { state: 'closed'; since: string }): Promise<readonly Pull[]>
  pullFiles(number: number): Promise<readonly ChangedFile[]>
  createPull(pull: { title: string; body: string; head: string; base: string }): Promise<Pull>
  updatePull(
    number: number,
    change: { title?: string; body?: string; state?: 'open' | 'closed' },
  ): Promise<void>
  merge(
    number: number,
    merge: { sha: string; method: 'merge' | 'squash'; title: string; message: string },
  ): Promise<MergeOutcome>

  issue(number: number): Promise<Issue>
  /** Open issues that carry a label. */
  issues(label: string): Promise<readonly Issue[]>
  createIssue(issue: { title: string; body: string; labels: readonly string[] }): Promise<Issue>
  updateIssue(
    number: number,
    change: { title?: string; body?: string; state?: 'open' | 'closed' },
  ): Promise<void>

  comment(id: number): Promise<Comment | undefined>
  /** All comments of an issue or pull request, oldest first. */
  comments(number: number): Promise<readonly Comment[]>
  /** Comments of all issues and pull requests that were written or edited since a time (ISO 8601), with their issue's number. */
  commentsSince(since: string): Promise<readonly (Comment & { issue: number })[]>
  createComment(number: number, body: string): Promise<Comment>
  updateComment(id: number, body: string): Promise<void>
  deleteComment(id: number): Promise<void>
  /** Best effort: a reaction that fails is not an error. */
  react(commentId: number, reaction: 'eyes' | 'rocket' | '+1' | '-1' | 'confused'): Promise<void>
  reactions(commentId: number): Promise<readonly { by: string; reaction: string }[]>

  /**
   * Keeps bytes that are too big for a commit as an asset of a release, and gives the address they are downloaded from.
   * The same name is the same content: what is there already is not sent again.
   */
  storeAsset(asset: { release: string; name: string; bytes: Uint8Array }): Promise<{ location: string }>
  /**
   * Bytes that `storeAsset` kept, by the address it gave; undefined where this repository has no such asset of that
   * size. Unlike the address itself this works in a private repository.
   */
  asset(wanted: { location: string; bytes: number }): Promise<Uint8Array | undefined>

  setStatus(
    sha: string,
    status: { state: StatusState; context: string; description: string; url?: string },
  ): Promise<void>
  dispatch(event: string, payload: Record<string, unknown>): Promise<void>
}
