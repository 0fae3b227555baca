import type { Figure } from '../evaluation/metrics.ts'
import { endsOf } from '../evaluation/uncertainty.ts'
import type { Verdict } from '../project/verdict.ts'
import { type Gate, limitOf } from './gate.ts'
import type { Measure } from './measure.ts'
import type { GateResult } from './report.ts'

/** What is said of a gate. */
export interface Said {
  verdict: Verdict
  reason: string
  /** About how many rows would decide. */
  needed?: number
  /** One-sided bounds of the change that was judged. */
  bounds?: { low: number; high: number }
}

/** The parts that every result has: figures as far as they are defined, interval, limit. */
export function resultOf(
  gate: Gate,
  { measure, firstVersion }: { measure: Measure; firstVersion: boolean },
  { verdict, reason, needed, bounds }: Said,
): GateResult {
  const candidate = finite(measure.candidate())
  const production = finite(measure.production())
  return {
    gate: gate.id,
    metric: gate.metric,
    ...(measure.slice !== undefined && { slice: measure.slice }),
    ...(measure.class !== undefined && { class: measure.class }),
    rule: gate.test.rule,
    candidate,
    ...(!(firstVersion || measure.against || measure.owed) && {
      production,
      change: candidate === null || production === null ? null : candidate - production,
    }),
    interval: shownInterval(gate, measure),
    ...(bounds && { bounds }),
    limit: limitOf(gate, production ?? undefined),
    rows: measure.rows,
    ...(needed !== undefined && { 'rows-needed': needed }),
    level: gate.level,
    verdict,
    reason,
  }
}

function finite(figure: Figure): number | null {
  return 'value' in figure ? figure.value : null
}

/** How a change is found that is no sample of anything: it has no interval. */
export const exact = 'exact'

/** The 95 % interval of the figure that the gate is about; null where there is none. */
export function shownInterval(gate: Gate, measure: Measure): GateResult['interval'] {
  if (gate.test.of === 'figure') {
    const interval = measure.interval()
    return interval && { ...interval, of: 'candidate' }
  }
  const change = measure.change()
  if ('undefined' in change || change.known.method === exact) return null
  return { ...endsOf(change.known, 0.95), level: 0.95, of: 'change', method: change.known.method }
}
