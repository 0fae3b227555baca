import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { command } from '../frame/command.ts'
import { digest, name, number, outcome, text } from '../frame/inputs.ts'
import { forStage } from '../gates/for-stage.ts'
import { Report } from '../gates/report.ts'
import { inspectModel } from '../model/inspect.ts'
import { columnsSignature } from '../model/signature.ts'
import { canonicalJson, Digest, digestOf } from '../project/digest.ts'
import { loadProject } from '../project/load.ts'
import { UserError } from '../project/problem.ts'
import { artifactOf } from '../project/schema/model.ts'
import { workingFiles } from '../project/sources.ts'
import type { PromotionContext } from '../promotion/context.ts'
import { type PromotionResult, promote as propose } from '../promotion/promote.ts'
import { newVersion } from '../registry/new-version.ts'
import type { VersionFile } from '../registry/version.ts'
import { renderCard } from '../report/markdown/card.ts'
import type { Run } from '../tracking/run.ts'
import { runPath } from '../tracking/run-id.ts'
import { runFiles } from '../training/candidate.ts'
import { cardOf } from './steps/card.ts'
import { promotionContext } from './steps/promotion-context.ts'
import { codeAt, trainingRecord } from './steps/records.ts'
import { projectAt } from './steps/reference.ts'
import { parseJson, receive, receiveRun, reportFolder } from './steps/results.ts'
import { starterOfPromotion } from './steps/starter.ts'

export const promote = command({
  name: 'promote',
  summary: 'Open the pull request that gives a candidate its stage, after checking every digest again.',
  runs: ['action'],
  permissions: { contents: 'write', 'pull-requests': 'write', statuses: 'write' },
  inputs: {
    model: name('The model to promote.'),
    run: digest('Digest of run.json, the output of train.').optional(),
    report: digest('Digest of report.json, the output of evaluate.').optional(),
    stage: name('The stage that it is to hold, one of those in pawl.yaml.').default('production'),
    reason: text('Why, as the history will say.').default('a candidate passed its gates'),
  },
  outputs: {
    verdict: outcome(),
    pull: number('Number of the pull request.'),
    head: text('Commit that an approval has to name.'),
  },

  async run(context, inputs) {
    const { model } = inputs
    const { run, folder } = await receiveRun(context, { model, digest: inputs.run })
    const reportBytes = await receive(context, {
      artifact: `pawl-report-${model}`,
      folder: reportFolder(context, model),
      file: 'report.json',
      digest: inputs.report,
    })
    const report = parseJson(reportBytes, Report, 'report.json')
    const artifact = artifactOf(run)
    const modelFile = join(folder, runFiles.out, artifact)
    const modelBytes = await readFile(modelFile)
    const profile = await readFile(join(folder, runFiles.profile))
    const listed = run.artifacts.find(({ path }) => path === artifact)
    if (
      report.model !== model ||
      report.candidate.run !== run.run ||
      report.candidate.digest !== listed?.digest ||
      digestOf(modelBytes) !== listed.digest ||
      digestOf(profile) !== run.profile
    )
      throw new UserError('model, profile, run and report do not belong together')

    const world = await promotionContext(context)
    const code = await codeAt(context.root, { commit: run.commit, model })
    await world.state.append(
      [
        { path: runPath(model, run.run), content: canonicalJson(run), replace: true },
        trainingRecord(run, code),
      ],
      `Record run ${run.run.slice(0, 12)} of ${model}`,
    )

    const staged = forStage(report, inputs.stage)
    const ended = notToPromote(staged)
    if (ended) {
      const { verdict } = staged
      return { outputs: { verdict }, verdict, text: ended, json: { verdict } }
    }

    const signature = run.predict
      ? columnsSignature(run.features)
      : (await inspectModel(modelFile, { name: artifact })).signature
    const { settings } = await loadProject(workingFiles(context.root))
    const stored = await store(world, {
      model,
      artifact,
      bytes: modelBytes,
      digest: listed.digest,
      limit: settings.store.folder,
    })
    const then = await projectAt(context.root, run.commit)
    const config = 'unreadable' in then ? undefined : then.models.get(model)?.config
    const starter = starterOfPromotion(context.event, run.starter)
    const result = await propose(world, {
      model,
      report,
      starter,
      comment: null,
      build: (base, policy) =>
        newVersion(base, {
          model,
          stage: inputs.stage,
          files: new Map<string, Uint8Array>([
            ...(stored ? [] : [[artifact, modelBytes] as const]),
            ['report.json', reportBytes],
            ['profile.json', profile],
            ...(run.importance ? [['importance.json', importanceFile(run.importance)] as const] : []),
          ]),
          card: (about) => renderCard({ ...about, ...cardOf({ run, report, config }) }),
          ...(stored ? { located: [stored] } : {}),
          run: run.run,
          commit: run.commit,
          data: run.data,
          dataParent: report.data.production,
          split: run.split,
          features: run.features,
          target: run.target,
          signature,
          predict: run.predict,
          policy: Digest.parse(policy),
          actor: starter ?? 'pawl',
          reason: inputs.reason,
          created: run.started,
          at: context.clock().toISOString(),
        }),
    })
    return { outputs: outputsOf(result, staged), text: textOf(result, model), json: result }
  },
})

/** The features' importance as a file of the version, for drift to weigh by. */
function importanceFile(importance: NonNullable<Run['importance']>): Uint8Array {
  return Buffer.from(canonicalJson({ schema: 'pawl/importance@1', importance }))
}

/** Puts a model that is too big for the folder into a release; undefined for one that is not. The asset's name says its content. */
async function store(
  { forge }: PromotionContext,
  {
    model,
    artifact,
    bytes,
    digest: of,
    limit,
  }: { model: string; artifact: string; bytes: Uint8Array; digest: Digest; limit: number },
): Promise<Required<VersionFile> | undefined> {
  if (bytes.length <= limit) return undefined
  const name = `${model}-${of.slice('sha256:'.length, 'sha256:'.length + 16)}${extname(artifact)}`
  const { location } = await forge.storeAsset({ release: `pawl-models-${model}`, name, bytes })
  return { path: artifact, bytes: bytes.length, digest: of, location }
}

/** Why a verdict leads to no pull request, or undefined when it does. An inconclusive candidate gets one: a person decides, with a reason. */
function notToPromote({ verdict, model, reason }: Report): string | undefined {
  if (verdict === 'unchanged') return `${model} is unchanged: ${reason}; nothing to promote`
  if (verdict === 'fail' || verdict === 'error') return `${model} is not promoted: ${reason}`
  return undefined
}

function outputsOf(
  result: PromotionResult,
  { verdict }: Report,
): { verdict: Report['verdict']; pull?: number; head?: string } {
  return result.kind === 'proposed' ? { verdict, pull: result.pull.number, head: result.head } : { verdict }
}

function textOf(result: PromotionResult, model: string): string {
  switch (result.kind) {
    case 'proposed':
      return `#${result.pull.number} promotes ${model} ${result.record.version} (${result.how}): it waits for /approve ${result.head.slice(0, 7)}`
    case 'already-merged':
      return `this candidate is ${model} ${result.version} already (${result.stage})`
    case 'older-than-open':
      return `#${result.pull.number} proposes a newer candidate of ${model}`
  }
}
