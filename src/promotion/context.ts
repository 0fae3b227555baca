import type { Forge, Repository } from '../forge/forge.ts'
import type { StateBranch } from '../forge/state-branch.ts'
import type { Digest } from '../project/digest.ts'
import type { Settings } from '../project/schema/settings.ts'
import type { VersionFile } from '../registry/version.ts'
import type { Texts } from './texts.ts'

/** A model's policy on one commit, as the project's loader reads it. */
export interface Policy {
  /** Digest of gates, evaluation, target, split, comparison and approvals. */
  digest: Digest
  settings: Settings
  /** Ids of all gates, as reports have them, and whether any of them is waived. */
  gates: readonly string[]
  hasWaivers: boolean
}

/** All that promotions, approvals and rollbacks touch of the world. */
export interface PromotionContext {
  forge: Forge
  state: StateBranch
  texts: Texts
  /** Address of the page with the repository's workflow runs; null where nobody knows, as on a laptop. */
  runs: string | null
  /** The policy of a model on a commit of the default branch; throws where it cannot be read. */
  policyAt(ref: string, model: string): Promise<Policy>
  /** Now, as ISO 8601 in UTC. For display and for entries' times only. */
  now(): string
  sleep(milliseconds: number): Promise<void>
  /** Digest of a file's bytes at its `location`; undefined where they are not there. Without it such files refuse. */
  located?: (file: VersionFile) => Promise<Digest | undefined>
}

export function fullName({ owner, name }: Repository): string {
  return `${owner}/${name}`
}
