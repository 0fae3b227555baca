import type { DriftReport } from '../drift/report.ts'
import type { Issue, Person } from '../forge/forge.ts'
import { type AlertMark, alertMark, readAlertMark, recoveryMark } from './marker.ts'

/** The label of every issue that alerts: open issues are found by it. */
export const alertLabel = 'pawl-alert'

/** What there is to tell: a window was judged, or the version in production was trained on all there is. */
export type Finding = { finding: 'report'; report: DriftReport } | { finding: 'nothing-new'; version: string }

/**
 * What to do about a model's issue. The text is written elsewhere; `mark` is to be the first line of the issue's body,
 * and of the comment that closes it: where a comment of ours with that line stands already, none is added.
 * `duplicates` are further open issues about the same, which two jobs at once can leave, and are to be closed.
 */
export type AlertDecision =
  | { action: 'open'; mark: string; labels: readonly string[]; report: DriftReport }
  | { action: 'update'; issue: number; mark: string; report: DriftReport; duplicates: readonly number[] }
  | { action: 'close'; issue: number; mark: string; because: Recovery; duplicates: readonly number[] }
  | { action: 'nothing'; reason: string; duplicates: readonly number[] }

/** Why an alert is over: the newest window is stable, or production has learnt from the data that drifted. */
export type Recovery = { recovery: 'stable'; report: DriftReport } | { recovery: 'trained'; version: string }

/**
 * One issue per model and cause: opened by drift, updated by drift in another window, closed by a stable window or by a
 * production version that was trained on the data. An inconclusive window changes nothing, and the same window is
 * told once, so a job that was killed can be run again.
 *
 * An issue is ours only when we wrote it: a mark in anyone else's is text.
 */
export function decideAlert(given: {
  model: string
  finding: Finding
  /** Open issues with the label. */
  issues: readonly Issue[]
  /** Whose token this is. */
  me: Person
}): AlertDecision {
  const { model, finding, issues, me } = given
  const [first, ...further] = ownAlerts({ model, issues, me })
  const duplicates = further.map(({ number }) => number)
  const nothing = (reason: string): AlertDecision => ({ action: 'nothing', reason, duplicates })
  const close = (issue: number, because: Recovery): AlertDecision => ({
    action: 'close',
    issue,
    mark: recoveryMark({ model, cause: 'drift' }),
    because,
    duplicates,
  })

  if (finding.finding === 'nothing-new') {
    if (first === undefined) return nothing('no data is new and no issue is open')
    return close(first.number, { recovery: 'trained', version: finding.version })
  }

  const { report } = finding
  if (report.model !== model) throw new Error(`a report about ${report.model} cannot alert for ${model}`)
  if (report.verdict === 'inconclusive') return nothing('the window is inconclusive')
  if (report.verdict === 'stable') {
    if (first === undefined) return nothing('the window is stable and no issue is open')
    return close(first.number, { recovery: 'stable', report })
  }
  const mark = alertMark({ model, cause: 'drift', window: report.window.id })
  if (first === undefined) return { action: 'open', mark, labels: [alertLabel], report }
  if (first.mark.window === report.window.id) return nothing('the issue speaks of this window already')
  return { action: 'update', issue: first.number, mark, report, duplicates }
}

/** Open issues about the drift of a model that we wrote, oldest first. */
function ownAlerts(given: {
  model: string
  issues: readonly Issue[]
  me: Person
}): { number: number; mark: AlertMark }[] {
  const { model, issues, me } = given
  return issues
    .filter((issue) => issue.state === 'open' && !issue.isPull)
    .filter(({ author }) => author.login === me.login && author.type === me.type)
    .flatMap(({ number, body }) => {
      const mark = readAlertMark(body)
      return mark?.model === model && mark.cause === 'drift' ? [{ number, mark }] : []
    })
    .sort((a, b) => a.number - b.number)
}
