import { alteredHoldout } from '../data/altered.ts'
import { type Database, duckdbVersion } from '../data/database.ts'
import { type Holdout, readHoldout } from '../data/holdout.ts'
import type { OpenDataset } from '../data/open.ts'
import type { SplitRule } from '../data/split.ts'
import type { Table } from '../data/table.ts'
import type { DataVersion } from '../data/version.ts'
import { evaluateBinary, undefinedFigures } from '../evaluation/binary.ts'
import { type Prediction, predict } from '../model/predict.ts'
import type { Digest } from '../project/digest.ts'
import type { Log } from '../project/log.ts'
import type { Model } from '../project/schema/model.ts'
import { version as pawlVersion } from '../version.ts'
import type { ModelScores, Opponent } from './bench.ts'
import { judge } from './judge.ts'
import { isUnchanged, makeReport, type Subject } from './make-report.ts'
import type { Report } from './report.ts'

const predictionMemory = 4 * 2 ** 30
const predictionOutput = 2 ** 20

/** A model file to score, and where it comes from. */
export interface Contender {
  artifact: string
  digest: Digest
  bytes: number
  commit: string
  run: string
  features: readonly string[]
}

export interface EvaluationRequest {
  /** The candidate's model, under the policy of the base. */
  model: Model
  policy: { digest: Digest; commit: string; changed: boolean }
  data: DataVersion
  candidate: Contender
  /** null for a first version. */
  production:
    | (Omit<Contender, 'artifact'> & {
        version: string
        data: Digest
        split: SplitRule
        artifact: string | { unusable: string }
      })
    | null
  /** The base's rows, opened in the same database; null where the files are the same. */
  base: OpenDataset | null
  notes: readonly string[]
  log: Log
}

/** Production as it can be asked; without a split where none of its rows can be told. */
type Scorable = Omit<NonNullable<EvaluationRequest['production']>, 'split'> & { split: SplitRule | null }

/**
 * Scores candidate and production on the same rows, which neither was trained on, and judges the policy's gates.
 * A model that crashes or cannot be scored gives a verdict, never an exception.
 */
export async function evaluateCandidate(
  database: Database,
  open: OpenDataset,
  request: EvaluationRequest,
): Promise<Report> {
  const { model, policy, data, candidate, base, notes, log } = request
  const production = request.production && scorable(request.production, open)
  const split: SplitRule = {
    by: model.data.split.by,
    holdout: model.data.split.holdout,
    salt: model.data.split.salt,
  }
  const selection = {
    features: [...new Set([...candidate.features, ...(production?.features ?? [])])],
    target: model.data.target,
    split,
  }
  const splits =
    production?.split && !sameSplit(production.split, split) ? [split, production.split] : [split]
  const holdout = await readHoldout(database, open, { selection, splits })
  const altered = base ? await alteredHoldout(database, { base, head: open, selection }) : 0

  const unchanged = isUnchanged(candidate, production)
  const score = (
    contender: { artifact: string; features: readonly string[] },
    name: string,
  ): Promise<Prediction> =>
    log.step(`score ${name} on ${holdout.features.rows} rows`, () =>
      predict({
        artifact: contender.artifact,
        name,
        features: columnsOf(holdout.features, contender.features),
        positive: model.data.target.positive,
        task: model.task,
        limits: { milliseconds: model.evaluate.timeout, memory: predictionMemory, output: predictionOutput },
        log,
      }),
    )
  const scored = unchanged ? undefined : await score(candidate, 'candidate')
  const opponent = unchanged || !production ? undefined : await scoreProduction(production, score)
  const seed = model.train.seed
  const gates = unchanged
    ? []
    : await log.step('judge the gates', async () =>
        judge({
          gates: model.gates,
          y: holdout.target,
          threshold: model.evaluate.threshold,
          candidate: scored?.ok ? scoresOf(scored) : nothing(holdout),
          production: opponentOf(production, opponent),
          evidence: model.compare.evidence,
          seed,
        }),
      )
  return makeReport({
    model: model.model,
    candidate: subject(candidate, { prediction: scored, holdout, threshold: model.evaluate.threshold }),
    production: production && {
      ...subject(production, { prediction: opponent, holdout, threshold: model.evaluate.threshold }),
      version: production.version,
      ...(opponent && !opponent.ok ? { unscored: opponent.message } : {}),
    },
    data: {
      dataset: data.dataset,
      version: data.version,
      production: production?.data ?? null,
      holdout: { rows: holdout.features.rows, positives: holdout.positives, digest: holdout.digest, altered },
      twins: holdout.twins,
    },
    policy,
    gates,
    notes: [
      ...notes,
      ...(scored && !scored.ok ? [`The candidate could not be scored: ${scored.message}.`] : []),
    ],
    environment: {
      pawl: pawlVersion,
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      onnxruntime: scored?.ok ? scored.runtime : 'not run',
      duckdb: await duckdbVersion(),
      threads: 1,
      seed,
    },
  })
}

/**
 * A version that was trained on, or split by, columns that the files no longer have cannot be scored on them. It is then
 * told as such, and neither its features nor its split are asked for: the candidate's own figures are still shown.
 */
function scorable(production: NonNullable<EvaluationRequest['production']>, open: OpenDataset): Scorable {
  const needed = [...new Set([...production.features, production.split.by])]
  const lacking = needed.filter((column) => !open.present.includes(column))
  if (lacking.length === 0) return production
  const unusable = `${open.dataset.config.dataset} has no ${lacking.join(', ')} any more, which version ${production.version} was made with`
  return { ...production, features: [], split: null, artifact: { unusable } }
}

function sameSplit(a: SplitRule, b: SplitRule): boolean {
  return a.by === b.by && a.holdout === b.holdout && a.salt === b.salt
}

function columnsOf(table: Table, names: readonly string[]): Table {
  const byName = new Map(table.columns.map((column) => [column.name, column]))
  return {
    rows: table.rows,
    columns: names.map((name) => {
      const column = byName.get(name)
      if (!column) throw new Error(`the holdout was read without ${name}`)
      return column
    }),
  }
}

async function scoreProduction(
  production: Scorable,
  score: (contender: { artifact: string; features: readonly string[] }, name: string) => Promise<Prediction>,
): Promise<Prediction> {
  if (typeof production.artifact === 'string')
    return score(
      { artifact: production.artifact, features: production.features },
      `production ${production.version}`,
    )
  return { ok: false, cause: 'model', message: production.artifact.unusable }
}

function scoresOf({ scores, from }: Prediction & { ok: true }): ModelScores {
  return { score: scores, labelsOnly: from === 'labels' }
}

/** Scores of a model that gave none: NaN everywhere, which no gate passes. */
function nothing({ features }: Holdout): ModelScores {
  return { score: new Float64Array(features.rows).fill(Number.NaN), labelsOnly: false }
}

function opponentOf(production: Scorable | null, prediction: Prediction | undefined): Opponent {
  if (!production || !prediction) return { kind: 'none' }
  return prediction.ok
    ? { kind: 'scored', scores: scoresOf(prediction) }
    : { kind: 'unscored', reason: prediction.message }
}

function subject(
  { digest, bytes, commit, run }: Omit<Contender, 'artifact'>,
  {
    prediction,
    holdout,
    threshold,
  }: { prediction: Prediction | undefined; holdout: Holdout; threshold: number },
): Subject {
  const figures = prediction?.ok
    ? evaluateBinary({ y: holdout.target, threshold, ...scoresOf(prediction) })
    : undefinedFigures(prediction ? prediction.message : 'the candidate is production, so nothing was scored')
  return { digest, bytes, commit, run, figures }
}
