import type { Pull } from '../forge/forge.ts'
import type { Report } from '../gates/report.ts'
import { UserError } from '../project/problem.ts'
import { currentVersion, stageOf } from '../registry/lookup.ts'
import { moveVersion } from '../registry/move-version.ts'
import { lastEntry, type RegistryChange } from '../registry/new-version.ts'
import type { Stages } from '../registry/stages.ts'
import { sayOnce } from './answer.ts'
import type { PromotionContext } from './context.ts'
import { judge } from './evidence.ts'
import { defaultHead, filesAt, stagesAt } from './forge-files.ts'
import { freezeOf, frozenWords } from './freeze.ts'
import { readVersion } from './gather-change.ts'
import { announceProposal, commitProposal, openPullOf, type Proposal } from './propose.ts'
import { type PromotionRecord, promotionBranch } from './record.ts'
import { showPromotion } from './shown.ts'

export interface PromotionRequest {
  model: string
  /** The candidate's evidence. */
  report: Report
  /** The change that adds the candidate, on the stages that the default branch holds at that moment. */
  build: (base: Stages | undefined, policy: string) => RegistryChange
  /** Who dispatched or commanded the run; null for a push, merge or schedule. */
  starter: string | null
  /** Comment that commanded it, if one did. */
  comment: number | null
}

export type PromotionResult =
  | {
      kind: 'proposed'
      /** `adopted`: the same was proposed before; `superseded`: it took the place of another candidate. */
      how: 'opened' | 'adopted' | 'superseded'
      pull: Pull
      head: string
      record: PromotionRecord
    }
  /** The candidate is in the registry already. */
  | { kind: 'already-merged'; version: string; stage: string }
  /** A newer candidate has an open pull request; this one is not proposed. */
  | { kind: 'older-than-open'; pull: Pull }

const tries = 5

/**
 * Opens the pull request that gives a candidate its stage, or brings the one that is open up to date. Safe to run again
 * after being killed anywhere, and at the same time as others: the branch moves by compare-and-swap only, and who comes
 * second looks again at what is there.
 */
export async function promote(
  context: PromotionContext,
  request: PromotionRequest,
): Promise<PromotionResult> {
  for (let nth = 0; nth < tries; nth++) {
    const result = await tryToPromote(context, request)
    if (result !== undefined) return result
  }
  throw new UserError({
    message: `the promotion branch of ${request.model} was moved by others ${tries} times in a row`,
    hint: 'run this again; give promotions of one model one concurrency group',
  })
}

async function tryToPromote(
  context: PromotionContext,
  request: PromotionRequest,
): Promise<PromotionResult | undefined> {
  const { forge } = context
  const { model, report } = request
  const repository = await forge.repository()
  const sha = await defaultHead(forge, repository.defaultBranch)
  const stages = await stagesAt(filesAt(forge, sha), model)
  const policy = await context.policyAt(sha, model)
  const freeze = await freezeOf(context.state, model)
  if (freeze !== null) throw new UserError(`Nothing of ${model} is promoted: ${frozenWords(freeze)}`)
  const merged = stages?.history.find(
    ({ kind, evidence }) => kind === 'promotion' && evidence.run === report.candidate.run,
  )
  const change = request.build(stages, policy.digest)
  if (merged !== undefined && merged.version !== change.version)
    return {
      kind: 'already-merged',
      version: merged.version,
      stage: stageOf(stages, merged.version) ?? 'archived',
    }
  if (change.files.length > 1 && report.policy.digest !== policy.digest)
    throw new UserError({
      message: `${model} was judged by another policy than that of ${repository.defaultBranch} now`,
      hint: 'train and evaluate it again',
    })
  const { stage } = change.entry
  if (!policy.settings.stages.includes(stage))
    throw new UserError({
      message: `${stage} is no stage of this project`,
      hint: `pawl.yaml has ${policy.settings.stages.join(', ')}`,
    })
  const judgement = judge({
    report,
    stage,
    base: stages,
    policy: policy.digest,
  })
  if (!judgement.allowed) throw new UserError(`${model} cannot be promoted. ${judgement.reason}`)

  const proposal: Proposal = {
    change,
    base: { sha, stages },
    branch: promotionBranch(model, change.version),
    verdict: judgement.verdict,
    starter: request.starter,
    comment: request.comment,
  }
  const there = await proposedOn(context, proposal)
  if (there !== undefined && !there.same) {
    const pull = await openPullOf(context, { branch: proposal.branch, repository })
    if (pull !== undefined && (await isOlder(context, change.manifest.commit, there.commit)))
      return { kind: 'older-than-open', pull }
  }
  const head = there?.same
    ? there.head
    : await commitProposal(context, { ...proposal, over: there?.head ?? null })
  if (head === undefined) return undefined
  const actual = there?.same ? { ...proposal, change: there.change } : proposal
  const { pull, record } = await announceProposal(context, {
    proposal: actual,
    head,
    required: policy.settings.approvals.required,
    shown: showPromotion(context.texts, {
      change: actual.change,
      report,
      judgement,
      settings: policy.settings,
    }),
  })
  if (there !== undefined && !there.same) {
    const [from, to] = [
      { run: there.run, head: there.head },
      { run: change.manifest.run, head },
    ]
    const text = context.texts.superseded({ model, version: change.version, from, to })
    await sayOnce(forge, { number: pull.number, key: `superseded-${head}`, text })
  }
  const how = there === undefined ? 'opened' : there.same ? 'adopted' : 'superseded'
  return { kind: 'proposed', how, pull, head, record }
}

