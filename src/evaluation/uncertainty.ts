import { normalCdf, normalQuantile } from '../stats/normal.ts'
import type { Ends } from '../stats/proportion.ts'
import { studentTwoSided, studentUpper } from '../stats/student.ts'

/** What is known about a figure beyond its estimate: enough for an interval at any level and for a one-sided p-value. */
export type Uncertainty = {
  estimate: number
  method: string
  /** Degrees of freedom of the error, where few rows carry it: ends are then those of Student's law. */
  freedom?: number
} & (
  | { kind: 'normal'; error: number }
  /** Sorted bootstrap draws; those in which the figure was undefined count as the worst on either side. */
  | { kind: 'draws'; sorted: Float64Array; undefinedDraws: number; range: Ends }
  /** No row of this many moved: the share of rows that would is bounded exactly, by Clopper and Pearson's zero of n. */
  | { kind: 'unmoved'; rows: number }
)

/** Two-sided interval. Its ends at level 0.9 are one-sided 95 % bounds. Always holds the estimate. */
export function endsOf(known: Uncertainty, level: number): Ends {
  const tail = (1 - level) / 2
  const { estimate } = known
  if (known.kind === 'normal') {
    const half = timesError(tail, known.freedom) * known.error
    return { low: estimate - half, high: estimate + half }
  }
  if (known.kind === 'unmoved') {
    const reach = 1 - tail ** (1 / known.rows)
    return { low: estimate - reach, high: estimate + reach }
  }
  const { sorted, undefinedDraws, range } = known
  const draws = sorted.length + undefinedDraws
  const skipped = Math.max(0, Math.floor(drawnTail(tail, known.freedom) * (draws + 1)) - 1)
  return {
    low: Math.min(estimate, sorted[skipped - undefinedDraws] ?? range.low),
    high: Math.max(estimate, sorted[draws - 1 - skipped] ?? range.high),
  }
}

function timesError(tail: number, freedom: number | undefined): number {
  return freedom === undefined ? -normalQuantile(tail) : studentUpper(tail, freedom)
}

/**
 * The tail of the draws that leaves as much as Student's law does. Draws of n rows spread less than figures of n new ones, and
 * by the normal law (Hesterberg 2015, "What teachers should know about the bootstrap", 5.3: the expanded percentile interval).
 */
function drawnTail(tail: number, freedom: number | undefined): number {
  if (freedom === undefined) return tail
  return normalCdf(-Math.sqrt((freedom + 1) / freedom) * studentUpper(tail, freedom))
}

/** The same the other way round: the tail that so much of the draws comes to. */
function tailOfDrawn(drawn: number, freedom: number | undefined): number {
  if (freedom === undefined || drawn >= 0.5) return drawn
  return studentTwoSided(normalQuantile(drawn) / Math.sqrt((freedom + 1) / freedom), freedom) / 2
}

/** Rounding in the last bits must not decide: 0.79 - 0.80 is a fall of 0.01. */
const rounding = 1e-12

/** Whether a figure is on the wanted side of a limit, or at it. False for NaN. */
export function within(value: number, limit: number, better: 'higher' | 'lower'): boolean {
  return better === 'higher' ? value >= limit - rounding : value <= limit + rounding
}

/**
 * One-sided p-value of the claim that the true figure is on the wanted side of the limit. Below 0.05 exactly where the
 * better end of the interval at level 0.9 is on the other side.
 */
export function chanceWithin(known: Uncertainty, limit: number, better: 'higher' | 'lower'): number {
  const { estimate } = known
  const away = better === 'higher' ? limit - estimate : estimate - limit
  if (known.kind === 'normal') {
    if (known.error === 0) return within(estimate, limit, better) ? 1 : 0
    if (known.freedom === undefined) return normalCdf(-away / known.error)
    const tail = studentTwoSided(away / known.error, known.freedom) / 2
    return away > 0 ? tail : 1 - tail
  }
  if (known.kind === 'unmoved') return away <= 0 ? 1 : Math.max(0, 1 - away) ** known.rows
  if (within(estimate, limit, better)) return 1
  const draws = known.sorted.length + known.undefinedDraws
  let inside = known.undefinedDraws
  for (const draw of known.sorted) if (within(draw, limit, better)) inside++
  return tailOfDrawn(Math.min(1, (inside + 1) / (draws + 1)), known.freedom)
}
