import { z } from 'zod'
import type { StateBranch } from '../forge/state-branch.ts'
import { canonicalJson } from '../project/digest.ts'
import { Name, Version } from '../project/name.ts'

/** What a command was understood to mean the first time: run again, it means the same. */
export const Claim = z.strictObject({
  schema: z.literal('pawl/claim@1'),
  model: Name,
  /** Number that the rollback's history entry is to have, and the version that it goes to. */
  sequence: z.int().min(1),
  version: Version,
})
export type Claim = z.infer<typeof Claim>

/**
 * The claim of a command (`comment-123`, `run-456`): the one recorded first, or this one, which is recorded now. So a
 * rollback that runs a second time after it was merged does not go back one version more.
 */
export async function claimOnce(
  state: StateBranch,
  key: string,
  wanted: () => Promise<Claim>,
): Promise<Claim> {
  if (!/^[a-z0-9-]+$/.test(key)) throw new Error(`${JSON.stringify(key)} cannot be the key of a claim`)
  const path = `claims/${key}.json`
  const known = await readClaim(state, path)
  if (known !== undefined) return known
  const claim = await wanted()
  try {
    await state.append([{ path, content: canonicalJson(claim) }], `Claim ${key} for ${claim.model}`)
    return claim
  } catch (error) {
    const first = await readClaim(state, path)
    if (first !== undefined) return first
    throw error
  }
}

async function readClaim(state: StateBranch, path: string): Promise<Claim | undefined> {
  const text = await state.read(path)
  return text === undefined ? undefined : Claim.parse(JSON.parse(text))
}
