import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../../data/database.ts'
import type { Context } from '../../frame/context.ts'
import { type EvaluationRequest, evaluateCandidate } from '../../gates/evaluate-candidate.ts'
import type { Report } from '../../gates/report.ts'
import { commitFiles } from '../../git/commit-files.ts'
import { digestOfFile } from '../../project/digest.ts'
import { loadProject } from '../../project/load.ts'
import { UserError } from '../../project/problem.ts'
import { type Production, productionAt } from '../../registry/production.ts'
import type { Run } from '../../tracking/run.ts'
import { runFiles } from '../../training/candidate.ts'
import { openAt, type ReadDataset } from './dataset.ts'
import type { Change, Subject } from './subject.ts'

/** Scores a run's model against the base's production and judges the policy's gates. `folder` is the run's. */
export async function evaluateRun(
  context: Context,
  database: Database,
  {
    change,
    subject,
    dataset,
    run,
    folder,
  }: { change: Change; subject: Subject; dataset: ReadDataset; run: Run; folder: string },
): Promise<Report> {
  const scratch = await mkdtemp(join(tmpdir(), 'pawl-evaluation-'))
  try {
    const { root, base } = change
    const { model, policy, notes, datasetBefore } = subject
    const production = await productionAt({
      root,
      commit: base,
      model: model.model,
      into: join(scratch, 'production.onnx'),
      download: context.download,
    })
    return await evaluateCandidate(database, dataset.open, {
      model,
      policy,
      data: dataset.version,
      candidate: {
        ...(await artifactOf(run, folder)),
        commit: run.commit,
        run: run.run,
        features: model.data.features,
      },
      production: production && (await opponent(production, { change, subject })),
      base: datasetBefore
        ? await openAt(database, {
            root,
            commit: base,
            dataset: datasetBefore,
            head: dataset.files,
            version: dataset.version,
            folder: join(scratch, 'base'),
          })
        : null,
      notes,
      log: context.log,
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** The run's model file, which has to be the one that the run recorded. */
async function artifactOf(
  run: Run,
  folder: string,
): Promise<{ artifact: string; digest: Run['artifacts'][number]['digest']; bytes: number }> {
  const artifact = join(folder, runFiles.model)
  const listed = run.artifacts.find(({ path }) => path === 'model.onnx')
  if (!listed) throw new UserError(`the run ${run.run.slice(0, 12)} left no model.onnx`)
  if ((await digestOfFile(artifact)) !== listed.digest)
    throw new UserError(`model.onnx is not the one that the run ${run.run.slice(0, 12)} recorded`)
  return { artifact, digest: listed.digest, bytes: listed.bytes }
}

async function opponent(
  { manifest, model }: Production,
  { change, subject }: { change: Change; subject: Subject },
): Promise<EvaluationRequest['production']> {
  const listed = manifest.files.find(({ path }) => path === 'model.onnx')
  if (!listed)
    throw new UserError(
      `version ${manifest.version} of ${manifest.model} lists no model.onnx; run pawl verify`,
    )
  return {
    version: manifest.version,
    digest: listed.digest,
    bytes: listed.bytes,
    commit: manifest.commit,
    run: manifest.run,
    data: manifest.data.version,
    split: manifest.split,
    features: await featuresOf(manifest, { change, subject }),
    artifact: model.usable ? model.path : { unusable: model.reason },
  }
}

/** The features that a version was trained on: those of its own commit, or of the base where that commit is not at hand. */
async function featuresOf(
  { model, commit }: Production['manifest'],
  { change, subject }: { change: Change; subject: Subject },
): Promise<readonly string[]> {
  try {
    const then = await loadProject(commitFiles(change.root, commit))
    const found = then.models.get(model)
    if (found) return found.config.data.features
  } catch {
    // A shallow clone lacks the commit, an old one may be written for an older Pawl: the base is the next best witness.
  }
  return change.before?.models.get(model)?.config.data.features ?? subject.model.data.features
}
