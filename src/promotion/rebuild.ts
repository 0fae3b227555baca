import type { Pull } from '../forge/forge.ts'
import { canonicalJson } from '../project/digest.ts'
import { messageOf, UserError } from '../project/problem.ts'
import { approvalsNeeded } from '../registry/approved-history.ts'
import { appendEntry } from '../registry/chain.ts'
import type { RegistryFiles } from '../registry/files.ts'
import { lastEntry, type RegistryChange, type RegistryFile } from '../registry/new-version.ts'
import { parseManifest } from '../registry/parse.ts'
import { manifestPath, stagesPath, versionFolder } from '../registry/paths.ts'
import type { HistoryEntry, Stages } from '../registry/stages.ts'
import { sayOnce } from './answer.ts'
import { changeDigestOf } from './change.ts'
import type { Policy, PromotionContext } from './context.ts'
import { type Judgement, judge } from './evidence.ts'
import { defaultHead, filesAt, stagesAt } from './forge-files.ts'
import { readRecord, readVersion } from './gather-change.ts'
import { announceProposal, commitProposal, type Proposal } from './propose.ts'
import type { PromotionRecord } from './record.ts'
import { type Refusal, refusal } from './refusal.ts'
import { type Shown, showPromotion, showRollback } from './shown.ts'

export type RebuildResult =
  | { kind: 'rebuilt'; head: string; record: PromotionRecord }
  /** It is built on what the default branch holds now. */
  | { kind: 'up-to-date' }
  /** It makes no sense any more; the pull request is closed. */
  | { kind: 'closed'; reason: string }
  | ({ kind: 'refused' } & Refusal)

/**
 * Builds an open promotion or rollback anew on the default branch after another change of the model was merged first:
 * one commit with the old head and the new base as parents, a new record, and a word about why. Approvals of the old
 * head are void by that. Only what Pawl recorded is built anew, never what somebody pushed.
 */
export async function rebuild(
  context: PromotionContext,
  { pull: number, model }: { pull: number; model: string },
): Promise<RebuildResult> {
  const { forge } = context
  const pull = await forge.pull(number)
  if (pull.state !== 'open')
    return { kind: 'refused', ...refusal('pull-closed', 'The pull request is closed.') }
  const repository = await forge.repository()
  const sha = await defaultHead(forge, repository.defaultBranch)
  const base = { sha, stages: await stagesAt(filesAt(forge, sha), model) }
  const old = await recordedHead(context, { pull, model, baseSha: sha })
  if (old === undefined)
    return {
      kind: 'refused',
      ...refusal(
        'no-record',
        'The head is not what Pawl prepared, so it is not built anew. Run the promotion again.',
      ),
    }
  const policy = await context.policyAt(sha, model)
  const files = filesAt(forge, pull.head.sha)
  const there = await stagesAt(files, model)
  if (there === undefined || base.stages === undefined) return { kind: 'up-to-date' }
  const done = old.record.head !== pull.head.sha
  if (!done && standsOn(there, base.stages)) return { kind: 'up-to-date' }

  const next = nextChange(old, { base: base.stages, policy, at: done ? lastEntry(there).at : context.now() })
  if (typeof next === 'string') return close(context, { pull, change: old.change, reason: next })
  if (done && changeDigestOf(next.files) !== changeDigestOf(await filesOf(files, next)))
    return {
      kind: 'refused',
      ...refusal('no-record', 'Somebody pushed to the branch. Close the pull request.'),
    }
  return propose(context, { pull, old, change: next, base: { sha, stages: base.stages }, policy, done })
}

/** A head that Pawl recorded, with the files of its change as they were recorded. */
interface RecordedHead {
  record: PromotionRecord
  files: RegistryFiles
  change: RegistryChange
}

/**
 * The pull request's head if it is recorded, else the commit before it: a rebuild that was killed after its commit and
 * before its record leaves a head that can be worked out again from there.
 */
async function recordedHead(
  context: PromotionContext,
  { pull, model, baseSha }: { pull: Pull; model: string; baseSha: string },
): Promise<RecordedHead | undefined> {
  const at = async (head: string): Promise<RecordedHead | undefined> => {
    const record = await readRecord(context, { model, pull: pull.number, head })
    return record === null ? undefined : asRecorded(context, record)
  }
  const own = await at(pull.head.sha)
  if (own !== undefined) return own
  const commits = await context.forge.commitsBetween(baseSha, pull.head.sha)
  const parent = commits.find((commit) => commit.sha === pull.head.sha)?.parents[0]
  return parent === undefined ? undefined : at(parent)
}

