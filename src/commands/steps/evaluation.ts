import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../data/database.ts'
import type { Context } from '../../frame/context.ts'
import type { Against, Contender, Incumbent } from '../../gates/contender.ts'
import { evaluateCandidate } from '../../gates/evaluate-candidate.ts'
import type { Report } from '../../gates/report.ts'
import { notTrainedAsJudged } from '../../gates/trained-as-judged.ts'
import { digestOfFile } from '../../project/digest.ts'
import { UserError } from '../../project/problem.ts'
import { artifactOf, type Target } from '../../project/schema/model.ts'
import { type Production, productionAt, versionAt } from '../../registry/production.ts'
import type { Run } from '../../tracking/run.ts'
import { runFiles } from '../../training/candidate.ts'
import type { ReadDataset } from './dataset.ts'
import { candidateProgram, metricFolder, versionProgram } from './program.ts'
import { projectAt, referenceRows } from './reference.ts'
import type { Change, Subject } from './subject.ts'

/** What a model is judged on, and by whose word. */
interface Setting {
  change: Change
  subject: Subject
  dataset: ReadDataset
}

/** Scores a run's model against the base's production and judges the policy's gates. `folder` is the run's. */
export function evaluateRun(
  context: Context,
  database: Database,
  { run, folder, ...setting }: Setting & { run: Run; folder: string },
): Promise<Report> {
  const { change, subject, dataset } = setting
  return evaluateContender(context, database, setting, async (scratch) => {
    requireEvidence(run, subject.model)
    return {
      ...(await modelOf(run, folder)),
      commit: run.commit,
      run: run.run,
      features: subject.model.data.features,
      predict:
        run.predict &&
        (await candidateProgram(run.predict, {
          root: change.root,
          model: subject.model.model,
          hidden: dataset.version.files.map(({ path }) => path),
          folder: scratch,
        })),
    }
  })
}

/** The same for an ONNX file that nobody knows the training of: its report says so, and is never promoted. */
export function evaluateGiven(
  context: Context,
  database: Database,
  { file, ...setting }: Setting & { file: string },
): Promise<Report> {
  return evaluateContender(context, database, setting, async () => {
    const found = await stat(file).catch(() => undefined)
    if (!found?.isFile())
      throw new UserError({ message: `${file} is no file`, hint: 'name an ONNX file to score' })
    const digest = await digestOfFile(file)
    return {
      artifact: file,
      digest,
      bytes: found.size,
      commit: setting.change.head,
      run: 'none, the file was given',
      given: true,
      features: setting.subject.model.data.features,
    }
  })
}

