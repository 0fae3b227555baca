import type { StatusState } from '../forge/forge.ts'
import type { PromotionContext } from './context.ts'

/** The commit status that a repository requires: how far a check or an approval is. */
const approvalContext = 'pawl'

/** Says on a commit how far its approval is, or another thing by another name. GitHub takes 140 characters. */
export async function setStatus(
  { forge }: Pick<PromotionContext, 'forge'>,
  sha: string,
  {
    state,
    description,
    context = approvalContext,
  }: { state: StatusState; description: string; context?: string },
): Promise<void> {
  await forge.setStatus(sha, { state, context, description: description.slice(0, 140) })
}

export function needsApproval({ head, have, required }: { head: string; have: number; required: number }) {
  const some = required === 1 ? '' : `${have} of ${required} approvals; `
  return { state: 'pending', description: `${some}needs /approve ${head.slice(0, 7)}` } as const
}
