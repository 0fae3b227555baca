import type { Truth } from '../data/truth.ts'
import { countClusters } from '../stats/clusters.ts'
import { effectiveRows } from '../stats/weighed.ts'
import type { Pair, Predictions } from './any-predictions.ts'
import { figureOf as binaryFigure } from './binary.ts'
import { clusteredChange, clusteredInterval, groupsOf } from './clustered.ts'
import { changeOf as binaryChange, type Change } from './comparison.ts'
import { intervalOf as binaryInterval, type Interval } from './interval.ts'
import type { Figure } from './metrics.ts'
import * as multiclass from './multiclass/multiclass.ts'
import { type MulticlassPredictions, unusable as unusableMulticlass } from './multiclass/predictions.ts'
import {
  type Predictions as BinaryPredictions,
  classCounts,
  type Threshold,
  unusable as unusableBinary,
} from './predictions.ts'
import { type RegressionPredictions, unusable as unusableRegression } from './regression/predictions.ts'
import * as regression from './regression/regression.ts'
import type { Sampling } from './resample.ts'

export type { Pair, Predictions } from './any-predictions.ts'

/** What a model said of some rows, in their order. */
export type Scores =
  | ({ task: 'binary-classification' } & Pick<BinaryPredictions, 'score' | 'labelsOnly'> & {
        /** From which score on the model itself says positive; only of scores that are no probabilities. */
        own?: Threshold
        /** They were written the other way round. */
        turned?: true
      })
  | ({ task: 'multiclass-classification' } & Pick<MulticlassPredictions, 'labels' | 'probabilities'>)
  | ({ task: 'regression' } & Pick<RegressionPredictions, 'predicted'>)

export type { Threshold } from './predictions.ts'

/** Puts what a model said beside the truth. A model that was asked for another task is a bug of the caller. */
export function predictionsOf(
  truth: Truth,
  scores: Scores,
  { threshold }: { threshold: Threshold },
): Predictions {
  if (truth.task === 'binary-classification' && scores.task === truth.task)
    return { ...truth, ...scores, threshold }
  if (truth.task === 'multiclass-classification' && scores.task === truth.task) return { ...truth, ...scores }
  if (truth.task === 'regression' && scores.task === truth.task) return { ...truth, ...scores }
  throw new Error(`a model of ${scores.task} cannot be held against rows of ${truth.task}`)
}

/** Stands for a model that gave no scores: NaN everywhere, which no gate passes. */
export function noScores(truth: Truth): Scores {
  const { task, y } = truth
  if (task === 'binary-classification')
    return { task, score: new Float64Array(y.length).fill(Number.NaN), labelsOnly: false }
  if (task === 'regression') return { task, predicted: new Float64Array(y.length).fill(Number.NaN) }
  return {
    task,
    labels: new Int32Array(y.length),
    probabilities: new Float64Array(y.length * truth.classes.length).fill(Number.NaN),
  }
}

/** Why predictions cannot be judged at all, in counts; undefined when they can. */
export function unusable(predictions: Predictions): string | undefined {
  switch (predictions.task) {
    case 'binary-classification':
      return unusableBinary(predictions)
    case 'multiclass-classification':
      return unusableMulticlass(predictions)
    case 'regression':
      return unusableRegression(predictions)
  }
}

/** One metric of usable predictions. */
export function figureOf(name: string, predictions: Predictions): Figure {
  switch (predictions.task) {
    case 'binary-classification':
      return binaryFigure(name, predictions)
    case 'multiclass-classification':
      return multiclass.figureOf(name, predictions)
    case 'regression':
      return regression.figureOf(name, predictions)
  }
}

/** The interval of one model's figure; null where there is none. */
export function intervalOf(name: string, predictions: Predictions, sampling: Sampling): Interval | null {
  const interval = rowsInterval(name, predictions, sampling)
  if (predictions.clusters === undefined) return interval
  const figure = figureOf(name, predictions)
  if ('undefined' in figure) return null
  return clusteredInterval(name, interval, { predictions, estimate: figure.value })
}

/** Each row by itself. */
function rowsInterval(name: string, predictions: Predictions, sampling: Sampling): Interval | null {
  switch (predictions.task) {
    case 'binary-classification':
      return binaryInterval(name, predictions, sampling)
    case 'multiclass-classification':
      return multiclass.intervalOf(name, predictions, sampling)
    case 'regression':
      return regression.intervalOf(name, predictions, sampling)
  }
}

interface Asked {
  pair: Pair
  figures: Record<keyof Pair, Figure>
  sampling: Sampling
}

/** How far candidate - production of one metric is known, on the same rows. */
export function changeOf(name: string, asked: Asked): Change {
  return clusteredChange(name, rowsChange(name, asked), asked.pair)
}

/** Each row by itself. */
function rowsChange(name: string, { pair: { candidate, production }, figures, sampling }: Asked): Change {
  if (candidate.task === 'binary-classification' && production.task === candidate.task)
    return binaryChange(name, { pair: { candidate, production }, figures, sampling })
  if (candidate.task === 'multiclass-classification' && production.task === candidate.task)
    return multiclass.changeOf(name, { pair: { candidate, production }, figures, sampling })
  if (candidate.task === 'regression' && production.task === candidate.task)
    return regression.changeOf(name, { pair: { candidate, production }, figures, sampling })
  throw new Error('the two models do not have the same task')
}

/** How many rows carry a figure: those of the rarest class that is there, of a regression all. */
export interface Support {
  rows: number
  /** Of rows with weights, how many of equal weight would say as much. */
  effective?: number
  /** To how many groups those rows belong, where rows do not each stand for themselves. */
  groups?: number
  /** `the rarer class has 7 rows` */
  words(rows: string): string
}

