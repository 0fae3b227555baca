import type { Workflow } from '../workflow/model.ts'

/** What an event starts: one workflow, on one commit. */
export interface Start {
  /** `owner/name`. */
  repository: string
  workflow: Workflow
  /** Commit that the workflow file is from. */
  workflowSha: string
  event: { name: string; action: string | undefined; payload: Readonly<Record<string, unknown>> }
  /** `GITHUB_SHA` and `GITHUB_REF`. */
  sha: string
  ref: string
  /** `GITHUB_HEAD_REF` and `GITHUB_BASE_REF`, for pull requests. */
  headRef: string
  baseRef: string
  /** What the run is about, as its record says. */
  head: { sha: string; branch: string; repository: string }
  actor: string
  /** From a fork: a token that reads, and no secrets. */
  fromFork: boolean
  /** A run for which somebody with write access must say yes first. */
  needsApproval: boolean
  inputs: Readonly<Record<string, unknown>>
  /** So many runs deep in a chain of `workflow_run`. */
  depth: number
  /** The run that a dispatch has put on record already. */
  runId: number | undefined
}
