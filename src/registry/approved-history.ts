import type { Settings } from '../project/schema/settings.ts'
import { type Approval, approvalsIn } from './approval-trailer.ts'
import { entryDigest } from './chain.ts'
import { type Finding, restoreHint } from './finding.ts'
import { HistoryEntry } from './stages.ts'

/** A state of one model's `stages.json` on the default branch, with the commit that brought it. */
export interface StagesCommit {
  commit: string
  date: string
  message: string
  parents: readonly string[]
  /** Null where the commit removed the file. */
  content: Uint8Array | null
  /** Settings of the project before the commit, or why they cannot be read. */
  settings: Settings | string
}

/** A history entry with what git says about it. */
export interface MergedEntry {
  entry: HistoryEntry
  commit: string
  /** When it reached the default branch. */
  date: string
  approvals: readonly Approval[]
}

/**
 * Follows a model's `stages.json` through the commits of the default branch, oldest first: each entry must have come
 * with a commit whose message carries its approvals, and must have stayed as it was ever after.
 */
export function followHistory(
  { model, file }: { model: string; file: string },
  commits: readonly StagesCommit[],
): { merged: MergedEntry[]; findings: Finding[] } {
  const merged: MergedEntry[] = []
  const texts: string[] = []
  const findings: Finding[] = []
  let broken: Finding[] = []
  const found = (message: string, hint = restoreHint(file)): Finding => {
    const finding: Finding = { level: 'error', model, file, message, hint }
    findings.push(finding)
    return finding
  }
  for (const commit of commits) {
    const short = commit.commit.slice(0, 10)
    const history = historyOf(commit)
    const added = typeof history === 'string' ? [] : history.slice(merged.length).map(asEntry)
    if (typeof history === 'string' || added.includes(undefined)) {
      broken.push(found(`${typeof history === 'string' ? history : 'it cannot be read'} at commit ${short}`))
      continue
    }
    const altered = texts.findIndex((text, index) => text !== JSON.stringify(history[index]))
    if (altered !== -1) {
      broken.push(found(`entry ${altered + 1} was altered or removed by commit ${short}`))
      continue
    }
    for (const finding of broken) {
      finding.level = 'warn'
      finding.message += `; commit ${short} mended it`
    }
    broken = []
    for (const entry of added) {
      if (entry === undefined) continue
      const approvals = approvalsOf(entry, commit)
      for (const problem of approvalProblems({ entry, approvals, commit }))
        found(
          `entry ${entry.sequence} (${entry.version} to ${entry.stage}) came with commit ${short}: ${problem}`,
          'if nobody approved it, roll back; a change of stage must come through a pull request that Pawl merged',
        )
      texts.push(JSON.stringify(history[merged.length]))
      merged.push({ entry, commit: commit.commit, date: commit.date, approvals })
    }
  }
  return { merged, findings }
}

/** Entries as they were written. Only new ones are looked at closely: there are many states of a long history. */
function historyOf({ content }: StagesCommit): readonly unknown[] | string {
  if (content === null) return 'it was removed'
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
    const history =
      value !== null && typeof value === 'object' && 'history' in value ? value.history : undefined
    return Array.isArray(history) ? history : 'it cannot be read'
  } catch {
    return 'it cannot be read'
  }
}

function asEntry(value: unknown): HistoryEntry | undefined {
  const result = HistoryEntry.safeParse(value)
  return result.success ? result.data : undefined
}

function approvalsOf(entry: HistoryEntry, { message }: StagesCommit): Approval[] {
  const digest = entryDigest(entry)
  return approvalsIn(message).filter((approval) => approval.entry === digest)
}

function approvalProblems({
  entry,
  approvals,
  commit,
}: {
  entry: HistoryEntry
  approvals: readonly Approval[]
  commit: StagesCommit
}): string[] {
  const { settings, parents } = commit
  if (typeof settings === 'string') return [`how many approvals it needed cannot be told: ${settings}`]
  const problems: string[] = []
  const needed = approvalsNeeded(entry.kind, settings)
  const people = new Set(approvals.map(({ by }) => by.toLowerCase()))
  if (people.size < needed)
    problems.push(`its message carries the approval of ${people.size} of ${needed} people for this entry`)
  for (const approval of approvals) {
    const { by } = approval
    if (approval.report !== entry.evidence.report) problems.push(`${by} approved another report`)
    if (approval.policy !== entry.evidence.policy) problems.push(`${by} approved under another policy`)
    if (parents.length > 1 && parents[1] !== approval.head)
      problems.push(`${by} approved the commit ${approval.head.slice(0, 10)}, which is not what was merged`)
    if (!mayApprove(by, settings)) problems.push(`${by} was not on the list of approvers`)
  }
  return problems
}

/** How many people a change of stage needs. A rollback needs one, unless the project asks for a second person. */
export function approvalsNeeded(kind: HistoryEntry['kind'], settings: Settings): number {
  if (kind === 'rollback' && !settings.rollback['second-person']) return 1
  return settings.approvals.required
}

/** Offline nobody knows who was in a team, so with a team on the list everybody may have been on it. */
function mayApprove(login: string, { approvals }: Settings): boolean {
  return approvals.from.some((name) => name.includes('/') || name.toLowerCase() === login.toLowerCase())
}
