import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Database } from '../data/database.ts'
import type { OpenDataset } from '../data/open.ts'
import { profileRows } from '../data/profile-rows.ts'
import { profileJson } from '../data/profile-size.ts'
import { heldOut, inTraining } from '../data/split.ts'
import { lacks, requireColumns, type Selection, writeTrainingRows } from '../data/training-rows.ts'
import { type DataVersion, pathsOf } from '../data/version.ts'
import { canonicalJson, digestOf } from '../project/digest.ts'
import type { Log } from '../project/log.ts'
import type { Model } from '../project/schema/model.ts'
import { watchedColumns } from '../project/watched.ts'
import { Run } from '../tracking/run.ts'
import { runId } from '../tracking/run-id.ts'
import { besides, selectionOf } from './selection.ts'
import { trainModel } from './train-model.ts'

export interface TrainingRequest {
  /** The repository's working copy, at `commit`. */
  root: string
  commit: string
  model: Model
  data: DataVersion
  /** Where the run's record, its reference profile and the folder `out` go; made anew. */
  folder: string
  /** Who dispatched or commanded the run; null for a push, merge or schedule. */
  starter: string | null
  started: Date
  log: Log
  secrets: readonly string[]
}

export type Candidate =
  | { trained: true; run: Run }
  | { trained: false; reason: string; seconds: number; rows: number }

/** Names of what a run's folder holds. */
export const runFiles = {
  run: 'run.json',
  profile: 'profile.json',
  out: 'out',
} as const

/**
 * Trains a candidate: writes its training rows, runs the model's command on them, and records the run with the profile of
 * the rows it was trained on. A training that fails is an answer, not an exception.
 */
export async function trainCandidate(
  database: Database,
  open: OpenDataset,
  request: TrainingRequest,
): Promise<Candidate> {
  const { root, commit, model, data, folder, log } = request
  const selection = selectionOf(model)
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, runFiles.out), { recursive: true })

  const { format, params, seed, timeout } = model.train
  const trainFile = join(folder, `rows.${format}`)
  const { rows } =
    model.train.run === undefined
      ? await trainingRows(database, open, selection)
      : await writeTrainingRows(database, open, {
          selection,
          more: besides(model),
          path: trainFile,
          format,
        })
  const training = await trainModel({
    root,
    model,
    trainFile,
    hidden: pathsOf(data),
    out: join(folder, runFiles.out),
    params,
    seed,
    timeout,
    log,
    secrets: request.secrets,
  })
  // Nothing is handed on that training put beside its own folder; its rows go no further either.
  for (const name of await readdir(folder))
    if (name !== runFiles.out) await rm(join(folder, name), { recursive: true, force: true })
  if (!training.trained) return { trained: false, reason: training.message, seconds: training.seconds, rows }

  const watched = watchedColumns(model).map(({ column }) => column)
  const columns = [...new Set([...selection.features, selection.target.column, ...watched])]
  const profile = profileJson(
    await profileRows(database, open, { columns, where: inTraining(selection.split) }),
  )
  await writeFile(join(folder, runFiles.profile), profile)
  const run = Run.parse({
    schema: 'pawl/run@1',
    run: runId({ model: model.model, commit, dataVersion: data.version, params, seed }),
    model: model.model,
    commit,
    data,
    split: selection.split,
    features: selection.features,
    target: selection.target,
    rows: { train: rows, holdout: await countRows(database, open, heldOut(selection.split)) },
    params,
    seed,
    metrics: training.metrics,
    importance: training.importance ?? null,
    ...(model.predict && { predict: recorded(model.predict, format) }),
    artifacts: training.artifacts,
    profile: digestOf(profile),
    started: request.started.toISOString(),
    seconds: training.seconds,
    starter: request.starter,
    environment: { node: process.version, platform: `${process.platform}-${process.arch}` },
  })
  await writeFile(join(folder, runFiles.run), canonicalJson(run))
  return { trained: true, run }
}

/** How many rows there are to train on, where nobody trains here. */
async function trainingRows(
  database: Database,
  open: OpenDataset,
  selection: Selection,
): Promise<{ rows: number }> {
  await requireColumns(database, open, selection)
  const { split, target } = selection
  return { rows: await countRows(database, open, `${inTraining(split)} AND NOT ${lacks(target.column)}`) }
}

async function countRows(database: Database, { relation }: OpenDataset, where: string): Promise<number> {
  const { rows } = await database.row(`SELECT count(*) AS rows FROM ${relation} WHERE ${where}`)
  return Number(rows)
}

function recorded(
  predict: NonNullable<Model['predict']>,
  format: Model['train']['format'],
): NonNullable<Run['predict']> {
  return 'file' in predict ? predict : { ...predict, format }
}
