import { z } from 'zod'
import { DataVersion } from '../data/version.ts'
import { Digest } from '../project/digest.ts'
import { Sha, Time } from '../project/name.ts'
import { Predicting, Target } from '../project/schema/model.ts'
import { SplitRule } from '../project/schema/split.ts'

/** One training: what went in, what came out. */
export const Run = z.strictObject({
  schema: z.literal('pawl/run@1'),
  /** Digest over model, commit, data version, parameters and seed: the same training has the same id. */
  run: z.string(),
  model: z.string(),
  commit: Sha,
  data: DataVersion,
  split: SplitRule,
  /** What it was trained on and to predict, in the order of the model's inputs. */
  features: z.array(z.string()),
  target: Target,
  rows: z.strictObject({ train: z.int().min(0), holdout: z.int().min(0) }),
  params: z.record(z.string(), z.unknown()),
  seed: z.int(),
  /** Stepped metrics as training printed them. */
  metrics: z.array(z.strictObject({ step: z.int(), name: z.string(), value: z.number() })),
  /** How much each feature counts by training's own measure, largest first; null where it did not say. */
  importance: z.array(z.strictObject({ feature: z.string(), value: z.number() })).nullable(),
  /** How a model in another format than ONNX predicts. */
  predict: Predicting.optional(),
  /** Files left in PAWL_OUT, the model among them. */
  artifacts: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0), digest: Digest })),
  /** Digest of the profile of the training rows, `profile.json`. */
  profile: Digest,
  started: Time,
  seconds: z.number().min(0),
  /** Who pushed, dispatched or commanded; null for a schedule, push or merge. */
  starter: z.string().nullable(),
  environment: z.strictObject({ node: z.string(), platform: z.string() }),
})
export type Run = z.infer<typeof Run>
