import { chanceWithin, endsOf, type Uncertainty, within } from '../evaluation/uncertainty.ts'

/** A change to be judged against the limit of one gate. */
export interface Question {
  known: Uncertainty
  limit: number
  better: 'higher' | 'lower'
}

export type Answer =
  | { verdict: 'pass' }
  /** `uncorrected`: it would be a fail if this were the only gate. */
  | { verdict: 'inconclusive'; uncorrected: boolean; rowsNeeded: number | undefined }
  | { verdict: 'fail' }

/** Two-sided level whose ends are one-sided 95 % bounds. */
export const boundsLevel = 0.9
/** A fail has to be less likely than this where the change is within the limit. */
export const alpha = 0.05

/** How likely such figures are if the change were within the limit; what Holm's correction takes. */
export function pValue({ known, limit, better }: Question): number {
  return chanceWithin(known, limit, better)
}

/**
 * Judges one-sided 95 % bounds of a paired change. Pass: even the worse bound is inside the limit. Fail: even the better
 * bound is outside, and still so after correcting for the number of gates. Else inconclusive. The correction never
 * touches a pass, because all gates must pass.
 */
export function answer(
  question: Question,
  { adjusted, stretch, rows }: { adjusted: number; stretch: number; rows: number },
): Answer {
  const { known, limit, better } = question
  const { low, high } = endsOf(known, boundsLevel)
  const [worse, best] = better === 'higher' ? [low, high] : [high, low]
  if (within(worse, limit, better)) return { verdict: 'pass' }
  const outside = !within(best, limit, better)
  if (outside && adjusted < alpha) return { verdict: 'fail' }
  const inside = within(known.estimate, limit, better)
  return {
    verdict: 'inconclusive',
    uncorrected: outside,
    rowsNeeded: rowsToDecide({
      rows,
      half: Math.abs(known.estimate - (inside ? worse : best)) * ((inside ? 1 : stretch) + luck),
      distance: Math.abs(known.estimate - limit),
    }),
  }
}

/**
 * What a bound must be short of the limit by, in halves of the interval, so that four of five samples decide: with a bound at the limit
 * itself every other one would not (the normal quantiles of 0.8 and 0.95, as for the size of any trial).
 */
const luck = 0.8416212335729143 / 1.6448536269514722

/** Beyond this many times the rows at hand, a number would be no help. */
const mostTimes = 1000

/**
 * About how many rows decide in four of five samples if the truth is the estimate: the bound's distance shrinks with the root of the rows.
 * Rounded up to two digits. undefined where the estimate lies on the limit.
 */
function rowsToDecide({
  rows,
  half,
  distance,
}: {
  rows: number
  half: number
  distance: number
}): number | undefined {
  const times = (half / distance) ** 2
  if (!(times <= mostTimes)) return undefined
  return roundedUp(Math.max(rows + 1, rows * times))
}

/** Up to two significant digits, so that nobody takes it for exact. */
export function roundedUp(count: number): number {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1)
  return Math.ceil(count / step) * step
}
