import type { Pull, Repository } from '../forge/forge.ts'
import { canonicalJson } from '../project/digest.ts'
import { UserError } from '../project/problem.ts'
import type { RegistryChange } from '../registry/new-version.ts'
import type { Stages } from '../registry/stages.ts'
import { changeDigestOf } from './change.ts'
import { codeRange } from './change-rules.ts'
import type { PromotionContext } from './context.ts'
import { fullName } from './context.ts'
import { digestsOf, readRecord } from './gather-change.ts'
import { commitMessage } from './merge-message.ts'
import { noPolicyEdited, setPolicyStatus } from './policy-review.ts'
import { PromotionRecord, recordPath } from './record.ts'
import type { Shown } from './shown.ts'
import { needsApproval, setStatus } from './status.ts'

/** A change of stage that is to become a pull request, or one that is. */
export interface Proposal {
  change: RegistryChange
  /** The model's stages on the default branch, on which the change was built. */
  base: { sha: string; stages: Stages | undefined }
  branch: string
  verdict: PromotionRecord['verdict']
  starter: string | null
  comment: number | null
}

/** Puts a change on its branch by compare-and-swap; undefined when somebody else moved the branch meanwhile. */
export async function commitProposal(
  { forge }: PromotionContext,
  { change, base, branch, over }: Proposal & { over: string | null },
): Promise<string | undefined> {
  const result = await forge.commit({
    branch,
    expected: over,
    onto: base.sha,
    parents: over === null ? [base.sha] : [over, base.sha],
    message: commitMessage(change),
    files: change.files,
  })
  return result.moved ? undefined : result.sha
}

/**
 * Makes what belongs to a commit on the branch: pull request, record, status. Each is looked for before it is made, so
 * this can be run again after being killed anywhere.
 */
export async function announceProposal(
  context: PromotionContext,
  {
    proposal,
    head,
    shown,
    required,
  }: {
    proposal: Proposal
    head: string
    shown: Shown
    required: number
  },
): Promise<{ pull: Pull; record: PromotionRecord }> {
  const draft = recordOf(context, { proposal, head })
  const { pull, isNew } = await pullFor(context, {
    branch: proposal.branch,
    ...shown({ head, record: draft }),
  })
  const known = isNew ? null : await readRecord(context, { model: draft.model, pull: pull.number, head })
  const record = known ?? PromotionRecord.parse({ ...draft, pull: pull.number })
  if (known === null)
    await context.state.append(
      [{ path: recordPath(record), content: canonicalJson(record), isNew }],
      `Record what #${pull.number} proposes for ${record.model}`,
    )
  await setPolicyStatus(context, head, noPolicyEdited)
  await setStatus(context, head, needsApproval({ head, have: 0, required }))
  return { pull, record }
}

function recordOf(
  context: PromotionContext,
  { proposal, head }: { proposal: Proposal; head: string },
): Omit<PromotionRecord, 'pull'> {
  const { change, base, branch, verdict, starter, comment } = proposal
  const { model, version, entry, manifest, stages } = change
  return {
    schema: 'pawl/promotion@1',
    kind: entry.kind,
    model,
    version,
    stage: entry.stage,
    branch,
    head,
    change: changeDigestOf(change.files),
    digests: digestsOf({ manifest, stages }),
    verdict,
    code: codeRange({ kind: entry.kind, base: base.stages, commit: manifest.commit }),
    starter,
    comment,
    created: context.now(),
  }
}

async function pullFor(
  { forge }: PromotionContext,
  { branch, title, body }: { branch: string; title: string; body: string },
): Promise<{ pull: Pull; isNew: boolean }> {
  const repository = await forge.repository()
  const open = await openPullOf({ forge }, { branch, repository })
  if (open === undefined) {
    const pull = await forge.createPull({ title, body, head: branch, base: repository.defaultBranch })
    return { pull, isNew: true }
  }
  if (open.title !== title || open.body !== body) await forge.updatePull(open.number, { title, body })
  return { pull: open, isNew: false }
}

/** The open pull request of one of our branches; one that somebody else opened from it is a `UserError`. */
export async function openPullOf(
  { forge }: Pick<PromotionContext, 'forge'>,
  { branch, repository }: { branch: string; repository: Repository },
): Promise<Pull | undefined> {
  const pulls = await forge.pullsByHead({ branch })
  const open = pulls.find(
    ({ state, head, base }) =>
      state === 'open' &&
      head.repository?.toLowerCase() === fullName(repository).toLowerCase() &&
      base.branch === repository.defaultBranch,
  )
  if (open === undefined) return undefined
  const me = await forge.me()
  if (open.author.login === me.login) return open
  throw new UserError({
    message: `#${open.number} from ${branch} was opened by ${open.author.login}, not by Pawl (${me.login})`,
    hint: 'close it and delete its branch, then run this again',
  })
}