export function supportOf(truth: Truth): Support {
  const { weights } = truth
  const groups = groupSupport(truth)
  return {
    ...rowsOf(truth),
    ...(weights && { effective: effectiveSupport(truth, weights) }),
    ...(groups !== undefined && { groups }),
  }
}

/** Many rows of a class that all belong to a few customers tell of no other customer. */
function groupSupport(truth: Truth): number | undefined {
  const groups = groupsOf(truth)
  const { task, y, clusters } = truth
  if (groups === undefined || clusters === undefined || task === 'regression') return groups
  const labels = [...new Set<number>(y)]
  return Math.min(
    groups,
    ...labels.map((label) => countClusters(clusters.filter((_, row) => y[row] === label))),
  )
}

function effectiveSupport({ task, y }: Truth, weights: Float64Array): number {
  if (task === 'regression') return effectiveRows(weights)
  const labels = [...new Set<number>(y)]
  // A binary classification needs both classes.
  if (task === 'binary-classification' && labels.length < 2) return 0
  return Math.min(...labels.map((label) => effectiveRows(weights.filter((_, row) => y[row] === label))))
}

function rowsOf(truth: Truth): Support {
  switch (truth.task) {
    case 'binary-classification': {
      const { positives, negatives } = classCounts(truth.y)
      return { rows: Math.min(positives, negatives), words: (rows) => `the rarer class has ${rows}` }
    }
    case 'multiclass-classification': {
      const counts = new Map<number, number>()
      for (const label of truth.y) counts.set(label, (counts.get(label) ?? 0) + 1)
      return {
        rows: counts.size === 0 ? 0 : Math.min(...counts.values()),
        words: (rows) => `the rarest class has ${rows}`,
      }
    }
    case 'regression':
      return { rows: truth.y.length, words: (rows) => `there are ${rows}` }
  }
}

/** What is true of some of the rows, in the order given. */
export function truthOfRows(truth: Truth, rows: Uint32Array): Truth {
  return { ...labelsOfRows(truth, rows), ...aboutRows(truth, rows) }
}

function labelsOfRows(truth: Truth, rows: Uint32Array): Truth {
  switch (truth.task) {
    case 'binary-classification':
      return { ...truth, y: picked(truth.y, rows, new Uint8Array(rows.length)) }
    case 'multiclass-classification':
      return { ...truth, y: picked(truth.y, rows, new Int32Array(rows.length)) }
    case 'regression':
      return { ...truth, y: picked(truth.y, rows, new Float64Array(rows.length)) }
  }
}

/** What a model said of some of the rows, in the order given. */
export function scoresOfRows(scores: Scores, rows: Uint32Array): Scores {
  switch (scores.task) {
    case 'binary-classification':
      return { ...scores, score: picked(scores.score, rows, new Float64Array(rows.length)) }
    case 'multiclass-classification': {
      const { labels, probabilities } = scores
      return {
        ...scores,
        labels: picked(labels, rows, new Int32Array(rows.length)),
        probabilities: probabilities && pickedRows(probabilities, rows, probabilities.length / labels.length),
      }
    }
    case 'regression':
      return { ...scores, predicted: picked(scores.predicted, rows, new Float64Array(rows.length)) }
  }
}

/** Some of the rows, in the order given. */
export function onlyRows<P extends Predictions>(predictions: P, rows: Uint32Array): P
export function onlyRows(predictions: Predictions, rows: Uint32Array): Predictions {
  return { ...pickedOf(predictions, rows), ...aboutRows(predictions, rows) }
}

/** What is known of rows beside what is true of them. */
function aboutRows(
  { weights, clusters }: Pick<Truth, 'weights' | 'clusters'>,
  rows: Uint32Array,
): Pick<Truth, 'weights' | 'clusters'> {
  return {
    ...(weights && { weights: picked(weights, rows, new Float64Array(rows.length)) }),
    ...(clusters && { clusters: picked(clusters, rows, new Int32Array(rows.length)) }),
  }
}

function pickedOf(predictions: Predictions, rows: Uint32Array): Predictions {
  switch (predictions.task) {
    case 'binary-classification': {
      const { y, score } = predictions
      return {
        ...predictions,
        y: picked(y, rows, new Uint8Array(rows.length)),
        score: picked(score, rows, new Float64Array(rows.length)),
      }
    }
    case 'multiclass-classification': {
      const { y, labels, probabilities, classes } = predictions
      return {
        ...predictions,
        y: picked(y, rows, new Int32Array(rows.length)),
        labels: picked(labels, rows, new Int32Array(rows.length)),
        probabilities: probabilities && pickedRows(probabilities, rows, classes.length),
      }
    }
    case 'regression': {
      const { y, predicted } = predictions
      return {
        ...predictions,
        y: picked(y, rows, new Float64Array(rows.length)),
        predicted: picked(predicted, rows, new Float64Array(rows.length)),
      }
    }
  }
}

function picked<A extends Uint8Array | Int32Array | Float64Array>(from: A, rows: Uint32Array, into: A): A {
  for (let index = 0; index < rows.length; index++) into[index] = from[rows[index] as number] as number
  return into
}

function pickedRows(from: Float64Array, rows: Uint32Array, width: number): Float64Array {
  const into = new Float64Array(rows.length * width)
  for (const [index, row] of rows.entries())
    into.set(from.subarray(row * width, (row + 1) * width), index * width)
  return into
}
