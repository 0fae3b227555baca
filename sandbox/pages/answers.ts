import { z } from 'zod'

/* What is read of GitHub's answers. */

const User = z.object({ login: z.string(), type: z.string() }).nullable()
const Time = z.string()

const Reactions = z.record(z.string(), z.unknown()).optional()

export const Issue = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.enum(['open', 'closed']),
  user: User,
  labels: z.array(z.object({ name: z.string(), color: z.string() })),
  comments: z.int(),
  created_at: Time,
  closed_at: Time.nullable(),
  closed_by: User.optional(),
  html_url: z.string(),
  pull_request: z.unknown().optional(),
})
export type Issue = z.infer<typeof Issue>

export const Comment = z.object({
  body: z.string(),
  user: User,
  created_at: Time,
  updated_at: Time,
  reactions: Reactions,
})
export type Comment = z.infer<typeof Comment>

export const Review = z.object({
  body: z.string(),
  user: User,
  state: z.string(),
  submitted_at: Time.optional(),
})

export const Pull = z.object({
  draft: z.boolean().optional(),
  merged: z.boolean(),
  merged_at: Time.nullable(),
  merged_by: User,
  merge_commit_sha: z.string().nullable(),
  additions: z.int(),
  deletions: z.int(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string(), sha: z.string() }),
})

export const Commit = z.object({
  sha: z.string(),
  author: User.optional(),
  commit: z.object({
    message: z.string(),
    author: z.object({ name: z.string(), date: Time }),
    committer: z.object({ date: Time }),
  }),
})
export type Commit = z.infer<typeof Commit>

export const Status = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string(),
  description: z.string().nullable(),
  target_url: z.string().nullable(),
})
export type Status = z.infer<typeof Status>

export const ChangedFile = z.object({
  filename: z.string(),
  previous_filename: z.string().optional(),
  status: z.string(),
  additions: z.int(),
  deletions: z.int(),
  patch: z.string().optional(),
})
export type ChangedFile = z.infer<typeof ChangedFile>

export const Run = z.object({
  id: z.int(),
  name: z.string(),
  display_title: z.string(),
  path: z.string(),
  run_number: z.int(),
  event: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  head_branch: z.string(),
  head_sha: z.string(),
  html_url: z.string(),
  created_at: Time,
  updated_at: Time,
  actor: User,
})
export type Run = z.infer<typeof Run>

const Step = z.object({
  number: z.int(),
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  started_at: Time.nullable(),
  completed_at: Time.nullable(),
})

export const Job = z.object({
  id: z.int(),
  name: z.string(),
  html_url: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  started_at: Time,
  completed_at: Time.nullable(),
  steps: z.array(Step),
})
export type Job = z.infer<typeof Job>

export const Annotation = z.object({
  path: z.string(),
  start_line: z.int(),
  annotation_level: z.string(),
  message: z.string(),
})
export type Annotation = z.infer<typeof Annotation>

export const Artifact = z.object({ id: z.int(), name: z.string(), size_in_bytes: z.int() })
export type Artifact = z.infer<typeof Artifact>
