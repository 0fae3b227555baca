import { z } from 'zod'
import { ColumnName } from './column.ts'
import { Protected, Slice, WeakSegments } from './slices.ts'
import { Points, Threshold } from './thresholds.ts'
import { Timeout } from './values.ts'

/** A domain that onnxruntime has, or one operator of it. */
const AllowedOperators = z
  .string()
  .max(200)
  .regex(
    /^(ai\.onnx\.ml|ai\.onnx|com\.microsoft)(\.[A-Z]\w*)?$/,
    'expected ai.onnx, ai.onnx.ml or com.microsoft, or one operator such as com.microsoft.CDist',
  )

/** How a model is scored: what its figures are of, beside its metrics. */
export const Evaluate = z.strictObject({
  threshold: Threshold.prefault(0.5).describe(
    'A probability of at least this counts as a positive prediction; or how it is chosen.',
  ),
  points: Points.optional().describe(
    'Of a binary classification, further thresholds by name, each a number or a rule: for gates such as `points.outreach.recall`. Rules choose on the same rows as `threshold`; on 20% where that is a number.',
  ),
  weight: ColumnName.optional().describe(
    'The column with the weight of each held-out row, such as that of a survey: figures are those of the weighted rows.',
  ),
  timeout: Timeout.prefault('10m').describe('When scoring is killed.'),
  latency: z
    .boolean()
    .optional()
    .describe(
      'Measure how fast the model is even without a gate such as `latency.p95`, production beside it.',
    ),
  robustness: z
    .strictObject({
      noise: z
        .number()
        .min(0)
        .max(10)
        .default(0.01)
        .describe('Standard deviation of the noise on each number, in those of its column.'),
    })
    .optional()
    .describe('Disturb the rows even without a gate such as `robustness.noise_agreement`.'),
  importance: z
    .boolean()
    .optional()
    .describe('Permute each feature even without a gate on `importance.correlation`.'),
  slices: z
    .array(Slice)
    .min(1)
    .max(50)
    .optional()
    .describe('Kinds of rows that figures are computed of too: for gates such as `slices.roc_auc`.'),
  protected: z
    .array(Protected)
    .min(1)
    .max(20)
    .optional()
    .describe(
      'What divides rows into groups that the model must treat alike, features or not: for gates such as `fairness.demographic_parity_difference`.',
    ),
  'weak-segments': WeakSegments.optional().describe(
    'Whether to search for rows on which the model does worse, told by values of its features, and to name them in the report.',
  ),
  operators: z
    .strictObject({
      allow: z
        .array(AllowedOperators)
        .min(1)
        .default(['ai.onnx', 'ai.onnx.ml'])
        .describe(
          'Domains, and single operators of others, that a candidate may use: [ai.onnx, com.microsoft.CDist].',
        ),
    })
    .prefault({})
    .describe('What a candidate may be made of.'),
})
