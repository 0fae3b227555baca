import { z } from 'zod'
import { Waiver } from '../project/schema/waivers.ts'
import { Verdict } from '../project/verdict.ts'

export const Figure = z.number()

/** One gate on one figure, judged. A figure that is undefined is null and never passes. */
export const GateResult = z.strictObject({
  /** Stable across reports: metric and rule, such as `roc_auc.max-drop`. */
  gate: z.string(),
  metric: z.string(),
  slice: z.string().optional(),
  /** Of a figure of each class against the rest: the class that is furthest from what is asked, which decides. */
  class: z.string().optional(),
  rule: z.enum(['min', 'max', 'equal', 'between', 'max-drop', 'max-rise', 'min-gain', 'min-fall']),
  candidate: Figure.nullable(),
  production: Figure.nullable().optional(),
  /** candidate - production */
  change: Figure.nullable().optional(),
  /** 95 % interval of the change where two models are compared, else of the candidate's figure. */
  interval: z
    .strictObject({
      low: Figure,
      high: Figure,
      level: z.number(),
      of: z.enum(['candidate', 'change']),
      method: z.string(),
    })
    .nullable(),
  /** One-sided 95 % bounds of the change (its 90 % two-sided ends): what a comparison by interval is judged on. */
  bounds: z.strictObject({ low: Figure, high: Figure }).optional(),
  /**
   * The limit as a person wrote it, and as the number it was judged against: of a comparison, the signed change.
   * `to` is the other end where two ends are given.
   */
  limit: z.strictObject({ text: z.string(), value: Figure, to: Figure.optional() }),
  rows: z.int().min(0),
  /** For `inconclusive`: about how many rows would decide. */
  'rows-needed': z.int().min(0).optional(),
  /** `info` is shown and counts for nothing, whatever its verdict. */
  level: z.enum(['fail', 'warn', 'info']),
  /** false: there was nothing to compare with, as for a first version. The verdict is then `pass` and counts for nothing. */
  applied: z.literal(false).optional(),
  verdict: Verdict,
  /** The gate failed, and somebody had agreed to that for a while: the verdict is then `warn`. */
  waiver: Waiver.omit({ gate: true, slice: true }).optional(),
  reason: z.string(),
})
export type GateResult = z.infer<typeof GateResult>

/** A figure, or why it has no value. */
export const MetricValue = z.union([
  z.strictObject({ value: Figure }),
  z.strictObject({ undefined: z.string() }),
])
export type MetricValue = z.infer<typeof MetricValue>
