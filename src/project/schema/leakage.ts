import { z } from 'zod'
import { ColumnName } from './column.ts'
import { Share } from './values.ts'

/** How much the rows of training may tell of the held-out ones. */
export const LeakageLimits = z.strictObject({
  duplicates: Share.prefault('5%').describe(
    'The share of held-out rows that may have the features and target of a training row.',
  ),
  conflicts: Share.optional().describe(
    'The share of held-out rows that may have the features of a training row and another target; counted only if not given.',
  ),
  proxy: z
    .number()
    .min(0.5)
    .max(1)
    .default(0.99)
    .describe(
      'The AUC that one feature alone may have; above it, the feature is taken to give the target away.',
    ),
  known: z
    .array(ColumnName)
    .default([])
    .describe('Features that may tell the target that well, because they are known before it.'),
  time: Share.optional().describe(
    'The share of held-out rows that may be no later than the newest training row, by `data.time`; none for a split in time, if not given.',
  ),
  level: z
    .enum(['fail', 'warn'])
    .default('warn')
    .describe('What a passed limit leads to. A key or group on both sides is an error anyway.'),
})
