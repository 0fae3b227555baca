import { z } from 'zod'
import type { Forge, Pull, StatusState } from '../forge/forge.ts'
import { command } from '../frame/command.ts'
import { flag, number, outcome } from '../frame/inputs.ts'
import { type Findings, weigh } from '../gates/findings.ts'
import { Sha } from '../project/name.ts'
import {
  changedPaths,
  noPolicyEdited,
  policyReview,
  policyStatus,
  setPolicyStatus,
} from '../promotion/policy-review.ts'
import { modelOfBranch } from '../promotion/record.ts'
import { isRefusal, orCannotTell } from '../promotion/refusal.ts'
import { renderComment, renderRegistryEdit, renderUnfinished } from '../report/markdown/comment.ts'
import { remember, rememberedIn } from '../report/markdown/last-push.ts'
import { checkMarker, ownComments } from '../report/markdown/marker.ts'
import { statusContext, statusOf, statusOfOtherBase, statusOfUnfinished } from '../report/status.ts'
import { renderCheckText } from '../report/text/check.ts'
import { receiveChecks } from './steps/handover.ts'
import { promotionContext } from './steps/promotion-context.ts'

/** What is used of the event of a finished workflow run. All of it is text from outside. */
const Finished = z.object({
  workflow_run: z.object({
    id: z.int(),
    event: z.string(),
    head_sha: Sha,
    head_repository: z.object({ full_name: z.string() }).nullable(),
    conclusion: z.string().nullable(),
    html_url: z.string(),
  }),
  repository: z.object({ default_branch: z.string() }),
})
type FinishedRun = z.infer<typeof Finished>['workflow_run']

export const report = command({
  name: 'report',
  summary: 'Post what a check found: one comment that is updated in place, and the commit status pawl.',
  runs: ['action'],
  permissions: { actions: 'read', contents: 'read', 'pull-requests': 'write', statuses: 'write' },
  inputs: {},
  outputs: {
    verdict: outcome(),
    pull: number('Number of the pull request.'),
    posted: flag('Whether a comment was posted: not for a merge group, nor for a head that has moved on.'),
  },

  async run(context) {
    const { workflow_run: run, repository } = Finished.parse(context.event.payload)
    const forge = await context.forge()
    const say = (status: { state: StatusState; description: string }) =>
      forge.setStatus(run.head_sha, { context: statusContext, ...status, url: run.html_url })
    const left = async (): Promise<Findings> =>
      weigh({
        conclusion: run.conclusion,
        ...(await receiveChecks(context, { id: run.id, head: run.head_sha })),
      })

    if (run.event === 'merge_group') {
      const findings = await left()
      await say(statusFor(findings))
      // A queue takes in only what was green on its own.
      await setPolicyStatus({ forge }, run.head_sha, noPolicyEdited)
      return silent(findings.verdict, `the status of the merge group ${run.head_sha.slice(0, 10)} is set`)
    }
    // Only on these two events is the head what a pull request or a queue wants to bring in.
    const pull = run.event === 'pull_request' ? await pullOf(forge, run) : undefined
    if (!pull)
      return silent(undefined, `${run.head_sha.slice(0, 10)} is not the head of an open pull request`)
    if (isPromotion(pull, context.event.repository))
      return silent(undefined, `#${pull.number} is Pawl's own: its status says how far its approval is`)
    if (run.conclusion === 'action_required') {
      await say({ state: 'pending', description: 'Somebody who may write has to let the check run.' })
      return silent(undefined, `the check of #${pull.number} waits for somebody to let it run`)
    }

    const findings = await context.log.step('read what the check left', left)
    const paths = await changedPaths(forge, pull.number)
    const told = { changesWorkflows: paths.some((path) => path.startsWith('.github/')), run: run.html_url }
    const editsRegistry = paths.some((path) => path.startsWith('registry/'))
    const { checks } = findings
    const wanted = { base: pull.base.branch, defaultBranch: repository.default_branch }
    const world = await promotionContext(context)
    const review = await orCannotTell(() => policyReview(world, { pull, paths }))
    await setPolicyStatus(
      world,
      run.head_sha,
      statusOfOtherBase(wanted) ??
        (isRefusal(review)
          ? { state: 'error', description: review.message }
          : policyStatus(review, run.head_sha)),
    )
    const policy = isRefusal(review)
      ? undefined
      : {
          models: review.models,
          head: run.head_sha,
          agreed: review.approvals.length >= review.required,
        }
    await say(
      editsRegistry
        ? { state: 'failure', description: 'Only promotions and rollbacks may change registry/.' }
        : (statusOfOtherBase(wanted) ?? statusFor(findings)),
    )
    const body = (last: string | undefined): string => {
      const about = { ...told, policy, remembered: remember(checks, rememberedIn(last ?? '')) }
      if (editsRegistry) return renderRegistryEdit(checks, about)
      return findings.unfinished === undefined
        ? renderComment(checks, about)
        : renderUnfinished(checks, { ...about, why: findings.unfinished })
    }
    await context.log.step(`comment on #${pull.number}`, () => upsert(forge, pull.number, body))
    // The verdict is told; it is the check that fails, not the telling.
    const verdict = editsRegistry ? 'fail' : findings.verdict
    return {
      outputs: { verdict, pull: pull.number, posted: true },
      text: renderCheckText(checks, context.style),
      json: { verdict, pull: pull.number },
    }
  },
})

function statusFor({ checks, unfinished }: Findings): { state: StatusState; description: string } {
  return unfinished === undefined ? statusOf(checks) : statusOfUnfinished(unfinished)
}

function silent(verdict: Findings['verdict'] | undefined, text: string) {
  return {
    outputs: { ...(verdict ? { verdict } : {}), posted: false },
    text,
    json: { verdict: verdict ?? null },
  }
}

/** A promotion's status is its approval: that no model is touched must not turn it green. */
function isPromotion({ head }: Pull, repository: string | null): boolean {
  const own = head.repository?.toLowerCase() === repository?.toLowerCase()
  return own && modelOfBranch(head.branch) !== undefined
}

/** The open pull request whose head the run was about; none when its head has moved on, so that an older run never overwrites a newer report. */
async function pullOf(forge: Forge, run: FinishedRun): Promise<Pull | undefined> {
  if (!run.head_repository) return undefined
  const pulls = await forge.pullsByHead({ sha: run.head_sha, repository: run.head_repository.full_name })
  return pulls.find((pull) => pull.state === 'open')
}

/** Updates our one comment or writes it; what a race left behind is removed. `render` is given what the comment says so far. */
async function upsert(
  forge: Forge,
  pull: number,
  render: (last: string | undefined) => string,
): Promise<void> {
  const me = await forge.me()
  const own = async () => ownComments(await forge.comments(pull), { marker: checkMarker, me })
  const { keep, remove } = await own()
  const body = render(keep?.body)
  if (!keep) {
    await forge.createComment(pull, body)
    for (const { id } of (await own()).remove) await forge.deleteComment(id)
    return
  }
  if (keep.body !== body) await forge.updateComment(keep.id, body)
  for (const { id } of remove) await forge.deleteComment(id)
}
