import { z } from 'zod'
import { dataFacts, HeldVersion } from '../data/version.ts'
import { Signature } from '../model/examination.ts'
import { Digest } from '../project/digest.ts'
import { Sha, Time, Version } from '../project/name.ts'
import { Predicting, Target } from '../project/schema/model.ts'
import { SplitRule } from '../project/schema/split.ts'

/** A file of a version's folder, or of a release when it is too big for the folder. */
export const VersionFile = z.strictObject({
  path: z.string(),
  bytes: z.int().min(0),
  digest: Digest,
  /** https address of the bytes when they do not lie in the folder. */
  location: z.url().optional(),
})
export type VersionFile = z.infer<typeof VersionFile>

/** `registry/<model>/<version>/version.json`: never edited. */
export const VersionManifest = z.strictObject({
  schema: z.literal('pawl/version@1'),
  model: z.string(),
  version: Version,
  files: z.array(VersionFile),
  run: z.string(),
  /** The commit whose code and data it was trained on. */
  commit: Sha,
  data: z.strictObject({
    dataset: z.string(),
    version: Digest,
    files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(0).optional(), digest: Digest })),
    ...dataFacts,
    held: HeldVersion.optional(),
    /** The data version of the version that was in production when this one was judged. */
    parent: Digest.nullable().optional(),
  }),
  split: SplitRule,
  /** What it was trained on, in the order of its inputs, and what it predicts; versions of the first Pawl lack both. */
  features: z.array(z.string()).optional(),
  target: Target.optional(),
  signature: Signature,
  /** How a model in another format than ONNX predicts, in the working copy of `commit`. */
  predict: Predicting.optional(),
  /** The version that was in production when this one was judged. */
  parent: Version.nullable(),
  created: Time,
})
export type VersionManifest = z.infer<typeof VersionManifest>
