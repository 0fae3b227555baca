import { averaged, balancedAccuracy, kappa, type Margins, matthews, sum } from '../../stats/margins.ts'
import { type PairwiseArea, pairwiseAreas } from '../../stats/pairwise-auc.ts'
import { type MulticlassPredictions, notProbabilities, rowsOfClasses, sharesOf } from './predictions.ts'

/**
 * What a metric is made of decides how its interval is found. `share`: rows that are right; `margins`: the confusion
 * matrix; `area`: averages of areas under ROC curves; `loss`: a mean over rows; `calibration`: the ECE.
 */
export type MulticlassMetric =
  | { kind: 'share'; reason: Reason; right(predictions: MulticlassPredictions): Uint8Array }
  | { kind: 'margins'; reason: MarginsReason; least: 0 | -1; value(margins: Margins): number }
  | { kind: 'area'; reason: Reason; area: PairwiseArea }
  | { kind: 'loss'; reason: Reason; losses(predictions: MulticlassPredictions): Float64Array }
  | { kind: 'calibration'; reason: Reason }

/** Why a figure has no value, in counts. */
type Reason = (predictions: MulticlassPredictions) => string | undefined

type MarginsReason = (margins: Margins) => string | undefined

/**
 * Every metric of several classes by its name, defined as in scikit-learn with all classes as labels. A rate without a
 * denominator counts as 0 in a mean over classes; where scikit-learn fills in for a whole figure, it is undefined here. Rows
 * with weights count as with its `sample_weight`; it has none for ovo, nor an ECE, which count pairs and rows by them too.
 */
export const multiclassMetrics: ReadonlyMap<string, MulticlassMetric> = new Map(
  Object.entries<MulticlassMetric>({
    accuracy: { kind: 'share', reason: ofNoRows, right: labelled },
    balanced_accuracy: { kind: 'margins', reason: ofEmpty, least: 0, value: balancedAccuracy },
    ...rates('precision'),
    ...rates('recall'),
    ...rates('f1'),
    matthews_corrcoef: { kind: 'margins', reason: ofConstant, least: -1, value: matthews },
    cohen_kappa: { kind: 'margins', reason: ofOneClass, least: -1, value: kappa },
    ...Object.fromEntries(
      pairwiseAreas.map((area) => [`roc_auc_${area}`, { kind: 'area', reason: ofMissingClass, area }]),
    ),
    log_loss: { kind: 'loss', reason: ofProbabilities, losses: logLosses },
    brier: { kind: 'loss', reason: ofProbabilities, losses: brierLosses },
    top_2_accuracy: top(2),
    top_3_accuracy: top(3),
    top_5_accuracy: top(5),
    ece: { kind: 'calibration', reason: ofProbabilities },
  }),
)

function rates(rate: 'precision' | 'recall' | 'f1'): Record<string, MulticlassMetric> {
  const value = (average: 'macro' | 'weighted') => (margins: Margins) => averaged(rate, average, margins)
  return {
    [`${rate}_macro`]: { kind: 'margins', reason: ofEmpty, least: 0, value: value('macro') },
    // With one label a row, all counts pooled are those of the accuracy.
    [`${rate}_micro`]: { kind: 'share', reason: ofNoRows, right: labelled },
    [`${rate}_weighted`]: { kind: 'margins', reason: ofEmpty, least: 0, value: value('weighted') },
  }
}

function top(most: number): MulticlassMetric {
  return {
    kind: 'share',
    reason({ classes, probabilities, y }) {
      if (probabilities === undefined) return 'the model gives labels and no probabilities'
      if (y.length === 0) return 'no rows'
      return classes.length <= most ? `there are ${classes.length} classes: every row would count` : undefined
    },
    right: (predictions) => amongTop(predictions, most),
  }
}

function ofNoRows({ y }: MulticlassPredictions): string | undefined {
  return y.length === 0 ? 'no rows' : undefined
}

function ofEmpty({ actual }: Margins): string | undefined {
  return sum(actual) === 0 ? 'no rows' : undefined
}

function ofOneClass(margins: Margins): string | undefined {
  return ofEmpty(margins) ?? (constant(margins.actual) ? 'all rows are of one class' : undefined)
}

/** A correlation needs two labels on either side. */
function ofConstant(margins: Margins): string | undefined {
  return ofOneClass(margins) ?? (constant(margins.given) ? 'all rows are given one label' : undefined)
}

function constant(counts: Float64Array): boolean {
  return counts.filter((count) => count > 0).length < 2
}

function ofProbabilities(predictions: MulticlassPredictions): string | undefined {
  return ofNoRows(predictions) ?? notProbabilities(predictions)
}

function ofMissingClass(predictions: MulticlassPredictions): string | undefined {
  const reason = ofProbabilities(predictions)
  if (reason !== undefined) return reason
  const rows = rowsOfClasses(predictions)
  if (rows.length < 2) return 'there is one class only'
  const missing = rows.filter((count) => count === 0).length
  if (missing === 0) return undefined
  return `${missing} of ${rows.length} classes ${missing === 1 ? 'has' : 'have'} no row`
}

function labelled({ y, labels }: MulticlassPredictions): Uint8Array {
  return Uint8Array.from(y, (actual, row) => (labels[row] === actual ? 1 : 0))
}

/** Of equal probabilities the class that comes later is ahead, as in scikit-learn's top_k_accuracy_score. */
function amongTop({ classes, y, probabilities = new Float64Array() }: MulticlassPredictions, most: number) {
  return Uint8Array.from(y, (actual, row) => {
    const from = row * classes.length
    const own = probabilities[from + actual] as number
    let ahead = 0
    for (let index = 0; index < classes.length; index++) {
      const other = probabilities[from + index] as number
      if (other > own || (other === own && index > actual)) ahead++
    }
    return ahead < most ? 1 : 0
  })
}

/** scikit-learn clips at the epsilon of float64, so that a certain and wrong row costs 36.04 and not infinity. */
const epsilon = 2 ** -52

function logLosses(predictions: MulticlassPredictions): Float64Array {
  const shares = sharesOf(predictions)
  const { classes, y } = predictions
  return Float64Array.from(y, (actual, row) => {
    const share = shares[row * classes.length + actual] as number
    return -Math.log(Math.min(1 - epsilon, Math.max(epsilon, share)))
  })
}

/** Brier (1950): the sum over classes, from 0 to 2; half of it with two classes is the score of binary classification. */
function brierLosses(predictions: MulticlassPredictions): Float64Array {
  const shares = sharesOf(predictions)
  const { classes, y } = predictions
  return Float64Array.from(y, (actual, row) => {
    let loss = 0
    for (let index = 0; index < classes.length; index++)
      loss += ((shares[row * classes.length + index] as number) - (index === actual ? 1 : 0)) ** 2
    return loss
  })
}
