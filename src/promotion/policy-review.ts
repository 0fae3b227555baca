import type { Comment, Pull, StatusState } from '../forge/forge.ts'
import { Name } from '../project/name.ts'
import type { Settings } from '../project/schema/settings.ts'
import type { CommentEvent } from './approval-facts.ts'
import { handIn } from './authorship.ts'
import { readComment } from './comment-lines.ts'
import { commentRules } from './comment-rules.ts'
import type { PromotionContext } from './context.ts'
import { people } from './gather-people.ts'
import { firstRefusal, type Refusal, refusal } from './refusal.ts'
import { setStatus } from './status.ts'

/** The commit status that says whether what a change edits of policies was agreed to. A repository may require it beside `pawl`. */
export const policyContext = 'pawl/policy'

/** What a pull request edits of policies, and who has agreed to it at its head. */
export interface PolicyReview {
  /** Models whose policy differs between the base branch and the head, in order; none where nothing needs an approval. */
  models: readonly string[]
  required: number
  approvals: readonly { by: string; because: string | null }[]
  /** Why comments that name this head do not count, by their id. */
  refused: ReadonlyMap<number, Refusal>
}

/**
 * Reads from the forge what a pull request edits of policies: the check's own word on it comes from the change. A model that
 * the base branch does not know has no policy yet that somebody could loosen. A policy that cannot be read at the head counts
 * as edited.
 */
export async function policyReview(
  context: PromotionContext,
  { pull, event, paths }: { pull: Pull; event?: CommentEvent; paths?: readonly string[] },
): Promise<PolicyReview> {
  const changed = paths ?? (await changedPaths(context.forge, pull.number))
  const { models, settings } = await editedPolicies(context, pull, changed)
  if (settings === undefined) return { models, required: 0, approvals: [], refused: new Map() }
  const comments = (await context.forge.comments(pull.number)).flatMap((comment) => {
    const said = agreementIn(comment, pull)
    return said ? [{ comment, because: said.because }] : []
  })
  const rights = people(context.forge, settings)
  const code =
    comments.length > 0 && settings.approvals.self === 'refuse'
      ? { commits: await context.forge.commitsBetween(pull.base.sha, pull.head.sha), pulls: [pull] }
      : undefined
  const approvals = new Map<string, PolicyReview['approvals'][number]>()
  const refused = new Map<number, Refusal>()
  for (const { comment, because } of comments) {
    const { login } = comment.author
    const facts = await rights.facts({ now: comment, event: event?.id === comment.id ? event : null })
    const no =
      firstRefusal(facts, commentRules) ??
      (code && handIn(code, login)
        ? refusal('wrote-the-code', `${login} had a hand in this change. Somebody else has to agree to it.`)
        : undefined)
    if (no) refused.set(comment.id, no)
    else approvals.set(login.toLowerCase(), { by: login, because })
  }
  return { models, required: settings.approvals.required, approvals: [...approvals.values()], refused }
}

/** Says on the head of a pull request how far the agreement to its policy is. */
export async function setPolicyStatus(
  context: Pick<PromotionContext, 'forge'>,
  head: string,
  status: { state: StatusState; description: string },
): Promise<void> {
  await setStatus(context, head, { ...status, context: policyContext })
}

/** What a change says that edits none, as a promotion. */
export const noPolicyEdited = { state: 'success', description: 'This change edits no policy.' } as const

export function policyStatus(
  { models, required, approvals }: PolicyReview,
  head: string,
): { state: StatusState; description: string } {
  if (models.length === 0) return noPolicyEdited
  if (approvals.length >= required)
    return { state: 'success', description: `Agreed to by ${approvals.map(({ by }) => by).join(', ')}.` }
  const some = required === 1 ? '' : `${approvals.length} of ${required}; `
  const [first, ...more] = models
  const whose = more.length === 0 ? first : `${first} and ${more.length} more`
  return {
    state: 'pending',
    description: `${some}needs /approve-policy ${head.slice(0, 7)}: it edits the policy of ${whose}`,
  }
}

/** Every path that a pull request touches, renamed files by both their names. */
export async function changedPaths(forge: PromotionContext['forge'], pull: number): Promise<string[]> {
  return (await forge.pullFiles(pull)).flatMap(({ path, previousPath = path }) => [path, previousPath])
}

/** The models, with the base's settings where there are any. Approvals are part of every model's policy, so that an edit of pawl.yaml may be one of all of them. */
async function editedPolicies(
  context: PromotionContext,
  { base, head }: Pull,
  paths: readonly string[],
): Promise<{ models: string[]; settings?: Settings }> {
  const { forge, policyAt } = context
  const touched = paths.includes('pawl.yaml')
    ? (await forge.tree('models', base.branch)).map(({ path }) => path)
    : paths
  const models: string[] = []
  let settings: Settings | undefined
  for (const model of [...new Set(touched.flatMap((path) => modelOf(path) ?? []))].sort()) {
    if ((await forge.file(`models/${model}/model.yaml`, base.branch)) === undefined) continue
    const before = await policyAt(base.branch, model)
    const after = await policyAt(head.sha, model).catch(() => undefined)
    if (before.digest === after?.digest) continue
    models.push(model)
    settings = before.settings
  }
  return { models, ...(settings && { settings }) }
}

function modelOf(path: string): string | undefined {
  const name = /^models\/([^/]+)\/model\.yaml$/.exec(path)?.[1]
  return Name.safeParse(name).data
}

/** A comment's agreement to this very head, if it is one. */
function agreementIn({ body }: Comment, { head }: Pull): { because: string | null } | undefined {
  const said = readComment(body)
  if (said.kind !== 'command' || said.command.command !== 'approve-policy') return undefined
  return head.sha.startsWith(said.command.sha) ? { because: said.command.because } : undefined
}
