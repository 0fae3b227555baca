import { z } from 'zod'
import { DataDiff } from '../data/diff/data-diff.ts'
import { ValidationReport } from '../data/validation.ts'
import { Sha } from '../project/name.ts'
import { Outcome } from '../project/verdict.ts'
import { Report } from './report.ts'

/** What checking one model on one commit came to; the file that crosses from the check's job to the report's. */
export const Check = z.strictObject({
  schema: z.literal('pawl/check@1'),
  model: z.string(),
  head: Sha,
  base: Sha,
  verdict: Outcome,
  reason: z.string(),
  /** How far it came: a failing stage ends the check. */
  stage: z.enum(['validation', 'training', 'evaluation']),
  validation: z.array(ValidationReport),
  /** How the rows differ from the base's, where the change touches them. */
  diff: DataDiff.optional(),
  training: z
    .strictObject({
      seconds: z.number(),
      rows: z.int(),
      error: z.string().optional(),
      /** Nothing was trained: a file of predictions was taken as it is. */
      taken: z.literal(true).optional(),
    })
    .optional(),
  report: Report.optional(),
})
export type Check = z.infer<typeof Check>
