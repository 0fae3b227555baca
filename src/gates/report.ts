import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Sha, Version } from '../project/name.ts'
import { Outcome, Verdict } from '../project/verdict.ts'

const Figure = z.number()

/** One gate on one figure, judged. A figure that is undefined is null and never passes. */
export const GateResult = z.strictObject({
  /** Stable across reports: metric and rule, such as `roc_auc.max-drop`. */
  gate: z.string(),
  metric: z.string(),
  slice: z.string().optional(),
  rule: z.enum(['min', 'max', 'max-drop', 'max-rise', 'min-gain', 'min-fall']),
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
  /** The limit as a person wrote it, and as the number it was judged against: of a comparison, the signed change. */
  limit: z.strictObject({ text: z.string(), value: Figure }),
  rows: z.int().min(0),
  /** For `inconclusive`: about how many rows would decide. */
  'rows-needed': z.int().min(0).optional(),
  /** `info` is shown and counts for nothing, whatever its verdict. */
  level: z.enum(['fail', 'warn', 'info']),
  /** false: there was nothing to compare with, as for a first version. The verdict is then `pass` and counts for nothing. */
  applied: z.literal(false).optional(),
  verdict: Verdict,
  reason: z.string(),
})
export type GateResult = z.infer<typeof GateResult>

/** A figure, or why it has no value. */
export const MetricValue = z.union([
  z.strictObject({ value: Figure }),
  z.strictObject({ undefined: z.string() }),
])
export type MetricValue = z.infer<typeof MetricValue>

/** Points for the charts, thinned to at most 101. */
const Curves = z.strictObject({
  roc: z.array(z.tuple([Figure, Figure])),
  calibration: z.array(z.strictObject({ predicted: Figure, observed: Figure, rows: z.int() })),
})
export type Curves = z.infer<typeof Curves>

/** A model that was scored. */
export const Scored = z.strictObject({
  digest: Digest,
  bytes: z.int().min(0),
  metrics: z.record(z.string(), MetricValue),
  curves: Curves.nullable(),
})
export type Scored = z.infer<typeof Scored>

/** Every gate's verdict with figures, intervals, row counts and digests. The same inputs give the same bytes. */
export const Report = z.strictObject({
  schema: z.literal('pawl/report@1'),
  model: z.string(),
  verdict: Outcome,
  /** One sentence that says why, as in the first line of the comment. */
  reason: z.string(),
  candidate: Scored.extend({ commit: Sha, run: z.string() }),
  /** null for a first version. */
  production: Scored.extend({ version: Version, commit: Sha, run: z.string() }).nullable(),
  data: z.strictObject({
    dataset: z.string(),
    version: Digest,
    /** Version of the training data's dataset in production, if there is one. */
    production: Digest.nullable(),
    holdout: z.strictObject({
      rows: z.int().min(0),
      positives: z.int().min(0),
      /** Digest of keys, features and target of the rows that were scored, in order. */
      digest: Digest,
      /** Holdout rows of the base that the change altered or removed. */
      altered: z.int().min(0),
    }),
    /** Rows whose features and target are equal to a training row's; judged by a limit. */
    twins: z.int().min(0),
  }),
  policy: z.strictObject({ digest: Digest, commit: Sha, changed: z.boolean() }),
  gates: z.array(GateResult),
  /** Remarks a reader must see: self-approval allowed, policy changed, rows altered. */
  notes: z.array(z.string()),
  environment: z.strictObject({
    pawl: z.string(),
    node: z.string(),
    platform: z.string(),
    onnxruntime: z.string(),
    duckdb: z.string(),
    threads: z.int(),
    seed: z.int(),
  }),
})
export type Report = z.infer<typeof Report>
