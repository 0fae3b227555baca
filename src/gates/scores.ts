import type { Database } from '../data/database.ts'
import type { Holdout } from '../data/holdout.ts'
import type { OpenDataset } from '../data/open.ts'
import { positiveShare } from '../data/prior.ts'
import type { Table } from '../data/table.ts'
import type { Selection } from '../data/training-rows.ts'
import { evaluateBinary, undefinedFigures } from '../evaluation/binary.ts'
import { predict } from '../model/predict.ts'
import { type Digest, digestOf } from '../project/digest.ts'
import type { Log } from '../project/log.ts'
import type { Model } from '../project/schema/model.ts'
import type { ModelScores } from './bench.ts'
import type { Contender } from './contender.ts'
import type { Subject } from './report-parts.ts'

const predictionMemory = 4 * 2 ** 30
const predictionOutput = 2 ** 20

/** What a model said of the held-out rows, or why it said nothing. */
export type Scores = ({ ok: true; runtime: string } & ModelScores) | { ok: false; reason: string }

/** Scores the held-out rows with a model, in a process of its own. What is wrong with the model is an answer. */
export async function scoresOf(
  {
    artifact,
    features,
  }: { artifact: Contender['artifact'] | { unusable: string }; features: readonly string[] },
  { name, model, holdout, log }: { name: string; model: Model; holdout: Holdout; log: Log },
): Promise<Scores> {
  if (typeof artifact !== 'string') return { ok: false, reason: artifact.unusable }
  const prediction = await log.step(`score ${name} on ${holdout.features.rows} rows`, () =>
    predict({
      artifact,
      name,
      features: columnsOf(holdout.features, features),
      asked: { task: model.task, positive: model.data.target.positive },
      limits: { milliseconds: model.evaluate.timeout, memory: predictionMemory, output: predictionOutput },
      log,
    }),
  )
  if (prediction.ok) {
    const { answers, runtime } = prediction
    if (answers.task !== model.task) throw new Error(`${model.task} was asked, ${answers.task} answered`)
    const { scores, from } = answers
    return { ok: true, score: scores, labelsOnly: from === 'labels', runtime }
  }
  const { message } = prediction
  const said = `${name}: `
  return { ok: false, reason: message.startsWith(said) ? message.slice(said.length) : message }
}

/** A model that has learned nothing but how often a row is positive. */
export async function baselineScores(
  database: Database,
  { open, selection, rows }: { open: OpenDataset; selection: Selection; rows: number },
): Promise<Scores> {
  const share = await positiveShare(database, open, selection)
  if (share === undefined)
    return { ok: false, reason: 'there is no training row to take the share of positives from' }
  return { ok: true, score: new Float64Array(rows).fill(share), labelsOnly: false, runtime: 'not run' }
}

/** On how many rows two models differ. */
export function differing(a: ModelScores, b: ModelScores): number {
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

export interface Computing {
  scores: Scores | null | undefined
  holdout: Holdout
  threshold: number
}

/** What is computed of a model's scores; every figure of a model without any is undefined for its reason. */
export function computed({ scores, holdout, threshold }: Computing): Pick<Subject, 'figures' | 'scored'> {
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
