import { z } from 'zod'
import { Figure, MetricValue } from './gate-result.ts'

/** One figure of both models, named as gates name it. */
export const BehaviourFigure = z.strictObject({
  /** `prediction.positive_rate` */
  figure: z.string(),
  candidate: MetricValue,
  /** Of the candidate's figure. */
  interval: z.strictObject({ low: Figure, high: Figure }).nullable(),
  /** Of what it is compared with; absent where there is nothing, or where the figure itself compares. */
  production: MetricValue.optional(),
})
export type BehaviourFigure = z.infer<typeof BehaviourFigure>

/** Mean and standard deviation over the repeats. */
const FeatureImportance = z.strictObject({ mean: Figure, deviation: Figure })

/** Figures of one kind beside the metrics. */
export const Behaviour = z.strictObject({
  of: z.enum(['prediction', 'artifact', 'robustness', 'importance', 'parity']),
  /** How they were found, where the name does not say. */
  how: z.string().optional(),
  figures: z.array(BehaviourFigure),
  /** What each feature matters: the loss of the main metric where it is permuted; the candidate's greatest first. */
  features: z
    .array(
      z.strictObject({
        feature: z.string(),
        candidate: FeatureImportance,
        production: FeatureImportance.optional(),
      }),
    )
    .optional(),
})
export type Behaviour = z.infer<typeof Behaviour>
