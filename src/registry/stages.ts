import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Name, Sha, Time, Version } from '../project/name.ts'

/** One change of stage. Each entry carries the digest of the entry before it. */
export const HistoryEntry = z.strictObject({
  /** 1, 2, 3, … without gaps. */
  sequence: z.int().min(1),
  kind: z.enum(['promotion', 'rollback']),
  version: Version,
  stage: Name,
  /** The version that held the stage before and is archived by this change. */
  replaces: Version.nullable(),
  /** Digest of the version's `version.json`. */
  manifest: Digest,
  actor: z.string(),
  reason: z.string(),
  evidence: z.strictObject({
    report: Digest.nullable(),
    policy: Digest,
    run: z.string().nullable(),
    commit: Sha,
  }),
  at: Time,
  /** Digest of the entry before as canonical JSON; null for the first. */
  previous: Digest.nullable(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

/** `registry/<model>/stages.json`: stage to version now, and every change. */
export const Stages = z.strictObject({
  schema: z.literal('pawl/stages@1'),
  model: z.string(),
  /** Versions that hold a stage. What is in neither staging nor production is archived. */
  stages: z.record(Name, Version),
  history: z.array(HistoryEntry),
})
export type Stages = z.infer<typeof Stages>
