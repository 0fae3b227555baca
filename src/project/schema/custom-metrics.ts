import { z } from 'zod'
import { Name } from '../name.ts'
import { Timeout } from './values.ts'

/** A figure of the user's own: an expression over each row, or a program. */
export const CustomMetric = z
  .strictObject({
    sql: z
      .string()
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        'An SQL expression over the columns of one row and `target`, `prediction` and `label`, such as `CASE WHEN label = 1 THEN target * 50 - 5 ELSE 0 END`.',
      ),
    of: z
      .enum(['mean', 'sum'])
      .optional()
      .describe('With `sql`: the mean over the rows, or the sum; the mean if not given.'),
    run: z
      .string()
      .min(1)
      .max(10_000)
      .optional()
      .describe(
        'Instead of `sql`, a command: it reads PAWL_ROWS and prints `{"value": 1.7}`, or `{"value": 1.7, "low": 1.5, "high": 1.9}` with the ends of a 95 % interval, as its last line.',
      ),
    timeout: Timeout.optional().describe('With `run`: when it is killed; after 10m if not given.'),
    better: z
      .enum(['higher', 'lower', 'none'])
      .describe('Which way is better; of none, two models are not compared.'),
  })
  .refine(
    ({ sql, run }) => (sql === undefined) !== (run === undefined),
    'expected exactly one of sql and run',
  )
  .refine(({ run, of }) => run === undefined || of === undefined, {
    path: ['of'],
    error: 'of is for sql: a program says what its figure is of',
  })
  .refine(({ sql, timeout }) => sql === undefined || timeout === undefined, {
    path: ['timeout'],
    error: 'timeout is for run: an expression has a minute',
  })
export type CustomMetric = z.infer<typeof CustomMetric>

export const CustomMetrics = z
  .record(Name, CustomMetric)
  .refine((metrics) => Object.keys(metrics).length > 0, 'expected at least one metric')
  .refine((metrics) => Object.keys(metrics).length <= 20, 'expected at most 20 metrics')
export type CustomMetrics = z.infer<typeof CustomMetrics>
