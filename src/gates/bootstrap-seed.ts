import { createHash } from 'node:crypto'
import type { Digest } from '../project/digest.ts'

/**
 * The seed of the bootstrap: 32 bits that follow from the policy of the base and from nothing else. What a branch can
 * choose, such as `train.seed`, the order of its features or of its rows, must not choose among draws too.
 */
export function bootstrapSeed(policy: Digest): number {
  return createHash('sha256').update(`pawl bootstrap\n${policy}`).digest().readUInt32BE(0)
}
