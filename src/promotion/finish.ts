import type { Pull } from '../forge/forge.ts'
import { canonicalJson } from '../project/digest.ts'
import { Name, Version } from '../project/name.ts'
import { messageOf } from '../project/problem.ts'
import { type Approval, approvalsIn } from '../registry/approval-trailer.ts'
import { entryDigest } from '../registry/chain.ts'
import { lastEntry } from '../registry/new-version.ts'
import { sayOnce } from './answer.ts'
import type { PromotionContext } from './context.ts'
import { filesAt, stagesAt } from './forge-files.ts'
import { rebuild } from './rebuild.ts'
import { modelOfBranch, pullsOfRecords, recordFolder } from './record.ts'
import { type Refusal, refusal } from './refusal.ts'

export interface FinishResult {
  /** Commit on the default branch. */
  commit: string
  version: string
  stage: string
  approvals: readonly Approval[]
  /** Other pull requests of the model, and what became of them. */
  others: readonly { pull: number; outcome: string }[]
}

/**
 * What belongs to a merged promotion or rollback: the dispatch `pawl-stage-changed`, a word on the pull request, its
 * branch removed, the model's other pull requests built anew. Each step looks whether it is done. A dispatch cannot be
 * read back: it is recorded right after it was sent, so a kill in between sends it twice, with the same content.
 */
export async function finishMerge(
  context: PromotionContext,
  { pull: number, model }: { pull: number; model: string },
): Promise<FinishResult | Refusal> {
  const { forge, texts } = context
  const pull = await forge.pull(number)
  if (!pull.merged || pull.mergeCommit === null)
    return refusal('cannot-tell', `#${number} is not merged, or GitHub does not say by which commit.`)
  const stages = await stagesAt(filesAt(forge, pull.head.sha), model)
  if (stages === undefined) return refusal('head-damaged', `#${number} brought no history of ${model}.`)
  const entry = lastEntry(stages)
  const approvals = await approvalsOf(context, { pull, commit: pull.mergeCommit, entry: entryDigest(entry) })
  if (approvals.length === 0)
    return refusal(
      'too-few-approvals',
      `#${number} was merged by ${pull.mergedBy ?? 'somebody'} without an approval in the message. Roll back, and let Pawl merge.`,
    )
  const { version, stage, replaces, kind, sequence } = entry
  await dispatchOnce(context, { model, version, stage, sha: pull.mergeCommit, sequence })
  const text = texts.merged({ kind, model, version, stage, replaces, commit: pull.mergeCommit, approvals })
  await sayOnce(forge, { number, key: 'merged', text })
  if ((await forge.branchHead(pull.head.branch)) === pull.head.sha) await forge.deleteBranch(pull.head.branch)
  const others = await rebuildOthers(context, { model, merged: number })
  return { commit: pull.mergeCommit, version, stage, approvals, others }
}

/** Approvals as the default branch's history holds them now, where `pawl verify` will look for them. */
async function approvalsOf(
  { forge }: PromotionContext,
  { pull, commit, entry }: { pull: Pull; commit: string; entry: string },
): Promise<Approval[]> {
  const commits = await forge.commitsBetween(pull.head.sha, commit)
  const message = commits.find(({ sha }) => sha === commit)?.message ?? ''
  return approvalsIn(message).filter((approval) => approval.entry === entry)
}

async function dispatchOnce(
  { forge, state }: PromotionContext,
  { sequence, ...change }: { model: string; version: string; stage: string; sha: string; sequence: number },
): Promise<void> {
  const path = `announcements/${Name.parse(change.model)}/${sequence}.json`
  if ((await state.read(path)) !== undefined) return
  await forge.dispatch('pawl-stage-changed', change)
  const content = canonicalJson({
    schema: 'pawl/announcement@1',
    ...change,
    version: Version.parse(change.version),
  })
  await state.append([{ path, content }], `Announced ${change.model} ${change.version} in ${change.stage}`)
}

/** How many other pull requests of a model are looked at; older ones are built anew when somebody approves them. */
const mostOthers = 5

async function rebuildOthers(
  context: PromotionContext,
  { model, merged }: { model: string; merged: number },
): Promise<{ pull: number; outcome: string }[]> {
  const numbers = pullsOfRecords(await context.state.list(recordFolder(model)))
  const others: { pull: number; outcome: string }[] = []
  for (const number of numbers.filter((one) => one !== merged).slice(0, mostOthers)) {
    try {
      const pull = await context.forge.pull(number)
      if (pull.state !== 'open' || modelOfBranch(pull.head.branch) !== model) continue
      const result = await rebuild(context, { pull: number, model })
      others.push({ pull: number, outcome: result.kind })
    } catch (error) {
      // The merge stands; whoever approves the other one next has it built anew then.
      others.push({ pull: number, outcome: messageOf(error) })
    }
  }
  return others
}
