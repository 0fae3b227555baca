import { z } from 'zod'

/** A version as `compare.with` names it; its message tells of the other choices too. */
const NamedVersion = z
  .string()
  .regex(
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/,
    'expected production, last-version, best-run, baseline, or a version such as 1.2.0',
  )
  .meta({ title: 'version' })

/** What a candidate is compared with, and how. */
export const Compare = z.strictObject({
  with: z
    .union([z.enum(['production', 'last-version', 'best-run', 'baseline']), NamedVersion])
    .default('production')
    .describe(
      'What the candidate is compared with: best-run is the version of the registry that does best on the same rows, by the first gate that compares a metric; baseline is a model that gives every row the share of positives among the training rows.',
    ),
  evidence: z
    .enum(['interval', 'estimate'])
    .default('interval')
    .describe('Whether comparing gates judge the bounds of the interval or the estimate alone.'),
  'when-unscorable': z
    .enum(['inconclusive', 'error'])
    .default('inconclusive')
    .describe(
      'What a comparing gate says when there is a model to compare with and it cannot be scored: inconclusive lets an approver decide, with a reason; error lets nobody.',
    ),
  signature: z
    .literal('compatible')
    .optional()
    .describe(
      'Makes it a fail when the candidate takes other inputs than production, or lacks an output of its kinds; without it, that warns.',
    ),
})
