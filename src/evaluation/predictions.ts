import { remembered, rememberedPair } from '../stats/remember.ts'
import { effectiveRows } from '../stats/weighed.ts'

/** What a model said about some rows, next to what is true of them. */
export interface Predictions {
  /** 1 where the target is the positive value, else 0. */
  y: Uint8Array
  /** Probability of the positive class; with `labelsOnly` the predicted label, 0 or 1. */
  score: Float64Array
  /**
   * A row is predicted positive when its score is at least this. Labels are read at one half, whatever number it is. Where
   * none could be chosen it says why, and every figure that needs one is undefined.
   */
  threshold: Threshold
  /** The model gives labels and no scores. */
  labelsOnly: boolean
  /** How much each row counts, above 0; every row counts once if missing. */
  weights?: Float64Array
  /** Which group each row belongs to: rows of one number stand or fall together. Each row stands for itself if missing. */
  clusters?: Int32Array
}

/** From which score on a row is predicted positive, or why there is no such score. */
export type Threshold = number | { undefined: string }

/** Two models' predictions of the same rows. */
export interface Pair {
  candidate: Predictions
  production: Predictions
}

export interface Confusion {
  tn: number
  fp: number
  fn: number
  tp: number
}

/** Rows, or what they weigh, by truth and prediction. Counted once for all metrics of the same predictions. */
export function confusionOf(predictions: Predictions, weights = predictions.weights): Confusion {
  return weights === undefined ? countedConfusion(predictions) : weighedConfusion(predictions, weights)
}

const countedConfusion = remembered((predictions: Predictions): Confusion => {
  const { y, score } = predictions
  const threshold = thresholdOf(predictions)
  let positives = 0
  let tp = 0
  let fp = 0
  for (let row = 0; row < y.length; row++) {
    const above = (score[row] as number) >= threshold ? 1 : 0
    if (y[row] === 1) {
      positives++
      tp += above
    } else fp += above
  }
  return { tn: y.length - positives - fp, fp, fn: positives - tp, tp }
})

/** Each cell by itself: as a remainder of the others one without rows could come out beside 0. */
function weighedConfusion(predictions: Predictions, weights: Float64Array): Confusion {
  const { y, score } = predictions
  const threshold = thresholdOf(predictions)
  const cells = { tn: 0, fp: 0, fn: 0, tp: 0 }
  for (let row = 0; row < y.length; row++) {
    const isAbove = (score[row] as number) >= threshold
    cells[y[row] === 1 ? (isAbove ? 'tp' : 'fn') : isAbove ? 'fp' : 'tn'] += weights[row] as number
  }
  return cells
}

/** What the rows of each cell of the confusion matrix weigh, row by row: true positives, false negatives, false positives, true negatives. */
export function confusionWeights(predictions: Predictions, weights: Float64Array): Float64Array[] {
  const { y, score } = predictions
  const threshold = thresholdOf(predictions)
  return [1, 0].flatMap((label) =>
    [true, false].map((isAbove) =>
      weights.filter((_, row) => y[row] === label && (score[row] as number) >= threshold === isAbove),
    ),
  )
}

/** How often both, one or none of the two models predict positive, in rows of one class. */
export interface Agreement {
  both: number
  neither: number
  candidateOnly: number
  productionOnly: number
}

/** The eight cells of a pair: an agreement for the rows of either class. All that labels say about two models is here. */
export interface AgreementByClass {
  positives: Agreement
  negatives: Agreement
}

/** What the rows of each of the eight cells weigh, row by row, in the order of the two agreements. */
export function agreementWeights({ candidate, production }: Pair, weights: Float64Array): Float64Array[][] {
  const [first, second] = [thresholdOf(candidate), thresholdOf(production)]
  return [1, 0].map((label) =>
    [
      [true, true],
      [false, false],
      [true, false],
      [false, true],
    ].map(([one, other]) =>
      weights.filter(
        (_, row) =>
          candidate.y[row] === label &&
          (candidate.score[row] as number) >= first === one &&
          (production.score[row] as number) >= second === other,
      ),
    ),
  )
}

/** Counted once for all metrics of the same pair. */
export function agreementOf({ candidate, production }: Pair): AgreementByClass {
  return countedAgreement(candidate, production)
}

