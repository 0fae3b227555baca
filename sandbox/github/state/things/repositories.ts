import type { Role } from './people.ts'

/* A repository with its settings, and its releases. */

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
