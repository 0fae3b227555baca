import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Forge, Pull } from '../forge/forge.ts'
import { command } from '../frame/command.ts'
import type { Context } from '../frame/context.ts'
import { flag, number, outcome } from '../frame/inputs.ts'
import { Check } from '../gates/check.ts'
import { Sha } from '../project/name.ts'
import { UserError } from '../project/problem.ts'
import { isGreen } from '../project/verdict.ts'
import { renderComment, renderUnfinished } from '../report/markdown/comment.ts'
import { checkMarker, ownComments } from '../report/markdown/marker.ts'
import { statusContext, statusOf } from '../report/status.ts'
import { renderCheckText } from '../report/text/check.ts'
import { overallOutcome } from './check.ts'
import { parseJson } from './steps/results.ts'

const largestCheck = 2 * 2 ** 20
const mostChecks = 256

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
})
type FinishedRun = z.infer<typeof Finished>['workflow_run']

export const report = command({
  name: 'report',
  summary: 'Post what a check found: one comment that is updated in place, and the commit status pawl.',
  runs: ['action'],
  permissions: {
    actions: 'read',
    contents: 'read',
    issues: 'write',
    'pull-requests': 'write',
    statuses: 'write',
  },
  inputs: {},
  outputs: {
    verdict: outcome(),
    pull: number('Number of the pull request.'),
    posted: flag('Whether a comment was posted: not for a run that is older than the head.'),
  },

  async run(context) {
    const run = Finished.parse(context.event.payload).workflow_run
    const forge = await context.forge()
    const checks = await context.log.step('read what the check left', () => readChecks(context, run))
    const unfinished = run.conclusion !== 'success' && checks.every(({ verdict }) => isGreen(verdict))
    const verdict = unfinished ? 'error' : overallOutcome(checks)
    const status = unfinished
      ? ({
          state: 'error',
          description: `The check did not finish (${run.conclusion ?? 'no conclusion'}): see its log.`,
        } as const)
      : statusOf(checks)
    await forge.setStatus(run.head_sha, { context: statusContext, ...status, url: run.html_url })

    const pull = await pullOf(forge, run)
    if (!pull)
      return {
        outputs: { verdict, posted: false },
        text: `${run.head_sha.slice(0, 10)} is not the head of an open pull request: only the status was set`,
        json: { verdict },
      }

    const changesWorkflows = (await forge.pullFiles(pull.number)).some(({ path, previousPath }) =>
      [path, previousPath].some((one) => one?.startsWith('.github/')),
    )
    const about = { changesWorkflows, run: run.html_url }
    const body = unfinished
      ? renderUnfinished(checks, { ...about, conclusion: run.conclusion ?? 'none' })
      : renderComment(checks, about)
    await context.log.step(`comment on #${pull.number}`, () => upsert(forge, pull.number, body))
    // The verdict is told; it is the check that fails, not the telling.
    return {
      outputs: { verdict, pull: pull.number, posted: true },
      text: renderCheckText(checks, context.style),
      json: { verdict, pull: pull.number },
    }
  },
})

/** The checks that the run left, each from an artifact with exactly one file. What is too large, too many or not ours is refused. */
async function readChecks(context: Context, run: FinishedRun): Promise<Check[]> {
  if (!context.artifacts) throw new UserError('there are no artifacts to read outside a runner')
  const folders = await context.artifacts.download({
    prefix: 'pawl-check-',
    folder: join(context.work, 'received'),
    runId: run.id,
  })
  if (folders.size > mostChecks)
    throw new UserError(`the run left ${folders.size} reports, more than ${mostChecks}`)
  const checks: Check[] = []
  for (const [name, folder] of folders) {
    const check = await readCheck(folder)
    if (check.head !== run.head_sha)
      throw new UserError(`the report of ${check.model} is about another commit than the run`)
    if (name !== `pawl-check-${check.model}`)
      throw new UserError(`the report of ${check.model} lies under another name`)
    checks.push(check)
  }
  return checks.sort((a, b) => (a.model < b.model ? -1 : 1))
}

async function readCheck(folder: string): Promise<Check> {
  const entries = await readdir(folder)
  if (entries.length !== 1 || entries[0] !== 'check.json')
    throw new UserError('an artifact of the check has to hold check.json and nothing else')
  const path = join(folder, 'check.json')
  const { size } = await stat(path)
  if (size > largestCheck) throw new UserError(`check.json is larger than ${largestCheck} bytes`)
  return parseJson(await readFile(path), Check, 'check.json')
}

/** The open pull request whose head the run was about; none when its head has moved on, so that an older run never overwrites a newer report. */
async function pullOf(forge: Forge, run: FinishedRun): Promise<Pull | undefined> {
  if (!run.head_repository) return undefined
  const pulls = await forge.pullsByHead({ sha: run.head_sha, repository: run.head_repository.full_name })
  return pulls.find((pull) => pull.state === 'open')
}

/** Updates our one comment or writes it; what a race left behind is removed. */
async function upsert(forge: Forge, pull: number, body: string): Promise<void> {
  const me = await forge.me()
  const own = async () => ownComments(await forge.comments(pull), { marker: checkMarker, me })
  const { keep, remove } = await own()
  if (!keep) {
    await forge.createComment(pull, body)
    for (const { id } of (await own()).remove) await forge.deleteComment(id)
    return
  }
  if (keep.body !== body) await forge.updateComment(keep.id, body)
  for (const { id } of remove) await forge.deleteComment(id)
}
