import type { ChangedFile, Comment, Commit, Permission, Person, Pull } from '../forge/forge.ts'
import type { Report } from '../gates/report.ts'
import type { Digest } from '../project/digest.ts'
import type { Settings } from '../project/schema/settings.ts'
import type { HistoryEntry, Stages } from '../registry/stages.ts'
import type { VersionManifest } from '../registry/version.ts'
import type { Freeze } from './freeze.ts'
import type { PromotionRecord } from './record.ts'

/** A comment as the event carried it, before anybody could touch it. */
export interface CommentEvent {
  id: number
  body: string
  author: Person
}

/** A comment that may count, with its author's rights as GitHub tells them now. */
export interface CommentFacts {
  /** Null where the comment was read from the list only, as all older ones are. */
  event: CommentEvent | null
  /** The comment as it is now; null when it was deleted. */
  now: Comment | null
  permission: Permission
  /** Whether the author is on the approvers' list of the default branch, teams resolved. */
  approver: boolean
}

/** What lies at the head of the pull request, every digest worked out from the bytes. */
export interface HeadFacts {
  stages: Stages
  /** The last history entry: the one that the change adds. */
  entry: HistoryEntry
  manifest: VersionManifest
  report: Report
  change: Digest
  digests: PromotionRecord['digests']
}

/** Who had a hand in the candidate's code. */
export interface CodeFacts {
  /** Commits after production's code commit, up to the candidate's. */
  commits: readonly Commit[]
  /** Pull requests that brought them in. */
  pulls: readonly Pull[]
  /** Whether the candidate's commit is part of the default branch; null for a rollback, where nobody asks. */
  onDefaultBranch: boolean | null
}

/** All that an approval rests on apart from the comment. */
export interface ChangeFacts {
  /** `owner/name` */
  repository: string
  defaultBranch: string
  pull: Pull
  files: readonly ChangedFile[]
  /** What the promotion run recorded for this head; null where there is nothing. */
  record: PromotionRecord | null
  /** Why the head cannot be read as a change of stage, in words. */
  head: HeadFacts | { damaged: string }
  /** The default branch at the moment of asking. */
  base: {
    sha: string
    stages: Stages | undefined
    /** Digest of the model's policy. */
    policy: Digest
    settings: Settings
  }
  /** What holds the model's promotions; null where nothing does. */
  freeze: Freeze | null
  /** Null where the project allows self-approval, so that nobody needs to know. */
  code: CodeFacts | null
}
