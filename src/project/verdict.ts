import { z } from 'zod'

/** Worst first. `error` says that Pawl could not tell. */
export const verdicts = ['error', 'fail', 'inconclusive', 'warn', 'pass'] as const
export const Verdict = z.enum(verdicts)
export type Verdict = z.infer<typeof Verdict>

/** What a whole report or check says: a verdict, or that the candidate is production's very bytes. */
export const Outcome = z.enum([...verdicts, 'unchanged'])
export type Outcome = z.infer<typeof Outcome>

/** The worst of some verdicts; nothing to judge is a pass only where the caller has said so by passing `of none`. */
export function worst(list: readonly Verdict[], ofNone: Verdict = 'error'): Verdict {
  return verdicts.find((verdict) => list.includes(verdict)) ?? ofNone
}

/** Whether a required status may be green. */
export function isGreen(outcome: Outcome): boolean {
  return outcome === 'pass' || outcome === 'warn' || outcome === 'unchanged'
}
