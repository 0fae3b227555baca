import { PermissionError } from '../forge/permission-error.ts'
import { UserError } from '../project/problem.ts'
import { headOf } from './change-rules.ts'
import { commanderRules } from './comment-rules.ts'
import type { PromotionContext } from './context.ts'
import { gather, type Standing } from './gather.ts'
import { mayComment } from './may-comment.ts'
import { mergeApproved } from './merge.ts'
import { pullsOfRecords, recordFolder, rollbackBranch } from './record.ts'
import { isRefusal, orCannotTell, refusal } from './refusal.ts'
import { type RollbackResult, rollBack } from './rollback.ts'
import type { SlashCommand } from './slash-command.ts'
import { type Refused, refuse, reply, type Spoken } from './spoken.ts'

export type RollbackAnswer =
  | Refused
  /** The pull request waits for `/approve <sha>`. */
  | { kind: 'opened'; pull: number; head: string }
  | { kind: 'merged'; pull: number; commit: string; version: string }

/**
 * Answers `/rollback`: opens the pull request, and merges it at once where the comment is its own approval. `pull` is
 * the issue or pull request that the comment stands on, whatever that is about.
 */
export async function answerRollback(
  context: PromotionContext,
  spoken: Spoken & { command: Extract<SlashCommand, { command: 'rollback' }> },
): Promise<RollbackAnswer> {
  const { event, command } = spoken
  const refused = await mayComment(context, { ...spoken, model: command.model, rules: commanderRules })
  if (refused !== undefined) return refuse(context, spoken, refused)
  let rollback: RollbackResult
  try {
    rollback = await rollBack(context, {
      model: command.model,
      to: command.to,
      actor: event.author.login,
      reason: command.because,
      comment: event.id,
      claim: `comment-${event.id}`,
    })
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof PermissionError) throw error
    return refuse(context, spoken, refusal('nothing-to-do', error.message))
  }
  const pull = rollback.kind === 'proposed' ? rollback.pull.number : await pullOf(context, rollback)
  if (pull === undefined)
    return refuse(context, spoken, refusal('nothing-to-do', 'This rollback was carried out before.'))
  return mergeIfApproved(context, spoken, { pull, model: command.model })
}

async function mergeIfApproved(
  context: PromotionContext,
  spoken: Spoken,
  { pull, model }: { pull: number; model: string },
): Promise<RollbackAnswer> {
  const standing = await orCannotTell(() => gather(context, { pull, model }))
  if (isRefusal(standing)) return refuse(context, spoken, standing)
  const { change, counted } = standing
  if ('damaged' in change.head)
    return refuse(context, spoken, refusal('head-damaged', `${change.head.damaged}.`))
  const head = change.pull.head.sha
  const approved = counted.approvals.length >= counted.required
  if (!change.pull.merged) {
    await sayOpened(context, spoken, { standing, needsApproval: !approved })
    if (!approved) return { kind: 'opened', pull, head }
  }
  const result = await mergeApproved(context, { pull, model, counted: standing })
  if (result.merged) return { kind: 'merged', pull, commit: result.commit, version: result.version }
  return refuse(context, spoken, result)
}

async function sayOpened(
  context: PromotionContext,
  spoken: Spoken,
  { standing, needsApproval }: { standing: Standing; needsApproval: boolean },
): Promise<void> {
  const { pull } = standing.change
  const { entry, stages } = headOf(standing.change)
  const text = context.texts.rollbackOpened({
    by: spoken.event.author.login,
    model: stages.model,
    from: entry.replaces ?? 'nothing',
    to: entry.version,
    pull: pull.number,
    url: pull.url,
    needsApproval,
    head: pull.head.sha,
  })
  await reply(context, spoken, { text })
}

/** The pull request of a rollback that was merged before. */
async function pullOf(
  { forge, state }: PromotionContext,
  { claim }: Extract<RollbackResult, { kind: 'done-before' }>,
): Promise<number | undefined> {
  const numbers = pullsOfRecords(await state.list(recordFolder(claim.model)))
  const branch = rollbackBranch(claim.model, claim.sequence)
  for (const number of numbers.slice(0, 5)) {
    const pull = await forge.pull(number)
    if (pull.head.branch === branch) return number
  }
  return undefined
}
