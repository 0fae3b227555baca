import type { GateResult } from '../gates/report.ts'

/** The axis of a gate: the figure that is judged, its interval and the limit, all in the same units. */
export interface Axis {
  point: number | null
  low: number | null
  high: number | null
  limit: number
  /** Which end of the axis is the better one. */
  better: 'higher' | 'lower'
}

/** The rules that compare with production. */
export function compares(gate: Pick<GateResult, 'rule'>): boolean {
  return gate.rule !== 'min' && gate.rule !== 'max'
}

/** `≥ 0.8`, `drop ≤ 0.01`: the limit as a person wrote it, with what it means. */
export function limitWords(gate: Pick<GateResult, 'rule' | 'limit'>): string {
  const text = gate.limit.text
  switch (gate.rule) {
    case 'min':
      return `≥ ${text}`
    case 'max':
      return `≤ ${text}`
    case 'max-drop':
      return `drop ≤ ${text}`
    case 'max-rise':
      return `rise ≤ ${text}`
    case 'min-gain':
      return `gain ≥ ${text}`
    case 'min-fall':
      return `fall ≥ ${text}`
  }
}

/** Where a gate's figure, interval and limit lie on one axis; the change for gates that compare. */
export function axisOf(gate: GateResult): Axis {
  const of = compares(gate) ? 'change' : 'candidate'
  const interval = gate.interval?.of === of ? gate.interval : null
  return {
    point: (of === 'change' ? gate.change : gate.candidate) ?? null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    limit: limitOnAxis(gate),
    better: gate.rule === 'min' || gate.rule === 'max-drop' || gate.rule === 'min-gain' ? 'higher' : 'lower',
  }
}

/** A margin is written without a sign; as a change, a drop or fall is negative. */
function limitOnAxis({ rule, limit }: GateResult): number {
  if (rule === 'max-drop' || rule === 'min-fall') return -Math.abs(limit.value)
  if (rule === 'max-rise' || rule === 'min-gain') return Math.abs(limit.value)
  return limit.value
}
