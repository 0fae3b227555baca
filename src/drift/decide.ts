import type { Sides, Tested } from './comparison.ts'
import { pAt } from './law.ts'

/** What a test is held to. `tests` is the size of the family that p was corrected for. */
export interface Limits {
  alpha: number
  effect: number
  minRows: number
  tests: number
}

export interface Decided {
  verdict: 'drift' | 'stable' | 'inconclusive'
  reason: string
}

/**
 * The verdict of one test: drift when the effect is beyond the limit and chance is ruled out; stable when it is not and
 * an effect at the limit would have been noticed, even as the only one of all tests; otherwise inconclusive, with the
 * rows that would decide.
 */
export function decide(test: Tested, adjustedP: number, limits: Limits): Decided {
  const figures = `effect ${shown(test.effect)}, limit ${shown(limits.effect)}, corrected p ${shown(adjustedP)}`
  const beyond = test.effect >= limits.effect
  if (beyond && adjustedP < limits.alpha) return { verdict: 'drift', reason: `moved: ${figures}` }
  if (beyond)
    return { verdict: 'inconclusive', reason: `may have moved by chance: ${figures}; ${needed(test.rows)}` }
  if (isNoticed(test.rows)) return { verdict: 'stable', reason: `did not move beyond the limit: ${figures}` }
  return {
    verdict: 'inconclusive',
    reason: `too few rows to notice a move: ${figures}; ${needed(test.rows)}`,
  }

  function isNoticed(rows: Sides): boolean {
    return pAt(test.law, limits.effect, rows) < limits.alpha / limits.tests
  }

  function needed({ reference }: Sides): string {
    const current = smallest((rows) => isNoticed({ reference, current: rows }))
    if (current !== undefined)
      return `needs about ${grouped(Math.max(current, limits.minRows))} rows in the window`
    const both = smallest((rows) => isNoticed({ reference: rows, current: rows }))
    if (both === undefined) return 'no number of rows would decide'
    return `needs about ${grouped(Math.max(both, limits.minRows))} rows on both sides`
  }
}

const mostRows = 2 ** 40

/** The smallest number of rows for which something holds that holds for all larger ones; undefined when for none. */
function smallest(holds: (rows: number) => boolean): number | undefined {
  if (!holds(mostRows)) return undefined
  let [low, high] = [0, 1]
  while (!holds(high)) [low, high] = [high, high * 2]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}

/** A figure as a person reads it: three digits, small ones as a bound. */
export function shown(figure: number): string {
  return figure > 0 && figure < 0.001 ? '< 0.001' : String(Number(figure.toPrecision(3)))
}

/** 12,345 */
export function grouped(count: number): string {
  return count.toLocaleString('en-US')
}
