import { join } from 'node:path'
import type { Database } from '../data/database.ts'
import type { DataFile } from '../data/files.ts'
import { matchGivenRows } from '../data/given-rows.ts'
import type { Holdout } from '../data/holdout.ts'
import type { OpenDataset } from '../data/open.ts'
import { priorOf } from '../data/prior.ts'
import type { Table } from '../data/table.ts'
import type { Selection } from '../data/training-rows.ts'
import type { Objective, Truth } from '../data/truth.ts'
import { figuresOf, undefinedFigures } from '../evaluation/figures.ts'
import type { Figure } from '../evaluation/metrics.ts'
import { marginsOf, turned } from '../evaluation/own-threshold.ts'
import { predictionsOf, type Scores, scoresOfRows, type Threshold, truthOfRows } from '../evaluation/tasks.ts'
import type { Operator, Signature } from '../model/examination.ts'
import { type Answers, type Asked, predict } from '../model/predict.ts'
import { predictionColumn, readPredictions } from '../model/predictions.ts'
import { type Digest, digestOf } from '../project/digest.ts'
import type { Log } from '../project/log.ts'
import { formatProblem, UserError } from '../project/problem.ts'
import type { Model } from '../project/schema/model.ts'
import type { SplitRule } from '../project/schema/split.ts'
import type { Contender } from './contender.ts'
import type { Subject } from './report-parts.ts'

const predictionMemory = 4 * 2 ** 30
const predictionOutput = 2 ** 20

/** What a model said of the held-out rows, or why it said nothing. */
export type Answered =
  | {
      ok: true
      runtime: string
      scores: Scores
      /** What it is made of; nothing for what is no ONNX. */
      operators: readonly Operator[]
      /** Its inputs and outputs; of a baseline there are none. */
      signature?: Signature
    }
  | { ok: false; reason: string }

/** Scores the held-out rows with a model, in a process of its own. What is wrong with the model is an answer. */
export async function scoresOf(
  { artifact, features, predict: program }: Pick<Contender, 'artifact' | 'features' | 'predict'>,
  {
    name,
    model,
    holdout,
    objective,
    log,
    allow,
    batch,
  }: {
    name: string
    model: Model
    holdout: Pick<Holdout, 'features'>
    objective: Objective
    log: Log
    allow?: readonly string[]
    /** Rows fed at a time. */
    batch?: number
  },
): Promise<Answered> {
  if (typeof artifact !== 'string') return { ok: false, reason: artifact.unusable }
  const prediction = await log.step(`score ${name} on ${holdout.features.rows} rows`, (progress) =>
    predict({
      artifact,
      name,
      features: columnsOf(holdout.features, features),
      asked: askedOf(objective),
      limits: {
        milliseconds: program?.timeout ?? model.evaluate.timeout,
        memory: predictionMemory,
        output: predictionOutput,
      },
      ...(program && { command: program.command }),
      log,
      progress,
      ...(allow && { allow }),
      ...(batch !== undefined && { batch }),
    }),
  )
  if (prediction.ok) {
    const { answers, operators, signature, runtime } = prediction
    return { ok: true, scores: scoresIn(answers), operators, signature, runtime }
  }
  const { message } = prediction
  const said = `${name}: `
  return { ok: false, reason: message.startsWith(said) ? message.slice(said.length) : message }
}

/** What a model is asked for. */
export function askedOf(objective: Objective): Asked {
  const { column: _, ...asked } = objective
  return asked
}

function scoresIn(answers: Answers): Scores {
  switch (answers.task) {
    case 'binary-classification': {
      const { task, scores: score, labels } = answers
      const labelsOnly = answers.from === 'labels'
      const margins = labelsOnly ? undefined : marginsOf(score, labels)
      return { task, score, labelsOnly, ...margins }
    }
    case 'multiclass-classification':
      return answers
    case 'regression':
      return { task: answers.task, predicted: answers.values }
  }
}

/** Answers to a few made-up rows, which alone do not tell which way round a model writes its scores, as it writes them elsewhere. */
export function writtenAs(few: Answered, { turned: way = false }: { turned?: boolean }): Answered {
  if (!few.ok || few.scores.task !== 'binary-classification') return few
  const { turned: other = false, score, ...scores } = few.scores
  return other === way ? few : { ...few, scores: { ...scores, score: turned(score) } }
}

/**
 * What a file says of the held-out rows. Throws a UserError for a file that does not say one thing of each of them: it was
 * written by hand or by a program of the user's, who can mend it.
 */
