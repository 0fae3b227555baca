import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Figure, MetricValue } from './gate-result.ts'

/** Points for the charts, thinned to at most 101. */
export const Curves = z.strictObject({
  roc: z.array(z.tuple([Figure, Figure])),
  calibration: z.array(z.strictObject({ predicted: Figure, observed: Figure, rows: z.int() })),
})
export type Curves = z.infer<typeof Curves>

/** Of a multiclass classification: `counts[true][predicted]`, in the order of the classes; sums of weights where rows have any. */
const Confusion = z.strictObject({
  classes: z.array(z.string()),
  counts: z.array(z.array(z.number().min(0))),
})

/** Of a regression: predicted against actual, in quantile bins of the prediction from low to high. */
export const Fit = z
  .array(
    z.strictObject({
      predicted: Figure,
      actual: Figure,
      /** Standard deviation of target - prediction. */
      spread: Figure,
      rows: z.int().min(1),
    }),
  )
  .max(20)
export type Fit = z.infer<typeof Fit>

/** A model that was scored. */
export const Scored = z.strictObject({
  digest: Digest,
  bytes: z.int().min(0),
  metrics: z.record(z.string(), MetricValue),
  curves: Curves.nullable(),
  confusion: Confusion.optional(),
  fit: Fit.optional(),
  /** Digests of the rows that it was scored on and of the scores that it gave; absent where it was not scored. */
  scored: z.strictObject({ rows: Digest, scores: Digest }).optional(),
  /** Of a model that a program of the repository reads: digest of its command and of all files that it could read. */
  program: Digest.optional(),
  /** Its predictions were given in a file, which `digest` is of, and not made by Pawl: nothing proves which model made them. */
  predictions: z.literal('given').optional(),
})
export type Scored = z.infer<typeof Scored>
