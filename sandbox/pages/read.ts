import type { z } from 'zod'
import { ChangedFile, Comment, Commit, Issue, Pull, Review, Run, Status } from './answers.ts'
import { read, readAll, readAllIn, type Source } from './api.ts'

/** A commit of a pull request with what was said about it, the newest word of each context. */
export interface CheckedCommit extends Commit {
  statuses: Status[]
}

export interface Thread {
  issue: Issue
  comments: Comment[]
  /** Only for pull requests. */
  pull?: PullDetails
}

export interface PullDetails extends z.infer<typeof Pull> {
  commits: CheckedCommit[]
  files: ChangedFile[]
  reviews: z.infer<typeof Review>[]
  /** Runs of workflows on the head, the newest first. */
  runs: Run[]
  /** The commit that brought it in. */
  mergeCommit: Commit | undefined
}

/** Reads every pull request and issue with all that belongs to it, newest first. */
export async function readThreads(source: Source): Promise<Thread[]> {
  const issues = await readIssues(source)
  const threads: Thread[] = []
  for (const issue of issues) threads.push(await readThread(source, issue))
  return threads.sort((a, b) => b.issue.number - a.issue.number)
}

/** All pull requests and issues, without what belongs to them. */
export async function readIssues(source: Source): Promise<Issue[]> {
  return readAll(source, '/issues?state=all&sort=created&direction=desc', Issue)
}

/** Reads one pull request or issue with all that belongs to it. */
export async function readThread(source: Source, issue: Issue): Promise<Thread> {
  const comments = await readAll(source, `/issues/${issue.number}/comments`, Comment)
  if (issue.pull_request === undefined) return { issue, comments }
  return { issue, comments, pull: await readPull(source, issue.number) }
}

async function readPull(source: Source, number: number): Promise<PullDetails> {
  const path = `/pulls/${number}`
  const pull = await read(source, path, Pull)
  const commits: CheckedCommit[] = []
  for (const commit of await readAll(source, `${path}/commits`, Commit))
    commits.push({ ...commit, statuses: await readStatuses(source, commit.sha) })
  return {
    ...pull,
    commits,
    files: await readAll(source, `${path}/files`, ChangedFile),
    runs: await readAllIn(source, {
      path: `/actions/runs?head_sha=${pull.head.sha}`,
      list: 'workflow_runs',
      type: Run,
    }),
    reviews: await readAll(source, `${path}/reviews`, Review),
    mergeCommit:
      pull.merged && pull.merge_commit_sha !== null
        ? await read(source, `/commits/${pull.merge_commit_sha}`, Commit)
        : undefined,
  }
}

async function readStatuses(source: Source, sha: string): Promise<Status[]> {
  const newest = new Map<string, Status>()
  // GitHub lists the newest first.
  for (const status of await readAll(source, `/commits/${sha}/statuses`, Status))
    if (!newest.has(status.context)) newest.set(status.context, status)
  return [...newest.values()].sort((a, b) => (a.context < b.context ? -1 : 1))
}
