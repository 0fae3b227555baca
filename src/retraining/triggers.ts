import { canonicalJson } from '../project/digest.ts'
import type { Trigger } from './decision.ts'

/** What a decision needs to know of a window that was judged. */
export interface JudgedWindow {
  id: string
  version: string
  verdict: 'drift' | 'stable' | 'inconclusive'
  /** Columns that drifted. */
  columns: readonly string[]
  at: string
}

/**
 * What the windows ask for: the newest one that was decided against the version in production, where that is drift.
 * It is asked again on every schedule, so a retraining that was held back is not lost; a later stable window or a new
 * version in production ends it.
 */
export function driftTrigger(given: {
  version: string
  windows: readonly JudgedWindow[]
}): Extract<Trigger, { kind: 'drift' }> | undefined {
  const decided = given.windows
    .filter((window) => window.version === given.version && window.verdict !== 'inconclusive')
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || (a.id < b.id ? -1 : 1))
  const [newest] = decided
  if (newest?.verdict !== 'drift') return undefined
  return { kind: 'drift', window: newest.id, columns: [...newest.columns] }
}

/** The same triggers in one order, each once: what a question is, whoever asks it in whatever order. */
export function canonicalTriggers(triggers: readonly Trigger[]): Trigger[] {
  const byText = new Map(
    triggers
      .map((trigger) =>
        trigger.kind === 'drift' ? { ...trigger, columns: [...new Set(trigger.columns)].sort() } : trigger,
      )
      .map((trigger) => [canonicalJson(trigger), trigger]),
  )
  return [...byText].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, trigger]) => trigger)
}
