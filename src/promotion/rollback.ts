import type { Pull } from '../forge/forge.ts'
import type { StateBranch } from '../forge/state-branch.ts'
import { UserError } from '../project/problem.ts'
import { approvalsNeeded } from '../registry/approved-history.ts'
import { moveVersion, rollbackTarget } from '../registry/move-version.ts'
import { lastEntry } from '../registry/new-version.ts'
import type { Stages } from '../registry/stages.ts'
import { type Claim, claimOnce } from './claim.ts'
import type { PromotionContext } from './context.ts'
import { defaultHead, filesAt, stagesAt } from './forge-files.ts'
import { readVersion } from './gather-change.ts'
import { announceProposal, commitProposal, type Proposal } from './propose.ts'
import { type PromotionRecord, rollbackBranch } from './record.ts'
import { showRollback } from './shown.ts'

export interface RollbackRequest {
  model: string
  /** Version to go back to; null for the last good one. */
  to: string | null
  actor: string
  reason: string
  /** Comment that asked for it, which may be its approval; null for a dispatch or a laptop. */
  comment: number | null
  /** Names the command, such as `comment-123` or `run-456`, so that a second run means the same; null for a laptop. */
  claim: string | null
}

export type RollbackResult =
  | { kind: 'proposed'; pull: Pull; head: string; record: PromotionRecord; from: string }
  /** This very command was carried out before. */
  | { kind: 'done-before'; claim: Claim }

/**
 * Opens the pull request that puts production back to an earlier version. The target must have been in production and
 * every file of it must be there with its digest; gates are not run again. Whether it may be merged is for the approval
 * to say. Safe to run again: the branch carries the number of the history entry, so two rollbacks at once meet there.
 */
export async function rollBack(context: PromotionContext, request: RollbackRequest): Promise<RollbackResult> {
  const { forge } = context
  const { model } = request
  const repository = await forge.repository()
  const sha = await defaultHead(forge, repository.defaultBranch)
  const files = filesAt(forge, sha)
  const stages = await stagesAt(files, model)
  const claim = await claimOf(context.state, { request, stages })
  if (stages === undefined) throw new Error('a rollback target without stages')
  const before = stages.history[claim.sequence - 1]
  if (before !== undefined) {
    if (isThis(before, { ...request, version: claim.version })) return { kind: 'done-before', claim }
    throw new UserError({
      message: `${model} changed stage after this rollback was asked for: ${before.version} went to ${before.stage}`,
      hint: 'look at what is in production now, and ask again if it is still wanted',
    })
  }
  const { manifest } = await readVersion({ context, files, stages, version: claim.version })
  const { digest: policy, settings } = await context.policyAt(sha, model)
  const wanted = moveVersion(stages, {
    kind: 'rollback',
    stage: 'production',
    manifest,
    policy,
    actor: request.actor,
    reason: request.reason,
    at: context.now(),
  })
  const proposal: Proposal = {
    change: wanted,
    base: { sha, stages },
    branch: rollbackBranch(model, wanted.entry.sequence),
    verdict: 'none',
    starter: request.actor,
    comment: request.comment,
  }
  const { head, change } = await onBranch(context, proposal)
  const { pull, record } = await announceProposal(context, {
    proposal: { ...proposal, change },
    head,
    required: approvalsNeeded('rollback', settings),
    shown: showRollback(context.texts, { change, settings }),
  })
  return { kind: 'proposed', pull, head, record, from: change.entry.replaces ?? 'nothing' }
}

async function claimOf(
  state: StateBranch,
  { request, stages }: { request: RollbackRequest; stages: Stages | undefined },
): Promise<Claim> {
  const { model, to, claim } = request
  const wanted = async (): Promise<Claim> => ({
    schema: 'pawl/claim@1',
    model,
    sequence: (stages?.history.length ?? 0) + 1,
    version: rollbackTarget(stages, model, to ?? undefined),
  })
  return claim === null ? wanted() : claimOnce(state, claim, wanted)
}

/** Whether an entry is the rollback that somebody asked for. */
function isThis(
  entry: Stages['history'][number],
  { version, actor, reason }: { version: string; actor: string; reason: string },
): boolean {
  return (
    entry.kind === 'rollback' && entry.version === version && entry.actor === actor && entry.reason === reason
  )
}

/** The commit of a rollback on its branch: made now, or by an earlier attempt at the same. */
async function onBranch(context: PromotionContext, proposal: Proposal) {
  const { branch, change } = proposal
  const free = (await context.forge.branchHead(branch)) === undefined
  const made = free ? await commitProposal(context, { ...proposal, over: null }) : undefined
  if (made !== undefined) return { head: made, change }
  const head = await context.forge.branchHead(branch)
  const files = head === undefined ? undefined : filesAt(context.forge, head)
  const stages = files === undefined ? undefined : await stagesAt(files, change.model)
  if (head === undefined || files === undefined || stages === undefined)
    throw new UserError({ message: `${branch} was moved by somebody else`, hint: 'run this again' })
  const entry = lastEntry(stages)
  if (!isThis(entry, change.entry) || entry.previous !== change.entry.previous)
    throw new UserError({
      message: `another rollback of ${change.model}, to ${entry.version} by ${entry.actor}, is open on ${branch}`,
      hint: 'approve that one, or close its pull request and delete the branch, then ask again',
    })
  const written = []
  for (const { path, content } of change.files)
    written.push({ path, content: (await files.read(path)) ?? content })
  return { head, change: { ...change, files: written, entry, stages } }
}
