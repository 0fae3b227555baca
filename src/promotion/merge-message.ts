import { type Approval, formatApproval } from '../registry/approval-trailer.ts'
import type { HistoryEntry } from '../registry/stages.ts'

/** Title and message of the commit that a promotion or rollback is merged with. `pawl verify` reads it, offline. */
export function mergeMessage({
  model,
  entry,
  pull,
  approvals,
}: {
  model: string
  entry: HistoryEntry
  pull: number
  approvals: readonly Approval[]
}): { title: string; message: string } {
  const what =
    entry.kind === 'promotion'
      ? `Promote ${model} ${entry.version} to ${entry.stage}`
      : `Roll ${model} back to ${entry.version}`
  const replaces = entry.replaces === null ? 'It is the first.' : `It replaces ${entry.replaces}.`
  const trailers = approvals.map(formatApproval)
  return {
    title: `${what} (#${pull})`,
    message: `${replaces} Entry ${entry.sequence} of registry/${model}/stages.json.\n\n${trailers.join('\n')}`,
  }
}

/** Title of the commit on the pull request's branch. */
export function commitMessage({ model, entry }: { model: string; entry: HistoryEntry }): string {
  return entry.kind === 'promotion'
    ? `Give ${model} ${entry.version} the stage ${entry.stage}`
    : `Put ${model} ${entry.version} back into ${entry.stage}`
}
