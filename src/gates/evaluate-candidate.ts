import { alteredHoldout } from '../data/altered.ts'
import { type Database, duckdbVersion } from '../data/database.ts'
import { type Holdout, readHoldout } from '../data/holdout.ts'
import { findLeakage } from '../data/leakage/find-leakage.ts'
import type { OpenDataset } from '../data/open.ts'
import { positiveShare } from '../data/prior.ts'
import type { SplitRule } from '../data/split.ts'
import type { Table } from '../data/table.ts'
import type { Selection } from '../data/training-rows.ts'
import type { DataVersion } from '../data/version.ts'
import { evaluateBinary, undefinedFigures } from '../evaluation/binary.ts'
import { type Prediction, predict } from '../model/predict.ts'
import { type Digest, digestOf } from '../project/digest.ts'
import type { Log } from '../project/log.ts'
import type { Policy } from '../project/policy.ts'
import type { Model, Target } from '../project/schema/model.ts'
import { version as pawlVersion } from '../version.ts'
import type { ModelScores, Opponent } from './bench.ts'
import { bootstrapSeed } from './bootstrap-seed.ts'
import type { Reference } from './doubts.ts'
import { judge } from './judge.ts'
import { isUnchanged, makeReport } from './make-report.ts'
import type { Report } from './report.ts'
import type { Subject } from './report-parts.ts'
import { sameSplit, targetText } from './trained-as-judged.ts'

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

/** The version in production; `unusable` says why it cannot be scored. */
export type Incumbent = Omit<Contender, 'artifact'> & {
  version: string
  data: Digest
  split: SplitRule
  /** What it predicts; null where that is not known. */
  target: Target | null
  artifact: string | { unusable: string }
}

/** The earlier rows to hold the held-out ones against, opened in the same database where they have to be compared. */
export type ReferenceRows = Reference & { open?: OpenDataset }

/** What the policy compares with: what is in production, another version, or a constant. */
export type Against =
  | { kind: 'production' }
  | { kind: 'version'; version: Incumbent | null }
  | { kind: 'baseline' }

export interface EvaluationRequest {
  /** The candidate's model, under the policy of the base. */
  model: Model
  policy: Report['policy']
  /** The change's own policy where it is another one, so that both verdicts can be told. */
  own?: Pick<Policy, 'gates' | 'evaluate' | 'compare'> | undefined
  data: DataVersion
  candidate: Contender
  /** null for a first version. */
  production: Incumbent | null
  against: Against
  reference: ReferenceRows
  /** Name of the dataset that the base judges the model on; null where the base does not have the model. */
  baseDataset: string | null
  notes: readonly string[]
  log: Log
}

/** Production as it can be asked; without a split where none of its rows can be told. */
type Scorable = Omit<Incumbent, 'split'> & { split: SplitRule | null }

/**
 * Scores candidate and production on the same rows, which neither was trained on, and judges the policy's gates.
 * A model that crashes or cannot be scored gives a verdict, never an exception.
 */
