import { z } from 'zod'
import { Name } from '../name.ts'
import { Duration, Share } from './values.ts'

const Scalar = z.union([z.string(), z.number(), z.boolean()])
/** A plain number is absolute; a percentage is relative to production's figure. */
const Margin = z.union([
  z
    .number()
    .min(0)
    .transform((absolute) => ({ absolute })),
  Share.transform((relative) => ({ relative })),
])
export type Margin = z.infer<typeof Margin>

/** One rule on one figure. Exactly one of the limits is set. */
export const GateRule = z.strictObject({
  min: z.number().optional(),
  max: z.number().optional(),
  'max-drop': Margin.optional(),
  'max-rise': Margin.optional(),
  'min-gain': Margin.optional(),
  'min-fall': Margin.optional(),
  'min-rows': z.int().min(1).optional(),
  level: z.enum(['fail', 'warn', 'info']).default('fail'),
})
export type GateRule = z.infer<typeof GateRule>

export const Split = z.strictObject({
  by: z.string(),
  holdout: Share,
  salt: z.string().default('pawl'),
})
export type Split = z.infer<typeof Split>

/** `models/<name>/model.yaml`: what the model is and what it must reach. */
export const Model = z.strictObject({
  model: Name,
  description: z.string().optional(),
  task: z.enum(['binary-classification']),
  owners: z.array(z.string()).min(1),
  data: z.strictObject({
    dataset: Name,
    target: z.strictObject({ column: z.string(), positive: Scalar }),
    features: z.array(z.string()).min(1),
    split: Split,
  }),
  train: z.strictObject({
    run: z.string().min(1),
    timeout: Duration.prefault('30m'),
    params: z.record(z.string(), z.unknown()).default({}),
    format: z.enum(['parquet', 'csv']).default('parquet'),
    data: z.enum(['rows', 'files']).default('rows'),
    seed: z.int().min(0).default(42),
  }),
  evaluate: z
    .strictObject({ threshold: z.number().min(0).max(1).default(0.5), timeout: Duration.prefault('10m') })
    .prefault({}),
  compare: z
    .strictObject({
      with: z.enum(['production']).default('production'),
      evidence: z.enum(['interval', 'estimate']).default('interval'),
    })
    .prefault({}),
  gates: z.record(z.string(), z.union([GateRule.transform((rule) => [rule]), z.array(GateRule).min(1)])),
  drift: z
    .strictObject({
      columns: z.array(z.string()).optional(),
      p: z.number().gt(0).lt(1).default(0.05),
      effect: z.number().gt(0).lt(1).default(0.1),
      'min-rows': z.int().min(1).default(100),
    })
    .prefault({}),
  retrain: z
    .strictObject({
      when: z.strictObject({ drift: z.strictObject({ columns: z.int().min(1) }).optional() }).default({}),
      'cool-down': Duration.prefault('1d'),
    })
    .prefault({}),
})
export type Model = z.infer<typeof Model>
