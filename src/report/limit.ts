import { comparing } from '../gates/gate.ts'
import type { GateResult } from '../gates/report.ts'
import { percent } from './figures.ts'

/** The axis of a gate: the figure that is judged, its interval and the limit, all in the same units. */
export interface Axis {
  point: number | null
  low: number | null
  high: number | null
  limit: number
  /** The other end, where a figure has to lie between two. */
  to: number | null
  /** Which end of the axis is the better one. */
  better: 'higher' | 'lower'
}

/** The rules that compare with production. */
export function compares(gate: Pick<GateResult, 'rule'>): boolean {
  return comparing(gate.rule)
}

/** `≥ 0.8`, `drop ≤ 0.01`: the limit as a person wrote it, with what it means. */
export function limitWords(gate: Pick<GateResult, 'rule' | 'limit'>): string {
  const text = gate.limit.text
  switch (gate.rule) {
    case 'min':
      return `≥ ${text}`
    case 'max':
      return `≤ ${text}`
    case 'equal':
      return `= ${text}`
    case 'between':
      return text
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

const betterLow: ReadonlySet<GateResult['rule']> = new Set(['max', 'max-rise', 'min-fall'])

/** Where a gate's figure, interval and limit lie on one axis; the change for gates that compare. */
export function axisOf(gate: GateResult): Axis {
  const of = compares(gate) ? 'change' : 'candidate'
  const interval = gate.interval?.of === of ? gate.interval : null
  return {
    point: (of === 'change' ? gate.change : gate.candidate) ?? null,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    limit: limitOnAxis(gate),
    to: gate.limit.to ?? null,
    better: betterLow.has(gate.rule) ? 'lower' : 'higher',
  }
}

/** A margin is written without a sign; as a change, a drop or fall is negative. */
function limitOnAxis({ rule, limit }: GateResult): number {
  if (rule === 'max-drop' || rule === 'min-fall') return -Math.abs(limit.value)
  if (rule === 'max-rise' || rule === 'min-gain') return Math.abs(limit.value)
  return limit.value
}

/** How the intervals of gates were found, each method once. */
export function intervalMethods(gates: readonly GateResult[]): string[] {
  const methods = gates.flatMap(({ interval }) =>
    interval ? [`${percent(interval.level)} ${interval.method}`] : [],
  )
  return [...new Set(methods)].sort()
}
