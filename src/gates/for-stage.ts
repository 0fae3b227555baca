import { lastStage } from '../project/stage-gates.ts'
import type { Report } from './report.ts'

/**
 * A report as it is for one stage: its verdict, reason and gates are that stage's and no other's. Where gates do not differ by stage
 * all stages have the same; a stage that a report with stages says nothing of is an error, never a pass.
 */
export function forStage(report: Report, stage: string): Report {
  if (stage === lastStage || report.stages === undefined) return report
  const found = report.stages.find((each) => each.stage === stage)
  const { measured } = report
  if (found?.gates === undefined && found?.verdict !== 'unchanged')
    return {
      ...report,
      verdict: 'error',
      reason: `the report does not say what the candidate comes to for ${stage}`,
      gates: [],
    }
  return {
    ...report,
    verdict: found.verdict,
    reason: found.reason,
    gates: found.gates ?? [],
    ...(measured && {
      measured: { ...measured, gates: measured.stages?.find((each) => each.stage === stage)?.gates ?? [] },
    }),
  }
}
