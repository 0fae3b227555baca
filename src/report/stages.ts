import type { Report } from '../gates/report.ts'
import type { Outcome } from '../project/verdict.ts'

/** What a candidate comes to for one stage. */
export interface StageRow {
  stage: string
  verdict: Outcome
  why: string
}

/** A row for each stage that has a verdict of its own; nothing where all stages ask for the same. */
export function stageRows(report: Report): StageRow[] {
  return (report.stages ?? []).map(({ stage, verdict, reason }) => ({
    stage,
    verdict,
    why: verdict === report.verdict && reason === report.reason ? 'the verdict of this report' : reason,
  }))
}