async function asRecorded(
  context: PromotionContext,
  record: PromotionRecord,
): Promise<RecordedHead | undefined> {
  const { model, version, head } = record
  const files = filesAt(context.forge, head)
  const stages = await stagesAt(files, model)
  if (stages === undefined) return undefined
  const path = manifestPath(model, version)
  const manifest = parseManifest(path, (await files.read(path)) ?? '')
  const isNew = stages.history.filter((entry) => entry.version === version).length === 1
  const folder = versionFolder(model, version)
  const paths = [
    stagesPath(model),
    ...(isNew ? [path] : []),
    ...(isNew ? manifest.files.filter((file) => file.location === undefined) : []).map(
      (file) => `${folder}/${file.path}`,
    ),
  ]
  const change = {
    model,
    version,
    files: await filesOf(files, { files: paths.map((one) => ({ path: one, content: '' })) }),
    manifest,
    entry: lastEntry(stages),
    stages,
  }
  return changeDigestOf(change.files) === record.change ? { record, files, change } : undefined
}

/** The same files with the bytes that they have at a commit; one that is missing there is empty. */
async function filesOf(
  at: RegistryFiles,
  { files }: { files: readonly RegistryFile[] },
): Promise<RegistryFile[]> {
  const read = []
  for (const { path } of files) read.push({ path, content: (await at.read(path)) ?? new Uint8Array() })
  return read
}

function standsOn(stages: Stages, base: Stages): boolean {
  return canonicalJson(stages.history.slice(0, -1)) === canonicalJson(base.history)
}

/** The change on the stages of now, or why there is none any more. */
function nextChange(
  { change }: RecordedHead,
  { base, policy, at }: { base: Stages; policy: Policy; at: string },
): RegistryChange | string {
  const { model, version, entry } = change
  const isNew = change.files.length > 1
  if (isNew && base.history.some((one) => one.version === version))
    return `${model} ${version} is the number of another version now`
  try {
    const stages = appendEntry(base, model, withoutPlace(entry, { policy, at }))
    const path = stagesPath(model)
    const files = change.files.map((file) =>
      file.path === path ? { path, content: canonicalJson(stages) } : file,
    )
    return { ...change, files, entry: lastEntry(stages), stages }
  } catch (error) {
    if (error instanceof UserError) return messageOf(error)
    throw error
  }
}

function withoutPlace(
  { sequence: _, replaces: __, previous: ___, ...entry }: HistoryEntry,
  { policy, at }: { policy: Policy; at: string },
) {
  const rollbackPolicy = entry.kind === 'rollback' ? { policy: policy.digest } : {}
  return { ...entry, at, evidence: { ...entry.evidence, ...rollbackPolicy } }
}

async function close(
  { forge, texts }: PromotionContext,
  { pull, change, reason }: { pull: Pull; change: RegistryChange; reason: string },
): Promise<RebuildResult> {
  const { model, version } = change
  const text = texts.rejected({ by: (await forge.me()).login, because: reason, model, version })
  await sayOnce(forge, { number: pull.number, key: 'closed', text })
  await forge.updatePull(pull.number, { state: 'closed' })
  await forge.deleteBranch(pull.head.branch)
  return { kind: 'closed', reason }
}

interface Rebuilding {
  pull: Pull
  old: RecordedHead
  change: RegistryChange
  base: { sha: string; stages: Stages }
  policy: Policy
  /** The commit is there already, left by a run that was killed. */
  done: boolean
}

async function propose(context: PromotionContext, of: Rebuilding): Promise<RebuildResult> {
  const { pull, old, change, base, policy } = of
  const { judgement, shown } = await judged(context, of)
  if (judgement !== null && !judgement.allowed)
    return close(context, { pull, change, reason: judgement.reason })
  const proposal: Proposal = {
    change,
    base,
    branch: old.record.branch,
    verdict: judgement?.verdict ?? 'none',
    starter: old.record.starter,
    comment: old.record.comment,
  }
  const head = of.done ? pull.head.sha : await commitProposal(context, { ...proposal, over: pull.head.sha })
  if (head === undefined)
    return { kind: 'refused', ...refusal('stages-moved', 'The branch moved meanwhile. Try again.') }
  const { record } = await announceProposal(context, {
    proposal,
    head,
    required: approvalsNeeded(change.entry.kind, policy.settings),
    shown,
  })
  const winner = lastEntry(base.stages)
  const text = context.texts.rebuilt({
    model: change.model,
    version: change.version,
    stage: change.entry.stage,
    winner: { kind: winner.kind, version: winner.version, sequence: winner.sequence },
    head,
    staleEvidence: judgement?.stale ?? null,
  })
  await sayOnce(context.forge, { number: pull.number, key: `rebuilt-${head}`, text })
  return { kind: 'rebuilt', head, record }
}

async function judged(
  context: PromotionContext,
  { old, change, base, policy }: Rebuilding,
): Promise<{ judgement: Judgement | null; shown: Shown }> {
  const { settings } = policy
  if (change.entry.kind === 'rollback')
    return { judgement: null, shown: showRollback(context.texts, { change, settings }) }
  const { report } = await readVersion({
    context,
    files: old.files,
    stages: old.change.stages,
    version: change.version,
  })
  const judgement = judge({
    report,
    stage: change.entry.stage,
    base: base.stages,
    policy: policy.digest,
  })
  const shown: Shown = judgement.allowed
    ? showPromotion(context.texts, { change, report, judgement, settings })
    : () => ({ title: '', body: '' })
  return { judgement, shown }
}
