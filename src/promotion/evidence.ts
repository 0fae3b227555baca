import { forStage } from '../gates/for-stage.ts'
import type { Report } from '../gates/report.ts'
import { currentVersion } from '../registry/lookup.ts'
import type { Stages } from '../registry/stages.ts'

/** What the evidence says about giving a version a stage now. */
export type Judgement =
  | {
      allowed: true
      verdict: 'pass' | 'warn' | 'inconclusive'
      /** Set where the comparison is with a version that is not in production any more. */
      stale: { comparedWith: string | null; production: string | null } | null
      reason: string
    }
  | { allowed: false; reason: string }

/**
 * The verdict of a report as it counts now. One that compares with another version than production's of today, or that
 * was judged by another policy than today's, is inconclusive at best: nothing is known about today's question.
 */
export function judge({
  report: whole,
  stage,
  base,
  policy,
}: {
  report: Report
  /** The stage that the version is to hold: its verdict counts, and that of no other. */
  stage: string
  /** The model's stages on the default branch. */
  base: Stages | undefined
  /** Digest of the policy on the default branch. */
  policy: string
}): Judgement {
  const report = forStage(whole, stage)
  const { verdict } = report
  if (report.candidate.given)
    return {
      allowed: false,
      reason: 'The report is of a file that was given, and which rows it was trained on is not known.',
    }
  const made = report.checked?.find(({ check }) => check === 'predictions-made')
  if (report.candidate.predictions && made?.verdict !== 'warn')
    return {
      allowed: false,
      reason: 'Its predictions were given in a file, and the policy that judged it does not let that decide.',
    }
  if (verdict !== 'pass' && verdict !== 'warn' && verdict !== 'inconclusive')
    return {
      allowed: false,
      reason: `The verdict ${whole.stages ? `for ${stage} ` : ''}is ${verdict}: ${report.reason}`,
    }
  const production = currentVersion(base, 'production') ?? null
  const comparedWith = report.production?.version ?? null
  if (comparedWith !== production)
    return {
      allowed: true,
      verdict: 'inconclusive',
      stale: { comparedWith, production },
      reason: `It was compared with ${comparedWith ?? 'no version'}, but ${production ?? 'no version'} is in production now.`,
    }
  if (report.policy.digest !== policy)
    return {
      allowed: true,
      verdict: 'inconclusive',
      stale: null,
      reason: 'It was judged by another policy than that of the default branch now.',
    }
  return { allowed: true, verdict, stale: null, reason: report.reason }
}
