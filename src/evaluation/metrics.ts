import { type BinaryMetric, metricsOf } from '../project/metrics.ts'
import { weighedArea } from '../stats/area.ts'
import { weighedAveragePrecision } from '../stats/average-precision.ts'
import { crossFittedCalibrationError, weighedCalibrationError } from '../stats/calibration-error.ts'
import type { CrossFit } from '../stats/cross-fit.ts'
import { rocAuc } from '../stats/delong.ts'
import { rememberedPair } from '../stats/remember.ts'
import { crossFittedSeparation, weighedSeparation } from '../stats/separation.ts'
import { once, totalOf, type Weighed, weighedMean } from '../stats/weighed.ts'
import { type Confusion, classCounts, notProbabilities, type Predictions } from './predictions.ts'

/** A figure, or why it has no value; `untold` where nobody could tell it of any model: a gate on it is then an error. */
export type Figure = { value: number } | { undefined: string; untold?: true }

/** The same without what only gates ask. */
export function plainFigure(figure: Figure): { value: number } | { undefined: string } {
  return 'value' in figure ? { value: figure.value } : { undefined: figure.undefined }
}

/** A share of rows: `count` of `rows`. */
export interface ShareOfRows {
  count: number
  rows: number
}

/**
 * What a metric is made of decides how its interval is found:
 * `counts`: the confusion matrix; `ranking`: the area that DeLong has a formula for; `loss`: a mean over rows;
 * `weighed`: anything else that can be computed again from how often each row counts.
 */
