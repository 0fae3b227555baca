import { modelOfPull } from './approve.ts'
import { readComment } from './comment-lines.ts'
import { commentRules } from './comment-rules.ts'
import type { PromotionContext } from './context.ts'
import { people } from './gather-people.ts'
import { modelOfBranch } from './record.ts'
import { firstRefusal, isRefusal, orCannotTell, type Refusal, refusal } from './refusal.ts'
import { type Refused, refuse, reply, type Spoken } from './spoken.ts'
import { setStatus } from './status.ts'

export type RejectResult = Refused | { kind: 'rejected' }

/**
 * Answers `/reject`: an approver ends a promotion or rollback. Its author may, too: saying no is always safe. The pull
 * request is closed and its branch removed; the comment makes void all approvals before it, should anybody reopen it.
 */
export async function reject(context: PromotionContext, spoken: Spoken): Promise<RejectResult> {
  const { forge, texts } = context
  const { pull: number, event } = spoken
  const { login } = event.author
  const allowed = await orCannotTell(() => mayReject(context, spoken))
  if (isRefusal(allowed)) return refuse(context, spoken, allowed)
  const pull = await forge.pull(number)
  await setStatus(context, pull.head.sha, { state: 'failure', description: `rejected by ${login}` })
  await reply(context, spoken, { text: texts.rejected({ by: login, ...allowed }) })
  if (pull.state === 'open') await forge.updatePull(number, { state: 'closed' })
  if (modelOfBranch(pull.head.branch) !== undefined) await forge.deleteBranch(pull.head.branch)
  return { kind: 'rejected' }
}

async function mayReject(
  context: PromotionContext,
  { pull: number, event }: Spoken,
): Promise<Refusal | { model: string; version: string; because: string | null }> {
  const { forge } = context
  const found = await modelOfPull(context, number)
  if (isRefusal(found)) return found
  const { model, now: pull } = found
  if (pull.merged)
    return refusal('already-merged', `It is merged already. To undo it: /rollback ${model} because <reason>`)
  const { defaultBranch } = await forge.repository()
  const { settings } = await context.policyAt(defaultBranch, model)
  const comment = (await forge.comment(event.id)) ?? null
  const refused = firstRefusal(await people(forge, settings).facts({ now: comment, event }), commentRules)
  if (refused !== undefined) return refused
  const spoken = readComment(event.body)
  const because =
    spoken.kind === 'command' && spoken.command.command === 'reject' ? spoken.command.because : null
  const version = pull.head.branch.split('/').at(-1) ?? ''
  return { model, version, because }
}
