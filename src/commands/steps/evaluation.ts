import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../data/database.ts'
import { pathsOf } from '../../data/version.ts'
import type { Context } from '../../frame/context.ts'
import { onlyPredictions } from '../../gates/bench.ts'
import type { Contender, Origin } from '../../gates/contender.ts'
import { evaluateCandidate } from '../../gates/evaluate-candidate.ts'
import type { Report } from '../../gates/report.ts'
import { notTrainedAsJudged } from '../../gates/trained-as-judged.ts'
import { admit } from '../../model/admit.ts'
import { mostPredictions } from '../../model/limits.ts'
import { digestOfFile } from '../../project/digest.ts'
import { UserError } from '../../project/problem.ts'
import { artifactOf, onnxFile } from '../../project/schema/model.ts'
import { productionAt } from '../../registry/production.ts'
import type { Run } from '../../tracking/run.ts'
import { runFiles } from '../../training/candidate.ts'
import { incumbent, rivalAt } from './incumbent.ts'
import type { ModelRows } from './model-rows.ts'
import { formatOf, predictionsIn } from './prediction-file.ts'
import { candidateProgram, metricFolder } from './program.ts'
import { referenceRows } from './reference.ts'
import type { Change, Subject } from './subject.ts'

/** What a model is judged on, and by whose word. */
interface Setting {
  change: Change
  subject: Subject
  dataset: ModelRows
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
    const { predict } = run
    const file = await modelOf(run, folder)
    const made = {
      ...file,
      commit: run.commit,
      run: run.run,
      features: subject.model.data.features,
    }
    if (predict && 'file' in predict) return { ...made, ...predictionsIn(file.artifact, predict) }
    return {
      ...made,
      predict:
        predict &&
        (await candidateProgram(predict, {
          root: change.root,
          model: subject.model.model,
          hidden: pathsOf(dataset.version),
          folder: scratch,
        })),
      origin: await originOf(run, { ...setting, folder, scratch }),
    }
  })
}

/**
 * The framework's own model that the run left beside its export, where the policy, or else the change's own, holds the two
 * against each other. What training did not leave is told by the gate.
 */
async function originOf(
  run: Run,
  { change, subject, dataset, folder, scratch }: Setting & { folder: string; scratch: string },
): Promise<Origin | undefined> {
  const asked = subject.model.parity ?? subject.own?.parity
  if (asked === undefined) return undefined
  const { features } = subject.model.data
  const listed = run.artifacts.find(({ path }) => path === asked.artifact)
  if (!listed) return { features, artifact: { unusable: `training left no ${asked.artifact}` } }
  const artifact = join(folder, runFiles.out, asked.artifact)
  if ((await digestOfFile(artifact)) !== listed.digest) throw notRecorded(run, asked.artifact)
  if (run.artifacts.some(({ path, digest }) => path === onnxFile && digest === listed.digest))
    return {
      features,
      artifact: { unusable: `${asked.artifact} is ${onnxFile}, byte for byte, and no model of a framework` },
    }
  const program = await candidateProgram(
    { ...asked, format: subject.model.train.format },
    {
      root: change.root,
      model: subject.model.model,
      hidden: pathsOf(dataset.version),
      folder: scratch,
    },
  )
  return { features, artifact, predict: program }
}

function notRecorded(run: Run, name: string): UserError {
  return new UserError(`${name} is not the one that the run ${run.run.slice(0, 12)} recorded`)
}

/** A file that nobody knows the training of. */
export interface Given {
  file: string
  /** As the user wrote it. */
  called: string
  is: 'model' | 'predictions'
}

/** The same for an ONNX file, or predictions of a model that is not here: the report says so, and is never promoted. */
export function evaluateGiven(
  context: Context,
  database: Database,
  { file, called, is, ...setting }: Setting & Given,
): Promise<Report> {
  return evaluateContender(context, database, setting, async (scratch) => {
    const found = await stat(file).catch(() => undefined)
    if (!found?.isFile())
      throw new UserError({
        message: `${called} is no file`,
        hint: is === 'model' ? 'name an ONNX file to score' : 'name a CSV or Parquet file of predictions',
      })
    const about = {
      commit: setting.change.head,
      run: 'none, the file was given',
      given: is,
      features: setting.subject.model.data.features,
    }
    if (is === 'model')
      return { ...about, artifact: file, digest: await digestOfFile(file), bytes: found.size }
    const format = formatOf(called)
    const copy = join(scratch, `predictions.${format}`)
    const { digest, bytes } = await admit({ path: file, name: called, into: copy, maxBytes: mostPredictions })
    return {
      ...about,
      artifact: { unusable: onlyPredictions },
      digest,
      bytes,
      predictions: { path: called, absolute: copy, format, compression: 'none' },
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
    const copied = { root, hidden: pathsOf(dataset.version), folder: scratch }
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
      mayGive: subject.mayGive,
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
  if ((await digestOfFile(artifact)) !== listed.digest) throw notRecorded(run, name)
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
