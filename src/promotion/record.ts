import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Name, Sha, Time, Version } from '../project/name.ts'

/** What a promotion or rollback run recorded on `pawl/state`: an approval counts only for exactly this. */
export const PromotionRecord = z.strictObject({
  schema: z.literal('pawl/promotion@1'),
  kind: z.enum(['promotion', 'rollback']),
  model: Name,
  version: Version,
  stage: Name,
  pull: z.int(),
  branch: z.string(),
  head: Sha,
  /** Digest over path and bytes of every file of `registry/<model>/` that the change adds or edits. */
  change: Digest,
  digests: z.strictObject({
    entry: Digest,
    manifest: Digest,
    model: Digest,
    report: Digest.nullable(),
    policy: Digest,
    data: Digest,
  }),
  verdict: z.string(),
  /** Commits whose authors may not approve: after production's code commit, up to the candidate's. */
  code: z.strictObject({ from: Sha.nullable(), to: Sha }),
  /** Who dispatched or commanded the run; null for a push, merge or schedule. */
  starter: z.string().nullable(),
  created: Time,
})
export type PromotionRecord = z.infer<typeof PromotionRecord>