interface Proposed {
  head: string
  commit: string
  run: string | null
  /** Whether it proposes the same candidate on the same stages. */
  same: boolean
  change: RegistryChange
}

/** What lies on the branch of a proposal already. */
async function proposedOn(
  { forge }: PromotionContext,
  { branch, change }: Proposal,
): Promise<Proposed | undefined> {
  const head = await forge.branchHead(branch)
  if (head === undefined) return undefined
  const files = filesAt(forge, head)
  const stages = await stagesAt(files, change.model)
  if (stages === undefined) return { head, commit: head, run: null, same: false, change }
  const entry = lastEntry(stages)
  const wanted = change.entry
  const same =
    entry.version === wanted.version &&
    entry.stage === wanted.stage &&
    entry.previous === wanted.previous &&
    entry.manifest === wanted.manifest &&
    entry.evidence.report === wanted.evidence.report &&
    entry.evidence.policy === wanted.evidence.policy
  return {
    head,
    commit: entry.evidence.commit,
    run: entry.evidence.run,
    same,
    change: same ? await asOnBranch(change, { files, stages }) : change,
  }
}

/** The same change with the history entry of an earlier attempt, which says another time and perhaps another actor. */
async function asOnBranch(
  change: RegistryChange,
  { files, stages }: { files: ReturnType<typeof filesAt>; stages: Stages },
): Promise<RegistryChange> {
  const written = []
  for (const { path, content } of change.files)
    written.push({ path, content: (await files.read(path)) ?? content })
  return { ...change, files: written, entry: lastEntry(stages), stages }
}

/** Whether one commit is an ancestor of another, so that a late run does not push a newer candidate aside. */
async function isOlder({ forge }: PromotionContext, commit: string, than: string): Promise<boolean> {
  if (commit === than) return false
  return (await forge.commitsBetween(than, commit)).length === 0
}

/** Proposes a version that the registry has: the one named, or what is in staging. */
export async function promoteExisting(
  context: PromotionContext,
  request: {
    model: string
    version: string | null
    stage: string
    actor: string
    reason: string
    comment: number | null
  },
): Promise<PromotionResult> {
  const { forge } = context
  const { model, stage } = request
  const repository = await forge.repository()
  const files = filesAt(forge, await defaultHead(forge, repository.defaultBranch))
  const stages = await stagesAt(files, model)
  const version = request.version ?? currentVersion(stages, 'staging')
  if (stages === undefined || version === undefined || stageOf(stages, version) === undefined)
    throw new UserError({
      message: `${model} has no ${request.version ? `version ${request.version}` : 'version in staging'} to promote`,
      hint: `name one: /promote ${model} <version>; a new candidate comes from /retrain ${model} because …`,
    })
  const { manifest, report } = await readVersion({ context, files, stages, version })
  return promote(context, {
    model,
    report,
    starter: request.actor,
    comment: request.comment,
    build: (base, policy) =>
      moveVersion(base ?? stages, {
        kind: 'promotion',
        stage,
        manifest,
        policy,
        actor: request.actor,
        reason: request.reason,
        at: context.now(),
      }),
  })
}
