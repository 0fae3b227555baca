import { type MetricName, metricNames, metrics } from '../project/metrics.ts'
import { rocAuc } from '../stats/delong.ts'
import { type Confusion, classCounts, notProbabilities, type Predictions } from './predictions.ts'

/** A figure, or why it has no value. */
export type Figure = { value: number } | { undefined: string }

/** A share of rows: `count` of `rows`. */
export interface ShareOfRows {
  count: number
  rows: number
}

/**
 * What a metric is made of decides how its interval is found:
 * `counts`: the confusion matrix; `ranking`: the order of the scores; `loss`: a mean over rows.
 */
export type Metric = { direction: 'higher' | 'lower' } & Computation

type Computation =
  | {
      kind: 'counts'
      compute(confusion: Confusion): Figure
      /** For a plain share of rows, which rows: its interval is then Wilson's. */
      share?(confusion: Confusion): ShareOfRows
    }
  | { kind: 'ranking'; compute(predictions: Predictions): Figure }
  | {
      kind: 'loss'
      compute(predictions: Predictions): Figure
      /** The loss of one row, given that the figure is defined. */
      loss(label: number, score: number): number
    }

/** Binary classification, named and defined as in scikit-learn; what that fills with 0 is undefined here. */
const computations: Record<MetricName, Computation> = {
  accuracy: shareMetric(({ tn, fp, fn, tp }) => ({ count: tn + tp, rows: tn + fp + fn + tp }), 'no rows'),
  precision: shareMetric(({ fp, tp }) => ({ count: tp, rows: tp + fp }), 'no row is predicted positive'),
  recall: shareMetric(({ fn, tp }) => ({ count: tp, rows: tp + fn }), 'no row is positive'),
  f1: {
    kind: 'counts',
    compute: ({ fp, fn, tp }) =>
      tp + fp + fn === 0
        ? { undefined: 'no row is positive or predicted positive' }
        : { value: (2 * tp) / (2 * tp + fp + fn) },
  },
  roc_auc: { kind: 'ranking', compute: rocAucFigure },
  log_loss: { kind: 'loss', compute: logLossFigure, loss: logLoss },
}

/** Every metric that can be computed, by its name: a map, because names come from outside. */
export const binaryMetrics: ReadonlyMap<string, Metric> = new Map(
  metricNames.map((name) => [name, { direction: metrics[name], ...computations[name] }]),
)

function shareMetric(share: (confusion: Confusion) => ShareOfRows, ofNone: string): Computation {
  return {
    kind: 'counts',
    share,
    compute(confusion) {
      const { count, rows } = share(confusion)
      return rows === 0 ? { undefined: ofNone } : { value: count / rows }
    },
  }
}

function rocAucFigure({ y, score, labelsOnly }: Predictions): Figure {
  if (labelsOnly) return { undefined: 'the model gives labels and no scores' }
  const { positives, negatives } = classCounts(y)
  if (positives + negatives === 0) return { undefined: 'no rows' }
  if (positives === 0) return { undefined: 'no row is positive' }
  if (negatives === 0) return { undefined: 'no row is negative' }
  return { value: rocAuc(y, score) }
}

function logLossFigure({ y, score, labelsOnly }: Predictions): Figure {
  if (labelsOnly) return { undefined: 'the model gives labels and no scores' }
  if (y.length === 0) return { undefined: 'no rows' }
  const reason = notProbabilities(score)
  if (reason !== undefined) return { undefined: reason }
  let sum = 0
  for (const [row, label] of y.entries()) sum += logLoss(label, score[row] as number)
  return { value: sum / y.length }
}

/** scikit-learn clips at the epsilon of float64, so that a certain and wrong row costs 36.04 and not infinity. */
const epsilon = 2 ** -52

function logLoss(label: number, score: number): number {
  const clipped = Math.min(1 - epsilon, Math.max(epsilon, score))
  return -Math.log(label === 1 ? clipped : 1 - clipped)
}