export type Metric =
  | {
      kind: 'counts'
      compute(confusion: Confusion): Figure
      /** The least value there can be; the most is 1. */
      least: 0 | -1
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
  | {
      kind: 'weighed'
      compute(predictions: Predictions): Figure
      /** For resampling, given that the figure is defined. */
      weigh(predictions: Predictions): Weighed
      /** Whether draws of a change hold the rows of each class fixed: not where the share of positives is half the matter. */
      byClass: boolean
      /**
       * Of a figure that is the largest of many, which noise can only raise: draws lie above the figure as the figure lies above the
       * truth, so those of a change are mirrored. Its value where the choice is made on other rows, which noise can only lower.
       */
      crossFit?(predictions: Predictions): CrossFit
    }

const noPositive = 'no row is positive'
const noNegative = 'no row is negative'
const noScores = 'the model gives labels and no scores'

/**
 * Binary classification, defined as in scikit-learn; what that fills with 0 is undefined here. Rows with weights count as
 * with its `sample_weight`: each figure is that of the sums of weights instead of the numbers of rows, ks and ece too.
 */
const computations: Record<BinaryMetric, Metric> = {
  accuracy: shareMetric(({ tn, fp, fn, tp }) => ({ count: tn + tp, rows: tn + fp + fn + tp }), 'no rows'),
  balanced_accuracy: countsMetric(
    ({ tn, fp, fn, tp }) => (tp / (tp + fn) + tn / (tn + fp)) / 2,
    ofMissingClass,
  ),
  precision: shareMetric(({ fp, tp }) => ({ count: tp, rows: tp + fp }), 'no row is predicted positive'),
  recall: shareMetric(({ fn, tp }) => ({ count: tp, rows: tp + fn }), noPositive),
  specificity: shareMetric(({ tn, fp }) => ({ count: tn, rows: tn + fp }), noNegative),
  f1: fbetaMetric(1),
  precision_weighted: weightedMetric(({ own, ofPredicted }) => ratio(own, ofPredicted)),
  // By rows, the recall of both classes is the accuracy.
  recall_weighted: shareMetric(
    ({ tn, fp, fn, tp }) => ({ count: tn + tp, rows: tn + fp + fn + tp }),
    'no rows',
  ),
  f1_weighted: weightedMetric(({ own, ofClass, ofPredicted }) => ratio(2 * own, ofClass + ofPredicted)),
  'fbeta_0.5': fbetaMetric(0.5),
  fbeta_2: fbetaMetric(2),
  matthews_corrcoef: countsMetric(matthews, ofConstant, -1),
  cohen_kappa: countsMetric(kappa, ofMissingClass, -1),
  roc_auc: {
    kind: 'ranking',
    compute: (predictions) => defined(ofScores(predictions), () => areaOf(predictions)),
  },
  average_precision: weighedMetric(({ y, score }) => weighedAveragePrecision(y, score), {
    reason: ({ y }) => (classCounts(y).positives === 0 ? noPositive : undefined),
    byClass: true,
  }),
  ks: weighedMetric(({ y, score }) => weighedSeparation(y, score), {
    reason: ofScores,
    byClass: true,
    crossFit: ({ y, score }) => crossFittedSeparation(y, score),
  }),
  log_loss: lossMetric(logLoss),
  brier: lossMetric((label, score) => (score - label) ** 2),
  ece: weighedMetric(({ y, score }) => weighedCalibrationError(y, score), {
    reason: ofProbabilities,
    byClass: false,
    crossFit: ({ y, score }) => crossFittedCalibrationError(y, score),
  }),
}

/** Every metric that can be computed, by its name: a map, because names come from outside. */
export const binaryMetrics: ReadonlyMap<string, Metric> = new Map(
  [...metricsOf['binary-classification'].keys()].map((name) => [name, computations[name]]),
)

/** A figure, unless there is a reason why not. */
function defined(reason: string | undefined, value: () => number): Figure {
  return reason === undefined ? { value: value() } : { undefined: reason }
}

function shareMetric(share: (confusion: Confusion) => ShareOfRows, ofNone: string): Metric {
  return {
    kind: 'counts',
    least: 0,
    share,
    compute(confusion) {
      const { count, rows } = share(confusion)
      return defined(rows === 0 ? ofNone : undefined, () => count / rows)
    },
  }
}

function countsMetric(
  value: (confusion: Confusion) => number,
  reason: (confusion: Confusion) => string | undefined,
  least: 0 | -1 = 0,
): Metric {
  return {
    kind: 'counts',
    least,
    compute: (confusion) => defined(reason(confusion), () => value(confusion)),
  }
}

/** The harmonic mean of precision and recall, where recall counts beta times as much. */
function fbetaMetric(beta: number): Metric {
  const weight = beta ** 2
  return countsMetric(
    ({ fp, fn, tp }) => ((1 + weight) * tp) / ((1 + weight) * tp + fp + weight * fn),
    ({ fp, fn, tp }) => (tp + fp + fn === 0 ? 'no row is positive or predicted positive' : undefined),
  )
}

/** The mean of a rate of both classes, each taken for the positive one, by true rows; a class without a denominator counts as 0. */
function weightedMetric(rate: (of: { own: number; ofClass: number; ofPredicted: number }) => number): Metric {
  return countsMetric(
    ({ tn, fp, fn, tp }) => {
      const [positives, negatives] = [tp + fn, tn + fp]
      const positive = rate({ own: tp, ofClass: positives, ofPredicted: tp + fp })
      const negative = rate({ own: tn, ofClass: negatives, ofPredicted: tn + fn })
      return (positives * positive + negatives * negative) / (positives + negatives)
    },
    ({ tn, fp, fn, tp }) => (tn + fp + fn + tp === 0 ? 'no rows' : undefined),
  )
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole
}

function lossMetric(loss: (label: number, score: number) => number): Metric {
  return {
    kind: 'loss',
    loss,
    compute: (predictions) =>
      defined(ofProbabilities(predictions), () => {
        const { y, weights } = predictions
        const losses = lossesOf({ loss }, predictions)
        return weights ? weighedMean(losses).value(weights) : totalOf(losses) / y.length
      }),
  }
}

function weighedMetric(
  weigh: (predictions: Predictions) => Weighed,
  {
    reason,
    ...how
  }: { reason: (predictions: Predictions) => string | undefined } & Pick<
    Extract<Metric, { kind: 'weighed' }>,
    'byClass' | 'crossFit'
  >,
): Metric {
  return {
    kind: 'weighed',
    weigh,
    ...how,
    compute: (predictions) =>
      defined(predictions.labelsOnly ? noScores : reason(predictions), () =>
        weigh(predictions).value(predictions.weights ?? once(predictions.y.length)),
      ),
  }
}

/** In whole numbers, unless rows have weights. */
function areaOf({ y, score, weights }: Predictions): number {
  return weights ? weighedArea(y, score).value(weights) : rocAuc(y, score)
}

type Loss = Extract<Metric, { kind: 'loss' }>['loss']

/** The loss of each row. Not to be changed: a figure, its interval and its change ask for the same. */
export function lossesOf({ loss }: { loss: Loss }, predictions: Predictions): Float64Array {
  return lossesBy(loss, predictions)
}

const lossesBy = rememberedPair((loss: Loss, { y, score }: Predictions) => {
  const losses = new Float64Array(score.length)
  for (let row = 0; row < losses.length; row++) losses[row] = loss(y[row] as number, score[row] as number)
  return losses
})

function ofMissingClass({ tn, fp, fn, tp }: Confusion): string | undefined {
  if (tn + fp + fn + tp === 0) return 'no rows'
  if (tp + fn === 0) return noPositive
  return tn + fp === 0 ? noNegative : undefined
}

/** A correlation needs two labels on either side. */
function ofConstant(confusion: Confusion): string | undefined {
  const { tn, fp, fn, tp } = confusion
  if (tp + fp === 0) return ofMissingClass(confusion) ?? 'no row is predicted positive'
  return ofMissingClass(confusion) ?? (tn + fn === 0 ? 'no row is predicted negative' : undefined)
}

function ofScores({ y, labelsOnly }: Predictions): string | undefined {
  if (labelsOnly) return noScores
  const { positives, negatives } = classCounts(y)
  if (positives + negatives === 0) return 'no rows'
  if (positives === 0) return noPositive
  return negatives === 0 ? noNegative : undefined
}

function ofProbabilities({ y, score, labelsOnly }: Predictions): string | undefined {
  if (labelsOnly) return noScores
  return y.length === 0 ? 'no rows' : notProbabilities(score)
}

/** Matthews (1975): the correlation of label and prediction. Roots before products, so that many rows keep their digits. */
function matthews({ tn, fp, fn, tp }: Confusion): number {
  const scale = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn)
  return (tp * tn - fp * fn) / scale
}

/** Cohen (1960): agreement of label and prediction beyond what their shares alone would give. */
function kappa({ tn, fp, fn, tp }: Confusion): number {
  return (2 * (tp * tn - fn * fp)) / ((tp + fp) * (fp + tn) + (tp + fn) * (fn + tn))
}

/** scikit-learn clips at the epsilon of float64, so that a certain and wrong row costs 36.04 and not infinity. */
const epsilon = 2 ** -52

function logLoss(label: number, score: number): number {
  const clipped = Math.min(1 - epsilon, Math.max(epsilon, score))
  return -Math.log(label === 1 ? clipped : 1 - clipped)
}
