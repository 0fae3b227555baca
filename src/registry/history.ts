import type { MergedEntry } from './approved-history.ts'
import type { HistoryEntry, Stages } from './stages.ts'

/** One change of stage as a person reads it. */
export interface HistoryRow {
  sequence: number
  /** When it reached the default branch, or when it was written where git was not asked. */
  at: string
  kind: HistoryEntry['kind']
  version: string
  stage: string
  replaces: string | null
  /** Who or what asked for it, and why. */
  actor: string
  reason: string
  /** Who approved, with their reasons; null where git was not asked. */
  approvals: readonly { by: string; because: string | null }[] | null
  evidence: HistoryEntry['evidence']
  /** Commit of the default branch that brought it; null where git was not asked. */
  commit: string | null
}

/** The history of a model, oldest first: who, why, on which evidence. `merged` is what `verifyApprovals` read from git. */
export function historyRows(
  stages: Stages,
  { merged, until }: { merged?: readonly MergedEntry[]; until?: string } = {},
): HistoryRow[] {
  const rows = stages.history.map((entry, index): HistoryRow => {
    const found = merged?.[index]
    return {
      sequence: entry.sequence,
      at: found?.date ?? entry.at,
      kind: entry.kind,
      version: entry.version,
      stage: entry.stage,
      replaces: entry.replaces,
      actor: entry.actor,
      reason: entry.reason,
      approvals: found === undefined ? null : found.approvals.map(({ by, because }) => ({ by, because })),
      evidence: entry.evidence,
      commit: found?.commit ?? null,
    }
  })
  if (until === undefined) return rows
  const limit = Date.parse(until)
  if (Number.isNaN(limit)) throw new Error(`${until} is not a time`)
  return rows.filter((row) => Date.parse(row.at) <= limit)
}

/** Times at which entries reached the default branch, by sequence, as `versionAt` takes them. */
export function effectiveTimes(merged: readonly MergedEntry[]): Map<number, string> {
  return new Map(merged.map(({ entry, date }) => [entry.sequence, date]))
}

/** The rows as a plain text table for a terminal. Control characters in names and reasons become blanks. */
export function historyTable(rows: readonly HistoryRow[]): string {
  const cells = rows.map((row) => [
    row.at.slice(0, 16).replace('T', ' '),
    row.kind,
    row.version,
    `${row.stage}${row.replaces === null ? '' : ` (was ${row.replaces})`}`,
    row.actor,
    row.approvals === null ? '' : row.approvals.map(({ by }) => by).join(', '),
    whyOf(row),
    row.evidence.report?.slice(7, 19) ?? 'none',
  ])
  const head = ['WHEN', 'WHAT', 'VERSION', 'STAGE', 'ASKED BY', 'APPROVED BY', 'WHY', 'REPORT']
  const lines = [head, ...cells].map((line) => line.map(oneLine))
  const widths = head.map((_, column) => Math.max(...lines.map((line) => [...(line[column] ?? '')].length)))
  return lines
    .map((line) => line.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - [...cell].length)))
    .map((line) => `${line.join('  ').trimEnd()}\n`)
    .join('')
}

function whyOf({ reason, approvals }: HistoryRow): string {
  const because = (approvals ?? []).flatMap((one) =>
    // Who asks for a rollback approves it with the same words.
    one.because === null || one.because === reason ? [] : [`${one.by}: ${one.because}`],
  )
  return [reason, ...because].join('; ')
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
}