async function evaluateContender(
  context: Context,
  database: Database,
  { change, subject, dataset }: Setting,
  candidate: (scratch: string) => Promise<Contender>,
): Promise<Report> {
  const scratch = await mkdtemp(join(tmpdir(), 'pawl-evaluation-'))
  try {
    const { root, base } = change
    const { model, policy, own, notes, datasetBefore, places } = subject
    const copied = { root, hidden: dataset.version.files.map(({ path }) => path), folder: scratch }
    const contender = await candidate(scratch)
    const production = await productionAt({
      root,
      commit: base,
      model: model.model,
      into: join(scratch, 'production.model'),
      download: context.download,
    })
    return await evaluateCandidate(database, dataset.open, {
      model,
      policy,
      own,
      data: dataset.version,
      candidate: contender,
      production:
        production && (await incumbent(production, { root, folder: scratch, called: 'production' })),
      against: await rivalAt(context, model, { commit: base, folder: scratch }),
      reference: await referenceRows(database, {
        change,
        subject,
        dataset,
        production: production?.manifest,
        folder: scratch,
      }),
      places,
      programs: {
        policy: metricFolder({
          ...copied,
          commit: policy.commit === change.head ? undefined : policy.commit,
        }),
        own: metricFolder({ ...copied, commit: undefined }),
      },
      baseDataset: datasetBefore?.config.dataset ?? null,
      today: context.clock().toISOString().slice(0, 10),
      notes,
      log: context.log,
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The run's model file, which has to be the one that the run recorded. */
async function modelOf(
  run: Run,
  folder: string,
): Promise<{ artifact: string; digest: Run['artifacts'][number]['digest']; bytes: number }> {
  const name = artifactOf(run)
  const artifact = join(folder, runFiles.out, name)
  const listed = run.artifacts.find(({ path }) => path === name)
  if (!listed) throw new UserError(`the run ${run.run.slice(0, 12)} left no ${name}`)
  if ((await digestOfFile(artifact)) !== listed.digest)
    throw new UserError(`${name} is not the one that the run ${run.run.slice(0, 12)} recorded`)
  return { artifact, digest: listed.digest, bytes: listed.bytes }
}

/** A run that was trained in another way than the policy asks for proves nothing: it may have seen held-out rows. */
function requireEvidence(run: Run, { data }: Subject['model']): void {
  const reason = notTrainedAsJudged(run, data)
  if (reason === undefined) return
  throw new UserError({
    message: `the run ${run.run.slice(0, 12)} cannot be judged: ${reason}`,
    hint: 'train it again, with the same base as it is evaluated with',
  })
}

/** What the policy compares with. A version that it names and the registry lacks is the user's to mend. */
async function rivalAt(
  { root, download }: Context,
  { model, compare }: Subject['model'],
  { commit, folder }: { commit: string; folder: string },
): Promise<Against> {
  const wanted = compare.with
  if (wanted === 'production' || wanted === 'baseline') return { kind: wanted }
  const found = await versionAt({ root, commit, model, into: join(folder, 'rival.model'), download }, wanted)
  if (!found && wanted !== 'last-version')
    throw new UserError({
      place: { file: `models/${model}/model.yaml` },
      message: `compare.with names version ${wanted}, which the registry of ${model} does not have`,
      hint: `pawl history ${model} lists its versions`,
    })
  return { kind: 'version', version: found && (await incumbent(found, { root, folder, called: 'rival' })) }
}

async function incumbent(
  { manifest, model }: Production,
  { root, folder, called }: { root: string; folder: string; called: string },
): Promise<Incumbent> {
  const name = artifactOf(manifest)
  const listed = manifest.files.find(({ path }) => path === name)
  if (!listed)
    throw new UserError(`version ${manifest.version} of ${manifest.model} lists no ${name}; run pawl verify`)
  const trained = await trainedOn(manifest, root)
  const program = manifest.predict && (await versionProgram(manifest, { root, folder: join(folder, called) }))
  const reasons = [
    model.usable ? undefined : model.reason,
    'unknown' in trained ? trained.unknown : undefined,
    program && 'missing' in program ? program.missing : undefined,
  ]
  const unusable = reasons.find((reason) => reason !== undefined)
  return {
    version: manifest.version,
    digest: listed.digest,
    bytes: listed.bytes,
    commit: manifest.commit,
    run: manifest.run,
    data: manifest.data.version,
    signature: manifest.signature,
    split: manifest.split,
    features: 'unknown' in trained ? [] : trained.features,
    target: 'unknown' in trained ? null : trained.target,
    predict: program && 'command' in program ? program : undefined,
    artifact: model.usable && unusable === undefined ? model.path : { unusable: unusable ?? 'it is missing' },
  }
}

/** What a version was trained on, and for: as it was recorded; versions that recorded neither, as their own commit says. Never a guess. */
async function trainedOn(
  { model, version, commit, features, target }: Production['manifest'],
  root: string,
): Promise<{ features: readonly string[]; target: Target } | { unknown: string }> {
  if (features && target) return { features, target }
  const unknown = (why: string) => ({
    unknown: `version ${version} does not record its features, and ${why}`,
  })
  const then = await projectAt(root, commit)
  if ('unreadable' in then) return unknown(then.unreadable)
  const found = then.models.get(model)?.config.data
  return found ?? unknown(`commit ${commit.slice(0, 10)} has no model ${model}`)
}
