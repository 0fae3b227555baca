import { z } from 'zod'
import { Figure, MetricValue } from './gate-result.ts'

/** One threshold of each model, how it came about, and both models there. */
const PointFigures = z.strictObject({
  /** null for the threshold that all metrics have which name no point. */
  name: z.string().nullable(),
  /** How it was chosen: `lowest with precision of at least 0.8`; null where it is a number of the policy's. */
  rule: z.string().nullable(),
  /** The thresholds. */
  candidate: MetricValue,
  production: MetricValue.optional(),
  metrics: z.array(
    z.strictObject({
      metric: z.string(),
      candidate: MetricValue,
      /** Of the candidate's figure. */
      interval: z.strictObject({ low: Figure, high: Figure }).nullable(),
      production: MetricValue.optional(),
    }),
  ),
})
export type PointFigures = z.infer<typeof PointFigures>

/** Where a binary classification's predictions become positive, if not by one number. */
export const OperatingFigures = z.strictObject({
  /** Held-out rows that thresholds were chosen on, and that took no part in judging; absent where none was chosen. */
  chosenOn: z.int().min(0).optional(),
  /** The held-out rows that everything was judged on. */
  judged: z.strictObject({ rows: z.int().min(0), positives: z.int().min(0) }),
  points: z.array(PointFigures),
})
export type OperatingFigures = z.infer<typeof OperatingFigures>