const countedAgreement = rememberedPair(
  (candidate: Predictions, production: Predictions): AgreementByClass => {
    const empty = (): Agreement => ({ both: 0, neither: 0, candidateOnly: 0, productionOnly: 0 })
    const cells = { positives: empty(), negatives: empty() }
    const first = thresholdOf(candidate)
    const second = thresholdOf(production)
    for (let row = 0; row < candidate.y.length; row++) {
      const one = (candidate.score[row] as number) >= first
      const other = (production.score[row] as number) >= second
      const cell = one ? (other ? 'both' : 'candidateOnly') : other ? 'productionOnly' : 'neither'
      cells[candidate.y[row] === 1 ? 'positives' : 'negatives'][cell]++
    }
    return cells
  },
)

/** Rows of the positive and of the negative class. */
export const classCounts = remembered((y: Uint8Array): { positives: number; negatives: number } => {
  let positives = 0
  for (let row = 0; row < y.length; row++) positives += y[row] === 1 ? 1 : 0
  return { positives, negatives: y.length - positives }
})

/** Rows of the rarer class; of rows with weights how many of equal weight would say as much. */
export function rarerRows({ y, weights }: Pick<Predictions, 'y' | 'weights'>): number {
  if (weights)
    return Math.min(...[1, 0].map((side) => effectiveRows(weights.filter((_, row) => y[row] === side))))
  const { positives, negatives } = classCounts(y)
  return Math.min(positives, negatives)
}

/** Rows; of rows with weights how many of equal weight would say as much. */
export function rowsThatCount({ y, weights }: { y: ArrayLike<number>; weights?: Float64Array }): number {
  return weights ? effectiveRows(weights) : y.length
}

/** `10 rows of the rarer class`, `10 effective rows of the rarer class`. */
export function rowsWords(least: number, weights: Float64Array | undefined, of = ''): string {
  return `${least} ${weights ? 'effective ' : ''}rows${of}`
}

/** Why predictions cannot be judged at all, in counts; undefined when they can. */
export function unusable({ y, score, labelsOnly }: Predictions): string | undefined {
  if (score.length !== y.length) return `it gave ${score.length} scores for ${y.length} rows`
  const nonfinite = count(score, (value) => !Number.isFinite(value))
  if (nonfinite > 0) return `${nonfinite} of its ${score.length} scores are NaN or infinite`
  const other = labelsOnly ? count(score, (value) => value !== 0 && value !== 1) : 0
  if (other > 0) return `${other} of its ${score.length} labels are neither 0 nor 1`
  return undefined
}

/** By how much narrow floats miss 0 and 1: a forest of halves or singles adds up to 1.0000001. */
export const probabilitySlack = 1e-3

/** Why scores are no probabilities, in counts; undefined when they are. */
export function notProbabilities(score: Float64Array): string | undefined {
  const outside = outsideOfProbabilities(score)
  return outside > 0 ? `${outside} of ${score.length} scores are outside 0 to 1` : undefined
}

/** Each figure of probabilities asks for the same. */
const outsideOfProbabilities = remembered((score: Float64Array) =>
  count(score, (value) => !(value >= -probabilitySlack && value <= 1 + probabilitySlack)),
)

/** A label other than 0 and 1 in `y` is a bug of the caller. */
export function requireLabels(y: Uint8Array): void {
  if (y.some((label) => label > 1)) throw new Error('y holds a label other than 0 and 1')
}

/** From which score on a row is predicted positive. Without one, nothing may be asked that needs it. */
export function thresholdOf({
  threshold,
  labelsOnly,
}: Pick<Predictions, 'threshold' | 'labelsOnly'>): number {
  if (typeof threshold !== 'number') throw new Error(`there is no threshold: ${threshold.undefined}`)
  return labelsOnly ? 0.5 : threshold
}

/** Why no figure that needs a threshold can be told; undefined where it can. */
export function lacksThreshold({ threshold }: Pick<Predictions, 'threshold'>): Untold | undefined {
  return typeof threshold === 'number' ? undefined : { undefined: threshold.undefined, untold: true }
}

/** A figure that cannot be told through no fault of the model's: a gate on it is an error. */
export interface Untold {
  undefined: string
  untold: true
}

function count(values: Float64Array, which: (value: number) => boolean): number {
  let times = 0
  for (let row = 0; row < values.length; row++) if (which(values[row] as number)) times++
  return times
}
