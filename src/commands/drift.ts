import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { datasetFolder, dataVersion, inspectFiles } from '../data/files.ts'
import type { DriftReport } from '../drift/report.ts'
import type { StateBranch } from '../forge/state-branch.ts'
import { command } from '../frame/command.ts'
import type { Context } from '../frame/context.ts'
import { flag, json, names, path } from '../frame/inputs.ts'
import { commitOf } from '../git/change.ts'
import { nextWindow, type WindowRecord, windowPath, windowRecord } from '../monitoring/window.ts'
import { canonicalJson } from '../project/digest.ts'
import { loadProject } from '../project/load.ts'
import { type Problem, UserError } from '../project/problem.ts'
import type { Configured, Project } from '../project/project.ts'
import type { Dataset } from '../project/schema/dataset.ts'
import type { Model } from '../project/schema/model.ts'
import { workingFiles } from '../project/sources.ts'
import { renderDriftSummary } from '../report/markdown/drift.ts'
import { renderDriftText } from '../report/text/drift.ts'
import type { Answer } from '../retraining/decide.ts'
import { driftTrigger } from '../retraining/triggers.ts'
import { tellIssue } from './steps/alert.ts'
import { named } from './steps/choose.ts'
import { compareFiles } from './steps/compare-files.ts'
import { judgeWindow, trainingFiles } from './steps/judge-window.ts'
import { stateOf } from './steps/promotion-context.ts'
import { askRetraining, decisionFile, type RetrainingQuestion } from './steps/retraining.ts'
import { manifestAt, readWindows } from './steps/windows.ts'

/** What there was to say of one model. */
interface Watched {
  model: string
  report: DriftReport | null
  remark: string
  decision: Answer['decision'] | null
  retrain: boolean
}

export const drift = command({
  name: 'drift',
  summary:
    'Judge new data against what production was trained on, keep one issue for each model, and decide about retraining.',
  runs: ['action', 'cli'],
  permissions: { contents: 'write', issues: 'write' },
  inputs: {
    models: names('Models to watch; all if empty.').optional(),
    reference: path(
      'A Parquet or CSV file, or a saved profile (*.json), to hold `current` against, instead of what production was trained on.',
    ).optional(),
    current: path('The file that is held against `reference`. Nothing is recorded.').optional(),
    together: flag('With two files: judge all columns together too.').default(false),
    evidently: flag('With two files: also say what Evidently would say by default.').default(false),
    'dry-run': flag('Only judge and show: no issue, no record, no decision, no token needed.').default(false),
  },
  positional: ['models'],
  outputs: {
    drifted: json('Names of the models whose data drifted, as a JSON list.'),
    models: json('Names of the models to retrain now, as a JSON list.'),
    any: flag('Whether there is any to retrain.'),
  },

  async run(context, inputs) {
    if (inputs.reference !== undefined || inputs.current !== undefined) return betweenFiles(context, inputs)
    const project = await loadProject(workingFiles(context.root))
    const commit = await commitOf(context.root, 'HEAD')
    const watched: Watched[] = []
    const problems: Problem[] = []
    for (const name of inputs.models ?? project.models.keys()) {
      const model = named(project.models, name, 'model').config
      const subject = { project, model, commit, dry: inputs['dry-run'] }
      try {
        watched.push(await context.log.step(`watch ${name}`, () => watch(context, subject)))
      } catch (error) {
        // One model whose data cannot be read must not keep the others from being watched.
        if (!(error instanceof UserError)) throw error
        problems.push(...error.problems)
        context.log.warn(`${name} could not be watched: ${error.message}`)
      }
    }
    if (problems.length > 0) throw new UserError(problems)
    const drifted = watched.filter(({ report }) => report?.verdict === 'drift').map(({ model }) => model)
    const models = watched.filter(({ retrain }) => retrain).map(({ model }) => model)
    return {
      outputs: { drifted, models, any: models.length > 0 },
      text: watched
        .map(({ model, report, remark }) =>
          report ? `${renderDriftText(report, context.style)}${remark}` : `${model}: ${remark}`,
        )
        .join('\n'),
      summary: watched
        .flatMap(({ report, decision }) =>
          report ? [renderDriftSummary(report, decision ? { decision } : {})] : [],
        )
        .join('\n'),
      json: watched,
    }
  },
})

