import { messageOf } from '../project/problem.ts'
import type { Approval } from '../registry/approval-trailer.ts'
import { approvalsIn } from '../registry/approval-trailer.ts'
import { entryDigest } from '../registry/chain.ts'
import { lastEntry } from '../registry/new-version.ts'
import type { HistoryEntry } from '../registry/stages.ts'
import { sayFirst, sayOnce } from './answer.ts'
import { headOf } from './change-rules.ts'
import { fullName, type PromotionContext } from './context.ts'
import { filesAt, stagesAt } from './forge-files.ts'
import type { Standing } from './gather.ts'
import { rebuild } from './rebuild.ts'
import { modelOfBranch } from './record.ts'
import { isRefusal, type Refusal, refusal } from './refusal.ts'

export interface FinishResult {
  /** Commit on the default branch. */
  commit: string
  version: string
  stage: string
  approvals: readonly Approval[]
  /** Other open pull requests of the model, and what became of them. */
  others: readonly { pull: number; outcome: string }[]
}

interface Merged {
  number: number
  commit: string
  branch: string
  head: string
  entry: HistoryEntry
  approvals: readonly Approval[]
}

/**
 * What belongs to a merged promotion or rollback: the dispatch `pawl-stage-changed`, a word on the pull request, its
 * branch removed, the model's other pull requests built anew. `fresh` is what the one who merged it knows, just after the
 * call that did it; without it all is read from the forge, and looked at before it is done. A dispatch cannot be read back, so the word on the pull request stands for it: a kill between
 * the two sends it twice, with the same content.
 */
export async function finishMerge(
  context: PromotionContext,
  { pull, model, fresh }: { pull: number; model: string; fresh?: { standing: Standing; commit: string } },
): Promise<FinishResult | Refusal> {
  const merged = fresh === undefined ? await readMerged(context, { pull, model }) : asMerged(fresh)
  if (isRefusal(merged)) return merged
  const { commit, entry, approvals, branch, head } = merged
  const { version, stage, replaces, kind } = entry
  const { forge, texts } = context
  const word = {
    number: pull,
    key: 'merged',
    text: texts.merged({ kind, model, version, stage, replaces, commit, approvals }),
  }
  const tell = () => forge.dispatch('pawl-stage-changed', { model, version, stage, sha: commit })
  if (fresh === undefined) {
    await sayOnce(forge, { ...word, beforeFirst: tell })
    if ((await forge.branchHead(branch)) === head) await forge.deleteBranch(branch)
  } else {
    await tell()
    await sayFirst(forge, word)
    await forge.deleteBranch(branch)
  }
  const others = await rebuildOthers(context, { model, merged: pull })
  return { commit, version, stage, approvals, others }
}

function asMerged({ standing, commit }: { standing: Standing; commit: string }): Merged {
  const { pull } = standing.change
  return {
    number: pull.number,
    commit,
    branch: pull.head.branch,
    head: pull.head.sha,
    entry: headOf(standing.change).entry,
    approvals: standing.counted.approvals,
  }
}

/** Approvals come from the message on the default branch, where `pawl verify` will look for them. */
async function readMerged(
  { forge }: PromotionContext,
  { pull: number, model }: { pull: number; model: string },
): Promise<Merged | Refusal> {
  const { merged, mergeCommit: commit, mergedBy, head } = await forge.pull(number)
  if (!merged || commit === null)
    return refusal('cannot-tell', `#${number} is not merged, or GitHub does not say by which commit.`)
  const stages = await stagesAt(filesAt(forge, head.sha), model)
  if (stages === undefined) return refusal('head-damaged', `#${number} brought no history of ${model}.`)
  const entry = lastEntry(stages)
  const commits = await forge.commitsBetween(head.sha, commit)
  const message = commits.find(({ sha }) => sha === commit)?.message ?? ''
  const approvals = approvalsIn(message).filter((approval) => approval.entry === entryDigest(entry))
  if (approvals.length > 0) return { number, commit, branch: head.branch, head: head.sha, entry, approvals }
  return refusal(
    'too-few-approvals',
    `#${number} was merged by ${mergedBy ?? 'somebody'} without an approval in the message. Roll back, and let Pawl merge.`,
  )
}

/** How many other pull requests of a model are looked at; older ones are built anew when somebody approves them. */
const mostOthers = 5

async function rebuildOthers(
  context: PromotionContext,
  { model, merged }: { model: string; merged: number },
): Promise<{ pull: number; outcome: string }[]> {
  const { forge } = context
  const here = fullName(await forge.repository()).toLowerCase()
  const open = (await forge.pulls({ state: 'open' })).filter(
    ({ number, head }) =>
      number !== merged && head.repository?.toLowerCase() === here && modelOfBranch(head.branch) === model,
  )
  const others: { pull: number; outcome: string }[] = []
  for (const { number } of open.slice(0, mostOthers)) {
    try {
      const result = await rebuild(context, { pull: number, model })
      others.push({ pull: number, outcome: result.kind })
    } catch (error) {
      // The merge stands; whoever approves the other one next has it built anew then.
      others.push({ pull: number, outcome: messageOf(error) })
    }
  }
  return others
}
