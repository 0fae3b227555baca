/* Issues and pull requests, and what is said in them. */

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

/** An issue that is a pull request. */
export type PullIssue = Issue & { pull: Pull }
