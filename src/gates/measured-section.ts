import { z } from 'zod'
import { Digest } from '../project/digest.ts'
import { Name } from '../project/name.ts'
import { BehaviourFigure } from './behaviour-section.ts'
import { GateResult } from './gate-result.ts'

/** What was measured with a clock. It differs from run to run, and so stands apart from all else, with a digest of its own. */
export const Measured = z.strictObject({
  /** SHA-256 of the canonical JSON of the rest of this section. */
  digest: Digest,
  environment: z.strictObject({
    node: z.string(),
    platform: z.string(),
    cpu: z.string(),
    cpus: z.int().min(0),
  }),
  /** Single rows that were timed. */
  runs: z.strictObject({ candidate: z.int().min(0), production: z.int().min(0).optional() }),
  figures: z.array(BehaviourFigure),
  gates: z.array(GateResult),
  /** Gates for the other stages, where they differ by stage. */
  stages: z.array(z.strictObject({ stage: Name, gates: z.array(GateResult) })).optional(),
})
export type Measured = z.infer<typeof Measured>
