import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { withDatabase } from '../data/database.ts'
import { command } from '../frame/command.ts'
import type { Context } from '../frame/context.ts'
import { names, outcome, path, revision } from '../frame/inputs.ts'
import { Check } from '../gates/check.ts'
import { checkOutcome } from '../gates/check-outcome.ts'
import { overallOutcome } from '../gates/findings.ts'
import { changedPaths } from '../git/change.ts'
import { touchedModels } from '../project/touched.ts'
import { renderSummary } from '../report/markdown/comment.ts'
import { renderCheckText } from '../report/text/check.ts'
import { trainCandidate } from '../training/candidate.ts'
import { diffOfChange } from './steps/data-diff.ts'
import { evaluateRun } from './steps/evaluation.ts'
import { leaveCheck, leavePlan } from './steps/handover.ts'
import { readModelRows } from './steps/model-rows.ts'
import { requireReadableMetrics } from './steps/readable-metrics.ts'
import { runFolder, workFolder } from './steps/results.ts'
import { type Change, readChange, subjectOf } from './steps/subject.ts'

export const check = command({
  name: 'check',
  summary: 'Validate the data, train and evaluate every model that a change touches, and leave the report.',
  runs: ['root', 'cli'],
  permissions: { contents: 'read' },
  inputs: {
    models: names('Models to check; those that the change touches if empty.').optional(),
    base: revision(
      'Commit whose policy judges and whose production is compared with; the base of the pull request, or where the branch left the default branch, if empty.',
    ).optional(),
  },
  positional: ['models'],
  outputs: {
    verdict: outcome(),
    report: path('Folder with one check.json for each model and report.html for all.'),
  },

  async run(context, inputs) {
    const change = await readChange(context, inputs)
    const paths = await changedPaths(change.root, change)
    const changesWorkflows = paths.some((path) => path.startsWith('.github/'))
    const models = inputs.models ?? touchedModels(change.project, paths)
    // Where models are named, `plan` has named them and said so.
    if (!inputs.models) await leavePlan(context, { head: change.head, base: change.base, models })
    const folder = await workFolder(context, 'checks')
    const checks: Check[] = []
    for (const model of models) {
      const found = await context.log.step(`check ${model}`, () => checkModel(context, change, model))
      await leaveCheck(context, folder, found)
      checks.push(found)
    }
    if (checks.length > 0) await leavePage(context, { folder, checks, changesWorkflows })
    const verdict = overallOutcome(checks)
    return {
      outputs: { verdict, report: folder },
      verdict,
      text:
        checks.length > 0
          ? `${renderCheckText(checks, context.style)}\n${join(folder, 'report.html')}`
          : 'no model is touched',
      summary: renderSummary(checks, { changesWorkflows }),
      json: checks,
    }
  },
})

/** Validates, trains and evaluates one model; the first stage that fails ends it. */
export async function checkModel(context: Context, change: Change, name: string): Promise<Check> {
  const { log } = context
  const subject = subjectOf(change, name)
  const about = { schema: 'pawl/check@1' as const, model: name, head: change.head, base: change.base }
  const done = (
    parts: Pick<Check, 'validation'> & Pick<Partial<Check>, 'diff' | 'training' | 'report'>,
  ): Check => Check.parse({ ...about, ...parts, ...checkOutcome(parts) })

  return withDatabase(async (database) => {
    const { held } = subject
    const names = [subject.dataset, ...(held ? [held] : [])].map(({ config }) => config.dataset).join(' and ')
    const {
      rows: dataset,
      main,
      validation,
    } = await log.step(`validate ${names}`, () =>
      readModelRows(database, {
        root: change.root,
        dataset: subject.dataset,
        split: subject.model.data.split,
        held,
        now: context.clock(),
        datasets: change.project.datasets,
      }),
    )
    if (!main) return done({ validation })
    const found = await diffOfChange(database, { change, subject, dataset: main, log })
    const data = { validation, ...(found ? { diff: found } : {}) }
    if (!dataset || validation.some(({ verdict }) => verdict === 'fail' || verdict === 'error'))
      return done(data)

    await requireReadableMetrics(subject, dataset.open)
    const folder = await runFolder(context, name)
    const candidate = await log.step(`train ${name}`, () =>
      trainCandidate(database, dataset.open, {
        root: change.root,
        commit: change.head,
        model: subject.model,
        data: dataset.version,
        folder,
        starter: context.event.actor,
        started: context.clock(),
        log,
        secrets: context.secrets,
      }),
    )
    const taken = subject.model.train.run === undefined && { taken: true as const }
    if (!candidate.trained)
      return done({
        ...data,
        training: { seconds: candidate.seconds, rows: candidate.rows, error: candidate.reason, ...taken },
      })

    const { run } = candidate
    const report = await log.step(`evaluate ${name}`, () =>
      evaluateRun(context, database, { change, subject, dataset, run, folder }),
    )
    return done({ ...data, training: { seconds: run.seconds, rows: run.rows.train, ...taken }, report })
  })
}

/** The report for people; jobs of a matrix each leave one, so it is named after the first model. */
async function leavePage(
  { artifacts }: Context,
  {
    folder,
    checks,
    changesWorkflows,
  }: { folder: string; checks: readonly Check[]; changesWorkflows: boolean },
): Promise<void> {
  // Charts are a large part of the bundle, and only this needs them.
  const { renderHtml } = await import('../report/html/check.ts')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, 'report.html'), renderHtml(checks, { changesWorkflows }))
  await artifacts?.upload({ name: `pawl-page-${checks[0]?.model}`, folder, files: ['report.html'] })
}
