import type { Report } from '../gates/report.ts'
import type { HistoryEntry } from '../registry/stages.ts'
import type { PromotionRecord } from './record.ts'

/**
 * What Pawl says on pull requests about promotions and rollbacks: a port that `report/` implements. Each function turns
 * data into the markdown of one body or comment (titles and `statusLine` into plain text of one line). Every string in
 * the data is hostile, names and reasons included; escaping is the implementation's part. Markers by which Pawl finds
 * its own comments again are added by the caller, before the text.
 */
export interface Texts {
  promotionTitle(promotion: PromotionShown): string
  promotionBody(promotion: PromotionShown): string
  rollbackTitle(rollback: RollbackShown): string
  rollbackBody(rollback: RollbackShown): string
  /** An approval counted; `approvals.have` of `approvals.required` are there now. */
  accepted(answer: AcceptedShown): string
  /** A command was understood and not done. */
  refused(answer: RefusedShown): string
  /** An approver agreed to what a change edits of the policy. */
  policyAgreed(answer: PolicyAgreedShown): string
  /** An approver rejected the change; the pull request is closed. */
  rejected(answer: RejectedShown): string
  /** The change is merged: the version holds the stage now. */
  merged(answer: MergedShown): string
  /** A newer candidate took the place of the one that this pull request proposed, on the same branch. */
  superseded(answer: SupersededShown): string
  /** Another change of the model was merged first, so this one was built anew; approvals so far are void. */
  rebuilt(answer: RebuiltShown): string
  /** A rollback was asked for in a comment; says where its pull request is. */
  rollbackOpened(answer: RollbackOpenedShown): string
  /** A retraining was asked for in a comment and its workflow is told. */
  retrainingAsked(answer: RetrainingAskedShown): string
  /** An approver holds the promotions of a model. */
  frozen(answer: FrozenShown): string
  unfrozen(answer: FrozenShown): string
  /** What to add to model.yaml so that a gate is waived. */
  waiverToAdd(answer: WaiverShown): string
  /** The commands with one line each, and which may be used by whom. */
  help(help: HelpShown): string
  /** A line starts like a command and is not one. */
  commandError(error: CommandErrorShown): string
}

/** Who has to approve, as the default branch says. */
export interface ApprovalRules {
  required: number
  /** Logins and `org/team` names. */
  from: readonly string[]
  self: 'refuse' | 'allow'
}

export interface PromotionShown {
  model: string
  version: string
  stage: string
  /** Version that holds the stage now and would be archived; null for a first version. */
  replaces: string | null
  /** `pass`, `warn` or `inconclusive` of the evidence; `inconclusive` also where it compares with another version than `replaces`. */
  verdict: string
  /** Why the verdict, in one sentence. */
  reason: string
  /** The evidence, whole. */
  report: Report
  entry: HistoryEntry
  digests: PromotionRecord['digests']
  /** Digest over path and bytes of every file of the change. */
  change: string
  /** Commit that `/approve` has to name; its first 7 digits are enough. */
  head: string
  /** Commits whose authors may not approve. */
  code: PromotionRecord['code']
  /** Who dispatched or commanded the run; null for a push, merge or schedule. */
  starter: string | null
  /** True where `/approve <sha>` must end in `because …`. */
  needsReason: boolean
  approvals: ApprovalRules
}

export interface RollbackShown {
  model: string
  stage: string
  /** Version that holds the stage now. */
  from: string
  /** Version that it goes back to. */
  to: string
  /** Who asked, and why, in their words. */
  actor: string
  reason: string
  entry: HistoryEntry
  digests: PromotionRecord['digests']
  head: string
  /** True where the one who asked cannot approve alone. */
  secondPerson: boolean
  approvals: ApprovalRules
}

export interface AcceptedShown {
  by: string
  because: string | null
  model: string
  version: string
  stage: string
  head: string
  approvals: { have: number; required: number; by: readonly string[] }
  /** Remarks that a reader must see: authors that GitHub does not know, self-approval allowed. */
  notes: readonly string[]
}

export interface RefusedShown {
  by: string
  /** The command as it was written, one line. */
  command: string
  /** One of `RefusalCode`. */
  code: string
  /** What is wrong and what to do, in plain text; it may hold names from outside. */
  message: string
}

export interface PolicyAgreedShown {
  by: string
  because: string | null
  models: readonly string[]
  head: string
  have: number
  required: number
}

export interface RejectedShown {
  by: string
  because: string | null
  model: string
  version: string
}

export interface MergedShown {
  kind: 'promotion' | 'rollback'
  model: string
  version: string
  stage: string
  replaces: string | null
  /** Commit on the default branch. */
  commit: string
  approvals: readonly { by: string; because: string | null; comment: number }[]
}

export interface SupersededShown {
  model: string
  version: string
  /** Run that was proposed, and the one that is proposed now. */
  from: { run: string | null; head: string }
  to: { run: string | null; head: string }
}

export interface RebuiltShown {
  model: string
  version: string
  stage: string
  /** What was merged in between. */
  winner: { kind: 'promotion' | 'rollback'; version: string; sequence: number }
  head: string
  /** Set where the evidence compares with a version that is not in production any more: approving takes a reason. */
  staleEvidence: { comparedWith: string | null; production: string | null } | null
}

export interface RollbackOpenedShown {
  by: string
  model: string
  from: string
  to: string
  pull: number
  url: string
  /** True where an approver still has to say `/approve <sha>` there. */
  needsApproval: boolean
  head: string
}

export interface RetrainingAskedShown {
  by: string
  model: string
  reason: string
  /** Address of the page with the workflow runs that dispatches start; null where it is not known. */
  runs: string | null
}

export interface FrozenShown {
  by: string
  model: string
  because: string | null
}

export interface WaiverShown {
  by: string
  model: string
  gate: string
  /** The lines to add, and the file that they belong in. */
  yaml: string
  path: string
  /** Where the file is edited; null where nobody knows. */
  edit: string | null
  /** Whether the file has waivers, so that the lines go below them. */
  hasWaivers: boolean
  /** Who may agree to it: logins and `org/team` names. */
  approvers: readonly string[]
}

export interface CommandShown {
  /** `/approve <sha> [because …]` */
  usage: string
  summary: string
}

export interface HelpShown {
  by: string
  commands: readonly CommandShown[]
}

export interface CommandErrorShown {
  by: string
  /** The line as it was written. */
  line: string
  /** What is wrong, in plain text. */
  problem: string
  usage: string
}
