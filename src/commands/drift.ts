import { withDatabase } from '../data/database.ts'
import { datasetFolder, dataVersion, inspectFiles } from '../data/files.ts'
import { openDataset } from '../data/open.ts'
import { profileRows } from '../data/profile-rows.ts'
import { compareProfiles, driftColumns } from '../drift/compare.ts'
import type { DriftReport } from '../drift/report.ts'
import type { Forge } from '../forge/forge.ts'
import { command } from '../frame/command.ts'
import type { Context } from '../frame/context.ts'
import { flag, json, names } from '../frame/inputs.ts'
import { commitOf } from '../git/change.ts'
import { type AlertDecision, alertLabel, decideAlert, type Finding } from '../monitoring/alert.ts'
import { nextWindow, windowPath, windowRecord } from '../monitoring/window.ts'
import { canonicalJson } from '../project/digest.ts'
import { loadProject } from '../project/load.ts'
import type { Configured, Project } from '../project/project.ts'
import type { Dataset } from '../project/schema/dataset.ts'
import type { Model } from '../project/schema/model.ts'
import { workingFiles } from '../project/sources.ts'
import type { VersionManifest } from '../registry/version.ts'
import { driftTitle, renderDriftIssue, renderDriftSummary, renderRecovery } from '../report/markdown/drift.ts'
import { renderDriftText } from '../report/text/drift.ts'
import type { Answer } from '../retraining/decide.ts'
import { driftTrigger } from '../retraining/triggers.ts'
import { named } from './steps/choose.ts'
import { stateOf } from './steps/promotion-context.ts'
import { askRetraining, decisionFile } from './steps/retraining.ts'
import { manifestAt, readWindows, referenceProfile } from './steps/windows.ts'

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
    'dry-run': flag('Only judge and show: no issue, no record, no decision, no token needed.').default(false),
  },
  positional: ['models'],
  outputs: {
    drifted: json('Names of the models whose data drifted, as a JSON list.'),
    models: json('Names of the models to retrain now, as a JSON list.'),
    any: flag('Whether there is any to retrain.'),
  },

  async run(context, inputs) {
    const project = await loadProject(workingFiles(context.root))
    const commit = await commitOf(context.root, 'HEAD')
    const watched: Watched[] = []
    for (const name of inputs.models ?? project.models.keys()) {
      const model = named(project.models, name, 'model').config
      watched.push(
        await context.log.step(`watch ${name}`, () =>
          watch(context, { project, model, commit, dry: inputs['dry-run'] }),
        ),
      )
    }
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
  if (next.next === 'all-judged') return nothing('all new data was judged before')
  if (next.next === 'nothing-new') {
    if (forge)
      await tell(forge, { model: name, finding: { finding: 'nothing-new', version: manifest.version } })
    return nothing(`no data is new since version ${manifest.version} was trained`)
  }

  const { window } = next
  const fresh = files.filter(({ path }) => window.files.some((file) => file.path === path))
  const report = await judgeWindow(context, {
    model,
    manifest,
    dataset,
    files: fresh,
    window: window.id,
    commit,
  })
  if (!forge || !state)
    return { model: name, report, remark: 'dry run: nothing was written', decision: null, retrain: false }

  const at = context.clock().toISOString()
  const record = windowRecord({ window, report, at })
  const trigger = driftTrigger({ version: manifest.version, windows: [...judged, record] })
  const answer = trigger
    ? await askRetraining(state, { root, commit, model, data: data.version, triggers: [trigger], at })
    : null
  await tell(forge, {
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

async function judgeWindow(
  { root }: Context,
  of: {
    model: Model
    manifest: VersionManifest
    dataset: Configured<Dataset>
    files: Awaited<ReturnType<typeof inspectFiles>>
    window: string
    commit: string
  },
): Promise<DriftReport> {
  const { model, manifest, dataset, files, window, commit } = of
  const reference = await referenceProfile(root, { commit, manifest })
  const columns = driftColumns(model)
  const profile = await withDatabase(async (database) => {
    const open = await openDataset(database, { dataset, files })
    return profileRows(database, open, { columns, where: 'true', reference })
  })
  return compareProfiles({
    model: model.model,
    settings: model.drift,
    columns,
    reference: { version: manifest.version, profile: reference },
    window: { id: window, files: files.map(({ path }) => path), profile },
  })
}

/** Opens, updates or closes the model's one issue. */
async function tell(
  forge: Forge,
  {
    model,
    finding,
    decision,
    run,
  }: { model: string; finding: Finding; decision?: Answer['decision']; run?: string },
): Promise<AlertDecision> {
  const alert = decideAlert({ model, finding, issues: await forge.issues(alertLabel), me: await forge.me() })
  const about = { ...(decision ? { decision } : {}), ...(run ? { run } : {}) }
  switch (alert.action) {
    case 'open':
      await forge.createIssue({
        title: driftTitle(model),
        body: renderDriftIssue(alert.mark, alert.report, about),
        labels: alert.labels,
      })
      return alert
    case 'update':
      await forge.updateIssue(alert.issue, { body: renderDriftIssue(alert.mark, alert.report, about) })
      break
    case 'close':
      await sayOnceClosed(forge, alert)
      await forge.updateIssue(alert.issue, { state: 'closed' })
      break
    case 'nothing':
      break
  }
  for (const number of alert.duplicates) await forge.updateIssue(number, { state: 'closed' })
  return alert
}

/** The comment that closes an issue is written once, however often the job is run again. */
async function sayOnceClosed(
  forge: Forge,
  { issue, mark, because }: AlertDecision & { action: 'close' },
): Promise<void> {
  const { login } = await forge.me()
  const body = renderRecovery(mark, because)
  const said = (await forge.comments(issue)).some(
    (comment) => comment.author.login === login && comment.body === body,
  )
  if (!said) await forge.createComment(issue, body)
}