export async function evaluateCandidate(
  database: Database,
  open: OpenDataset,
  request: EvaluationRequest,
): Promise<Report> {
  const { model, policy, data, candidate, notes, log } = request
  const { production, against } = request
  const incumbent =
    against.kind === 'version' ? against.version : against.kind === 'production' ? production : null
  const version = incumbent && scorable(incumbent, { open, model })
  const { by, holdout: share, salt } = model.data.split
  const split: SplitRule = { by, holdout: share, salt }
  const selection = {
    features: [...new Set([...candidate.features, ...(version?.features ?? [])])],
    target: model.data.target,
    split,
  }
  const splits = version?.split && !sameSplit(version.split, split) ? [split, version.split] : [split]
  const holdout = await readHoldout(database, open, { selection, splits })
  const leakage = await log.step('look for leakage', () =>
    findLeakage(database, open, { selection, splits, group: model.data.group, time: model.data.time }),
  )
  const { reference, altered, added } = await heldAgainst(database, request.reference, {
    head: open,
    selection,
  })

  const unchanged = isUnchanged(candidate, production)
  const score = async (
    contender: { artifact: string; features: readonly string[] },
    name: string,
  ): Promise<Scores> =>
    scoresOf(
      await log.step(`score ${name} on ${holdout.features.rows} rows`, () =>
        predict({
          artifact: contender.artifact,
          name,
          features: columnsOf(holdout.features, contender.features),
          positive: model.data.target.positive,
          task: model.task,
          limits: {
            milliseconds: model.evaluate.timeout,
            memory: predictionMemory,
            output: predictionOutput,
          },
          log,
        }),
      ),
      name,
    )
  const scored = unchanged ? undefined : await score(candidate, 'candidate')
  const rival =
    against.kind === 'production'
      ? 'production'
      : against.kind === 'baseline'
        ? 'the baseline'
        : `version ${version?.version}`
  const opponent = unchanged
    ? undefined
    : against.kind === 'baseline'
      ? await baselineScores(database, { open, selection, rows: holdout.features.rows })
      : version &&
        (await scoreVersion(
          version,
          `${against.kind === 'production' ? 'production' : 'version'} ${version.version}`,
          score,
        ))
  const seed = bootstrapSeed(policy.digest)
  const judged = ({ gates, evaluate, compare }: Pick<Policy, 'gates' | 'evaluate' | 'compare'>) =>
    judge({
      gates,
      y: holdout.target,
      threshold: evaluate.threshold,
      candidate: scored?.ok ? scored : { unscored: scored?.reason ?? 'it was not scored' },
      production: opponentOf(opponent),
      rival,
      evidence: compare.evidence,
      whenUnscorable: compare['when-unscorable'],
      seed,
    })
  const { own } = request
  const gates = unchanged ? [] : await log.step('judge the gates', async () => judged(model))
  const of = { holdout, threshold: model.evaluate.threshold }
  return makeReport({
    model: model.model,
    candidate: subject(candidate, { ...of, scores: scored }),
    production: production && {
      ...subject(production, { ...of, scores: against.kind === 'production' ? opponent : undefined }),
      version: production.version,
      ...(against.kind === 'production' && opponent && !opponent.ok ? { unscored: opponent.reason } : {}),
    },
    ...(opponent && against.kind !== 'production'
      ? {
          against: {
            name: against.kind,
            version: version?.version ?? null,
            digest: version?.digest ?? null,
            ...computed({ ...of, scores: opponent }),
            ...(opponent.ok ? {} : { unscored: opponent.reason }),
          },
        }
      : {}),
    data: {
      dataset: data.dataset,
      version: data.version,
      production: production?.data ?? null,
      holdout: {
        rows: holdout.features.rows,
        positives: holdout.positives,
        digest: holdout.digest,
        altered,
        added,
      },
      twins: holdout.twins,
    },
    policy,
    evidence: {
      reference,
      datasets: { judged: data.dataset, base: request.baseDataset },
      splits: { candidate: split, rival: against.kind === 'baseline' ? split : (version?.split ?? null) },
      trainingSaw: model.train.data,
      differing: scored?.ok && opponent?.ok ? differing(scored, opponent) : null,
      whenUnscorable: model.compare['when-unscorable'],
      leakage: { found: leakage, limits: model.data.leakage },
    },
    gates,
    ...(own && !unchanged && { ownGates: judged(own) }),
    notes: [...notes, ...(scored && !scored.ok ? [`The candidate could not be run: ${scored.reason}.`] : [])],
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
 * A version that was trained on, or split by, columns that the files no longer have, or that predicts something else,
 * cannot be scored. It is then told as such, and neither its features nor its split are asked for: the candidate's own
 * figures are still shown.
 */
function scorable(production: Incumbent, { open, model }: { open: OpenDataset; model: Model }): Scorable {
  const unusable = unusableBecause(production, { open, target: model.data.target })
  if (unusable === undefined) return production
  return { ...production, features: [], split: null, artifact: { unusable } }
}

function unusableBecause(
  { artifact, features, split, target, version }: Incumbent,
  { open, target: asked }: { open: OpenDataset; target: Target },
): string | undefined {
  if (typeof artifact !== 'string') return artifact.unusable
  const needed = [...new Set([...features, split.by])]
  const lacking = needed.filter((column) => !open.present.includes(column))
  if (lacking.length > 0)
    return `${open.dataset.config.dataset} has no ${lacking.join(', ')} any more, which version ${version} was made with`
  if (target && targetText(target) !== targetText(asked))
    return `version ${version} was trained to predict ${targetText(target)}, and ${targetText(asked)} is asked for now`
  return undefined
}

async function heldAgainst(
  database: Database,
  { open: base, ...reference }: ReferenceRows,
  { head, selection }: { head: OpenDataset; selection: Selection },
): Promise<{ reference: Reference; altered: number; added: number }> {
  if (!base) return { reference, altered: 0, added: 0 }
  const change = await alteredHoldout(database, { base, head, selection })
  if (change) return { reference, ...change }
  const reason = `they lack ${selection.split.by} or ${selection.target.column}, which held-out rows are told by`
  return { reference: { ...reference, state: 'unreadable', reason }, altered: 0, added: 0 }
}

/** What a model said of the held-out rows, or why it said nothing. */
type Scores = ({ ok: true; runtime: string } & ModelScores) | { ok: false; reason: string }

function scoresOf(prediction: Prediction, name: string): Scores {
  if (prediction.ok) {
    const { scores, from, runtime } = prediction
    return { ok: true, score: scores, labelsOnly: from === 'labels', runtime }
  }
  const { message } = prediction
  const said = `${name}: `
  return { ok: false, reason: message.startsWith(said) ? message.slice(said.length) : message }
}

function differing(a: ModelScores, b: ModelScores): number {
  let rows = 0
  for (const [row, score] of a.score.entries()) if (score !== b.score[row]) rows++
  return rows
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

async function scoreVersion(
  { artifact, features }: Scorable,
  name: string,
  score: (contender: { artifact: string; features: readonly string[] }, name: string) => Promise<Scores>,
): Promise<Scores> {
  return typeof artifact === 'string'
    ? score({ artifact, features }, name)
    : { ok: false, reason: artifact.unusable }
}

/** A model that has learned nothing but how often a row is positive. */
async function baselineScores(
  database: Database,
  { open, selection, rows }: { open: OpenDataset; selection: Selection; rows: number },
): Promise<Scores> {
  const share = await positiveShare(database, open, selection)
  if (share === undefined)
    return { ok: false, reason: 'there is no training row to take the share of positives from' }
  return { ok: true, score: new Float64Array(rows).fill(share), labelsOnly: false, runtime: 'not run' }
}

function opponentOf(scores: Scores | null | undefined): Opponent {
  if (!scores) return { kind: 'none' }
  return scores.ok ? { kind: 'scored', scores } : { kind: 'unscored', reason: scores.reason }
}

function subject({ digest, bytes, commit, run }: Omit<Contender, 'artifact'>, of: Computing): Subject {
  return { digest, bytes, commit, run, ...computed(of) }
}

interface Computing {
  scores: Scores | null | undefined
  holdout: Holdout
  threshold: number
}

function computed({ scores, holdout, threshold }: Computing): Pick<Subject, 'figures' | 'scored'> {
  if (!scores?.ok)
    return { figures: undefinedFigures(scores?.reason ?? 'it was not compared with, so it was not scored') }
  const { score, labelsOnly } = scores
  return {
    figures: evaluateBinary({ y: holdout.target, threshold, score, labelsOnly }),
    scored: { rows: holdout.digest, scores: digestOfScores(scores) },
  }
}

/** Digest of the scores of all rows in order, as little-endian doubles. */
function digestOfScores({ score, labelsOnly }: ModelScores): Digest {
  const bytes = new DataView(new ArrayBuffer(score.length * 8 + 1))
  for (const [row, value] of score.entries()) bytes.setFloat64(row * 8, value, true)
  bytes.setUint8(score.length * 8, labelsOnly ? 1 : 0)
  return digestOf(new Uint8Array(bytes.buffer))
}