/** Compares two files: no project is needed, unless a model's settings are asked for. */
async function betweenFiles(
  context: Context,
  inputs: {
    models?: string[] | undefined
    reference?: string | undefined
    current?: string | undefined
    together: boolean
    evidently: boolean
  },
) {
  const { reference, current, together, evidently, models = [] } = inputs
  if (reference === undefined || current === undefined)
    throw new UserError({
      message: 'two files are compared, and one is missing',
      hint: 'give reference and current',
    })
  const [name, ...others] = models
  if (others.length > 0) throw new UserError('two files are compared by the settings of one model at most')
  const model =
    name === undefined
      ? undefined
      : named((await loadProject(workingFiles(context.root))).models, name, 'model').config
  const report = await compareFiles({ root: context.root, reference, current, model, together, evidently })
  await leavePage(context, report)
  return {
    outputs: { drifted: report.verdict === 'drift' ? [report.model] : [], models: [], any: false },
    text: renderDriftText(report, context.style),
    summary: renderDriftSummary(report),
    json: report,
  }
}

interface Subject {
  project: Project
  model: Model
  commit: string
  dry: boolean
}

/** Judges a model's new data once: the report first, then the issue, then the record, so that a killed run is run again whole. */
async function watch(context: Context, { project, model, commit, dry }: Subject): Promise<Watched> {
  const { root } = context
  const name = model.model
  const nothing = (remark: string): Watched => ({
    model: name,
    report: null,
    remark,
    decision: null,
    retrain: false,
  })
  const manifest = await manifestAt(root, { commit, model: name })
  if (!manifest) return nothing('nothing is in production, so there is nothing to hold new data against')

  const dataset = project.datasets.get(model.data.dataset) as Configured<Dataset>
  const files = await inspectFiles(root, dataset, await workingFiles(root).list(datasetFolder(dataset)))
  const data = await dataVersion(dataset, files)
  const forge = dry ? null : await context.forge()
  const state = forge && stateOf(forge)
  const judged = state ? await readWindows(state, name) : []
  const next = nextWindow({
    model: name,
    data,
    version: { version: manifest.version, files: manifest.data.files },
    judged,
  })
  const question = {
    root,
    commit,
    model,
    data: data.version,
    version: manifest.version,
    at: context.clock().toISOString(),
  }
  if (next.next === 'all-judged') {
    // A run that was killed after its record, or a retraining that was held back, is taken up again here.
    const answer = state && (await decide(state, { ...question, windows: judged }))
    if (forge && answer?.start) await forge.dispatch('pawl-retrain', { model: name })
    return { ...nothing('all new data was judged before'), retrain: answer?.start ?? false }
  }
  if (next.next === 'nothing-new') {
    if (forge)
      await tellIssue(forge, { model: name, finding: { finding: 'nothing-new', version: manifest.version } })
    return nothing(`no data is new since version ${manifest.version} was trained`)
  }

  const { window } = next
  const fresh = files.filter(({ path }) => window.files.some((file) => file.path === path))
  const report = await judgeWindow({
    root,
    model,
    manifest,
    dataset,
    files: fresh,
    trainedOn: trainingFiles(files, { data, manifest }),
    window: window.id,
    commit,
  })
  await leavePage(context, report)
  if (!forge || !state)
    return { model: name, report, remark: 'dry run: nothing was written', decision: null, retrain: false }

  const record = windowRecord({ window, report, at: question.at })
  const answer = await decide(state, { ...question, windows: [...judged, record] })
  await tellIssue(forge, {
    model: name,
    finding: { finding: 'report', report },
    ...(answer ? { decision: answer.decision } : {}),
    ...(context.event.url ? { run: context.event.url } : {}),
  })
  await state.append(
    [
      { path: windowPath(record), content: canonicalJson(record) },
      ...(answer?.isNew ? [decisionFile(answer)] : []),
    ],
    `Judge window ${record.id.slice(0, 12)} of ${name}: ${report.verdict}`,
  )
  if (answer?.start) await forge.dispatch('pawl-retrain', { model: name })
  const remark = answer
    ? `${answer.decision.retrain ? 'retrain' : 'do not retrain'}: ${answer.decision.reason}`
    : 'no retraining is asked for'
  return { model: name, report, remark, decision: answer?.decision ?? null, retrain: answer?.start ?? false }
}

/** Whether what the windows say asks for a retraining, and what is decided; null when nothing asks. */
async function decide(
  state: StateBranch,
  {
    version,
    windows,
    ...question
  }: Omit<RetrainingQuestion, 'triggers'> & { version: string; windows: readonly WindowRecord[] },
): Promise<Answer | null> {
  const trigger = driftTrigger({ version, windows })
  return trigger ? askRetraining(state, { ...question, triggers: [trigger] }) : null
}

/** The drift report as a page of its own, handed on as an artifact. Charts are a large part of the bundle, and only this needs them. */
async function leavePage({ work, artifacts }: Context, report: DriftReport): Promise<void> {
  const { renderDriftHtml } = await import('../report/html/drift.ts')
  const folder = join(work, 'drift')
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${report.model}.html`), renderDriftHtml(report))
  await artifacts?.upload({ name: `pawl-drift-${report.model}`, folder, files: [`${report.model}.html`] })
}
