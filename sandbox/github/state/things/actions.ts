/* What is said about commits, and what workflows leave. */

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
