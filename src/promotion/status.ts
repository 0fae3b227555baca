import type { StatusState } from '../forge/forge.ts'
import type { PromotionContext } from './context.ts'

/** The commit status that a repository requires. */
const context = 'pawl'

/** Says on a commit how far its approval is. GitHub takes 140 characters. */
export async function setStatus(
  { forge }: PromotionContext,
  sha: string,
  { state, description }: { state: StatusState; description: string },
): Promise<void> {
  await forge.setStatus(sha, { state, context, description: description.slice(0, 140) })
}

export function needsApproval({ head, have, required }: { head: string; have: number; required: number }) {
  const some = required === 1 ? '' : `${have} of ${required} approvals; `
  return { state: 'pending', description: `${some}needs /approve ${head.slice(0, 7)}` } as const
}