export async function givenScores(
  database: Database,
  {
    open,
    file,
    splits,
    weight,
    rows,
    objective,
    others,
  }: {
    open: OpenDataset
    file: DataFile
    /** Of a file that was made for earlier rows: what becomes of rows that are not held out any more. */
    others?: 'left-out'
    splits: readonly [SplitRule, ...SplitRule[]]
    weight?: string | undefined
    rows: number
    objective: Objective
  },
): Promise<Answered & { ok: true; leftOut: number }> {
  const asked = askedOf(objective)
  const into = join(database.folder, `given-${database.count()}.parquet`)
  const { leftOut } = await matchGivenRows(database, open, {
    file,
    typeOf: (column) => predictionColumn(column, asked),
    expected: asked.task === 'regression' ? 'prediction' : 'prediction and probability_<class>',
    splits,
    weight,
    into,
    ...(others && { others }),
  })
  const answers = await readPredictions({
    path: into,
    format: 'parquet',
    rows,
    asked,
    name: file.path,
    strict: true,
  })
  return { ok: true, scores: scoresIn(answers), operators: [], runtime: 'not run', leftOut }
}

/** The same, where what is wrong with the file is an answer: a change or an earlier version brought it. */
export async function heldScores(
  database: Database,
  of: Parameters<typeof givenScores>[1],
): Promise<Answered & { leftOut?: number }> {
  try {
    return await givenScores(database, of)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { ok: false, reason: error.problems.map(formatProblem).join('; ') }
  }
}

/** A model that has learned nothing but what the target is on the whole: the share of each class, or the mean. */
export async function baselineScores(
  database: Database,
  {
    open,
    selection,
    truth,
    objective,
  }: {
    open: OpenDataset
    selection: Selection
    truth: Truth
    objective: Objective
  },
): Promise<Answered> {
  const prior = await priorOf(database, open, { ...selection, objective })
  if (prior === undefined) return { ok: false, reason: 'there is no training row to learn from' }
  return { ok: true, scores: constantScores(truth, prior), operators: [], runtime: 'not run' }
}

function constantScores({ task, y }: Truth, prior: readonly number[]): Scores {
  const [first = Number.NaN] = prior
  const rows = y.length
  if (task === 'binary-classification')
    return { task, score: new Float64Array(rows).fill(first), labelsOnly: false }
  if (task === 'regression') return { task, predicted: new Float64Array(rows).fill(first) }
  const probabilities = new Float64Array(rows * prior.length).map(
    (_, at) => prior[at % prior.length] as number,
  )
  return { task, labels: new Int32Array(rows).fill(prior.indexOf(Math.max(...prior))), probabilities }
}

/** On how many rows two models of one task differ. */
export function differing(a: Scores, b: Scores): number {
  const [one, other] = [numbersOf(a), numbersOf(b)]
  const width = one.length / rowsOf(a)
  let rows = 0
  for (let from = 0; from < one.length; from += width) {
    let differs = false
    for (let at = from; at < from + width; at++) if (one[at] !== other[at]) differs = true
    if (differs) rows++
  }
  return rows
}

function rowsOf(scores: Scores): number {
  if (scores.task === 'multiclass-classification') return scores.labels.length
  return numbersOf(scores).length
}

/** All that a model said, row by row. */
export function numbersOf(scores: Scores): Float64Array | Int32Array {
  switch (scores.task) {
    case 'binary-classification':
      return scores.score
    case 'multiclass-classification':
      return scores.probabilities ?? scores.labels
    case 'regression':
      return scores.predicted
  }
}

/** Some columns of a table, in the order named. */
export function columnsOf(table: Table, names: readonly string[]): Table {
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

export interface Computing {
  answered: Answered | null | undefined
  holdout: Holdout
  model: Model
  /** The rows that figures are of; all of them if undefined. */
  judged: Uint32Array | undefined
  threshold: Threshold | undefined
  /** Of metrics of the user's own, by name. */
  own: ReadonlyMap<string, Figure> | undefined
}

/** What is computed of a model's scores; every figure of a model without any is undefined for its reason. */
export function computed({
  answered,
  holdout,
  model,
  judged,
  own = new Map(),
  threshold = { undefined: 'none was chosen' },
}: Computing): Pick<Subject, 'figures' | 'scored'> {
  if (!answered?.ok)
    return {
      figures: undefinedFigures(
        model.task,
        answered?.reason ?? 'it was not compared with, so it was not scored',
      ),
    }
  const { scores } = answered
  const figures = figuresOf(
    judged
      ? predictionsOf(truthOfRows(holdout.truth, judged), scoresOfRows(scores, judged), { threshold })
      : predictionsOf(holdout.truth, scores, { threshold }),
  )
  return {
    figures: { ...figures, metrics: { ...figures.metrics, ...Object.fromEntries(own) } },
    scored: { rows: holdout.digest, scores: digestOfScores(scores) },
  }
}

/** Digest of the scores of all rows in order, as little-endian doubles, and whether they are labels only. */
function digestOfScores(scores: Scores): Digest {
  const numbers = numbersOf(scores)
  const bytes = new DataView(new ArrayBuffer(numbers.length * 8 + 1))
  for (const [at, value] of numbers.entries()) bytes.setFloat64(at * 8, value, true)
  const labelsOnly =
    scores.task === 'binary-classification'
      ? scores.labelsOnly
      : scores.task === 'multiclass-classification' && scores.probabilities === undefined
  bytes.setUint8(numbers.length * 8, labelsOnly ? 1 : 0)
  return digestOf(new Uint8Array(bytes.buffer))
}
