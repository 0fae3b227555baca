import { type FairnessMeasureName, fairnessOf, isOfEachClass } from '../../project/fairness.ts'
import type { Task } from '../../project/task.ts'
import type { ShareOfRows } from '../metrics.ts'
import { notProbabilities, thresholdOf } from '../predictions.ts'
import type { Predictions } from '../tasks.ts'

/** A share of a group's rows, from how many rows lie in each cell. */
export interface Rate {
  name: string
  /** The rows that it is a share of: `positive rows`. */
  of: string
  share(cells: readonly number[]): ShareOfRows
}

/** A mean over a group's rows. */
export interface Mean {
  name: string
  values(predictions: Predictions): Float64Array
  /** Why a model has no such values. */
  reason?(predictions: Predictions): string | undefined
}

/**
 * A figure between groups. `difference`: the largest less the smallest; `ratio`: the smallest by the largest. Of several
 * rates the worst counts.
 */
export type FairnessMeasure =
  | { kind: 'rates'; rates: readonly Rate[]; by: 'difference' | 'ratio' }
  | { kind: 'mean'; mean: Mean; by: 'difference' }

/** A cell is `label` right of `2 * truth`: of a binary classification true positives, false negatives, false positives, true negatives. */
const selection: Rate = {
  name: 'selection_rate',
  of: 'rows',
  share: ([tp = 0, fn = 0, fp = 0, tn = 0]) => ({ count: tp + fp, rows: tp + fn + fp + tn }),
}
const truePositives: Rate = {
  name: 'tpr',
  of: 'positive rows',
  share: ([tp = 0, fn = 0]) => ({ count: tp, rows: tp + fn }),
}
const falsePositives: Rate = {
  name: 'fpr',
  of: 'negative rows',
  share: ([, , fp = 0, tn = 0]) => ({ count: fp, rows: fp + tn }),
}
const precision: Rate = {
  name: 'precision',
  of: 'rows predicted positive',
  share: ([tp = 0, , fp = 0]) => ({ count: tp, rows: tp + fp }),
}
const accuracy: Rate = {
  name: 'accuracy',
  of: 'rows',
  share: ([right = 0, wrong = 0]) => ({ count: right, rows: right + wrong }),
}
const calibrationGap: Mean = {
  name: 'mean score less share of positives',
  reason: (predictions) => {
    const { score, labelsOnly } = binary(predictions)
    return labelsOnly ? 'the model gives labels and no scores' : notProbabilities(score)
  },
  values: (predictions) => {
    const { score, y } = binary(predictions)
    return score.map((value, row) => value - (y[row] as number))
  },
}
const meanError: Mean = { name: 'mean error', values: errors }
const absoluteError: Mean = {
  name: 'mean absolute error',
  values: (predictions) => errors(predictions).map(Math.abs),
}

const computations: Record<FairnessMeasureName, FairnessMeasure> = {
  demographic_parity_difference: { kind: 'rates', rates: [selection], by: 'difference' },
  demographic_parity_ratio: { kind: 'rates', rates: [selection], by: 'ratio' },
  equal_opportunity_difference: { kind: 'rates', rates: [truePositives], by: 'difference' },
  equalized_odds_difference: { kind: 'rates', rates: [truePositives, falsePositives], by: 'difference' },
  equalized_odds_ratio: { kind: 'rates', rates: [truePositives, falsePositives], by: 'ratio' },
  predictive_parity_difference: { kind: 'rates', rates: [precision], by: 'difference' },
  calibration_difference: { kind: 'mean', mean: calibrationGap, by: 'difference' },
  accuracy_difference: { kind: 'rates', rates: [accuracy], by: 'difference' },
  mean_error_difference: { kind: 'mean', mean: meanError, by: 'difference' },
  mae_difference: { kind: 'mean', mean: absoluteError, by: 'difference' },
}

/** The measures of a task, by name. Those of each of several classes are computed as of two: the class and the rest. */
export function fairnessMeasures(task: Task): ReadonlyMap<string, FairnessMeasure> {
  const own = [...fairnessOf[task].keys()].filter((name) => !isOfEachClass(task, name))
  return new Map(own.map((name) => [name, computations[name]]))
}

/** What a reader wants to know of each group of a task's models. */
export const groupRates: Record<Task, { rates: readonly Rate[]; means: readonly Mean[] }> = {
  'binary-classification': {
    rates: [selection, truePositives, falsePositives, precision],
    means: [],
  },
  'multiclass-classification': { rates: [accuracy], means: [] },
  regression: { rates: [], means: [meanError, absoluteError] },
}

/** The cells that rates are made of: how many truths there are, and which one and which of two labels each row has. */
export interface Cells {
  truths: 1 | 2
  truth: Uint8Array
  label: Uint8Array
}

/** Label 0 is the positive one, or the right one of several classes. */
export function cellsOf(predictions: Predictions): Cells {
  switch (predictions.task) {
    case 'binary-classification': {
      const threshold = thresholdOf(predictions)
      return {
        truths: 2,
        truth: predictions.y.map((label) => 1 - label),
        label: Uint8Array.from(predictions.score, (score) => (score >= threshold ? 0 : 1)),
      }
    }
    case 'multiclass-classification': {
      const { y, labels } = predictions
      return {
        truths: 1,
        truth: new Uint8Array(y.length),
        label: Uint8Array.from(labels, (label, row) => (label === y[row] ? 0 : 1)),
      }
    }
    case 'regression':
      throw new Error('a regression has no cells')
  }
}

function binary(predictions: Predictions): Extract<Predictions, { task: 'binary-classification' }> {
  if (predictions.task === 'binary-classification') return predictions
  throw new Error(`a ${predictions.task} has no scores of one class`)
}

function errors(predictions: Predictions): Float64Array {
  if (predictions.task !== 'regression') throw new Error(`a ${predictions.task} has no errors`)
  return predictions.predicted.map((value, row) => value - (predictions.y[row] as number))
}
