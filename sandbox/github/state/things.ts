/** What the sandbox remembers, as it lies in its JSON files. */

export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none'

export interface Account {
  id: number
  login: string
  type: 'User' | 'Organization' | 'Bot'
  /** Commits by this address are this account's. */
  email: string
  createdAt: string
}

export interface Team {
  id: number
  organization: string
  slug: string
  name: string
  members: readonly string[]
}

/** Rights that a `GITHUB_TOKEN` or an app's token can have, as a workflow's `permissions:` names them. */
export type Scope =
  | 'actions'
  | 'administration'
  | 'checks'
  | 'contents'
  | 'issues'
  | 'members'
  | 'pull-requests'
  | 'statuses'

export type Permissions = Readonly<Partial<Record<Scope, 'read' | 'write'>>>

export type Token =
  | { id: number; value: string; kind: 'personal'; login: string }
  | {
      id: number
      value: string
      kind: 'workflow'
      repository: string
      permissions: Permissions
      runId: number
      workflowRef: string | null
      head: string | null
    }

export interface Settings {
  mergeCommits: boolean
  squashMerges: boolean
  rebaseMerges: boolean
  deleteBranchOnMerge: boolean
  /** "Allow GitHub Actions to create and approve pull requests". */
  actionsMayCreatePulls: boolean
}

export interface Protection {
  branch: string
  /** Statuses that must be green; `strict` wants the head to contain the base. */
  statuses: { strict: boolean; contexts: readonly string[] } | null
  reviews: { count: number; dismissStale: boolean } | null
  enforceAdmins: boolean
  allowForcePushes: boolean
  allowDeletions: boolean
}

export interface Repository {
  id: number
  owner: string
  name: string
  private: boolean
  defaultBranch: string
  /** `owner/name` of the repository that this one was forked from. */
  forkOf: string | null
  collaborators: readonly { login: string; role: Role }[]
  settings: Settings
  protections: readonly Protection[]
  createdAt: string
  pushedAt: string
}

/** An issue, or a pull request when `pull` is there: they share their numbers. */
export interface Issue {
  id: number
  number: number
  title: string
  body: string
  state: 'open' | 'closed'
  author: string
  labels: readonly string[]
  createdAt: string
  updatedAt: string
  closedAt: string | null
  closedBy: string | null
  pull: Pull | null
}

export interface Pull {
  id: number
  draft: boolean
  base: { branch: string; sha: string }
  /** `repository` is `owner/name`; `sha` is where the branch stood when it was last seen. */
  head: { repository: string; branch: string; sha: string }
  merged: { at: string; by: string; sha: string; commits: readonly string[] } | null
  mayMaintainersModify: boolean
}

export interface Comment {
  id: number
  issue: number
  body: string
  author: string
  createdAt: string
  updatedAt: string
}

export interface Reaction {
  id: number
  comment: number
  content: '+1' | '-1' | 'laugh' | 'confused' | 'heart' | 'hooray' | 'rocket' | 'eyes'
  author: string
  createdAt: string
}

export interface Review {
  id: number
  pull: number
  author: string
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING'
  body: string
  commit: string
  submittedAt: string
}

export interface Label {
  id: number
  name: string
  color: string
  description: string | null
}

export interface Status {
  id: number
  sha: string
  state: 'pending' | 'success' | 'failure' | 'error'
  context: string
  description: string | null
  targetUrl: string | null
  creator: string
  createdAt: string
}

export interface CheckRun {
  id: number
  sha: string
  name: string
  status: 'queued' | 'in_progress' | 'completed' | 'waiting' | 'requested' | 'pending'
  conclusion:
    | 'action_required'
    | 'cancelled'
    | 'failure'
    | 'neutral'
    | 'success'
    | 'skipped'
    | 'timed_out'
    | null
  startedAt: string
  completedAt: string | null
  externalId: string
  detailsUrl: string | null
  output: { title: string | null; summary: string | null; text: string | null; annotations: number }
}

export interface Workflow {
  id: number
  path: string
  name: string
  createdAt: string
}

export interface Run {
  id: number
  workflow: number
  number: number
  event: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | 'timed_out' | 'action_required' | null
  headSha: string
  headBranch: string
  headRepository: string
  actor: string
  createdAt: string
  updatedAt: string
  /** Inputs of a `workflow_dispatch`. */
  inputs: Readonly<Record<string, unknown>>
  /** What `run-name` says; the first line of the commit's message when absent. */
  title?: string
  /** 1 when absent; a run that waited for approval runs as its second attempt. */
  attempt?: number
}

export interface JobStep {
  number: number
  name: string
  status: 'queued' | 'in_progress' | 'completed'
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null
  startedAt: string | null
  completedAt: string | null
}

/** What a job says about a line of a file, or about itself when `path` is `.github`. */
export interface Annotation {
  level: 'notice' | 'warning' | 'failure'
  path: string
  startLine: number
  endLine: number
  startColumn: number | null
  endColumn: number | null
  title: string | null
  message: string
}

/** A job of a run; its log lies in a file beside the artifacts. On GitHub it is a check run of the same number too. */
export interface Job {
  id: number
  run: number
  attempt: number
  name: string
  sha: string
  status: 'queued' | 'in_progress' | 'completed' | 'pending'
  conclusion: 'success' | 'failure' | 'cancelled' | 'skipped' | null
  createdAt: string
  startedAt: string
  completedAt: string | null
  labels: readonly string[]
  environment: string | null
  steps: readonly JobStep[]
  annotations: readonly Annotation[]
  /** Markdown that its steps wrote, each in turn. */
  summary: string
}

export interface Artifact {
  id: number
  run: number
  job: string
  name: string
  mimeType: string
  size: number
  digest: string | null
  finished: boolean
  createdAt: string
  expiresAt: string
}

export interface Release {
  id: number
  tag: string
  target: string
  name: string | null
  body: string | null
  draft: boolean
  prerelease: boolean
  author: string
  createdAt: string
  publishedAt: string | null
}

export interface Asset {
  id: number
  release: number
  name: string
  label: string | null
  contentType: string
  size: number
  digest: string
  uploader: string
  downloads: number
  createdAt: string
}

/** Something that happened, in the shape of GitHub's webhooks. */
export interface SandboxEvent {
  id: number
  /** `owner/name` of the repository where it happened. */
  repository: string
  name: string
  action?: string
  payload: Readonly<Record<string, unknown>>
  actor: string
  /** Whose token did it: events by a `GITHUB_TOKEN` start no workflow, dispatches excepted. */
  by: 'user' | 'GITHUB_TOKEN'
  at: string
  /** The run that a `workflow_dispatch` has made already. */
  runId?: number
}

/** An issue that is a pull request. */
export type PullIssue = Issue & { pull: Pull }
