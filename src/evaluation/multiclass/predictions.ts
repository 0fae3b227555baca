import { effectiveRows } from '../../stats/weighed.ts'
import { probabilitySlack } from '../predictions.ts'

/** What a model said about some rows of several classes, next to what is true of them. */
export interface MulticlassPredictions {
  task: 'multiclass-classification'
  classes: readonly string[]
  /** Index into `classes` of each row's true class. */
  y: Int32Array
  /** Index into `classes` of the label that the model gives each row. */
  labels: Int32Array
  /** Rows x classes, row after row, as the model gave them; undefined when it gives labels only. */
  probabilities: Float64Array | undefined
  /** How much each row counts, above 0; every row counts once if missing. */
  weights?: Float64Array
  /** Which group each row belongs to: rows of one number stand or fall together. Each row stands for itself if missing. */
  clusters?: Int32Array
}

/** Two models' predictions of the same rows. */
export interface MulticlassPair {
  candidate: MulticlassPredictions
  production: MulticlassPredictions
}

/** Why predictions cannot be judged at all, in counts; undefined when they can. */
export function unusable({ classes, y, labels, probabilities }: MulticlassPredictions): string | undefined {
  if (labels.length !== y.length) return `it gave ${labels.length} labels for ${y.length} rows`
  if (probabilities === undefined) return undefined
  if (probabilities.length !== y.length * classes.length)
    return `it gave ${probabilities.length} probabilities for ${y.length} rows of ${classes.length} classes`
  let nonfinite = 0
  for (const value of probabilities) if (!Number.isFinite(value)) nonfinite++
  if (nonfinite === 0) return undefined
  return `${nonfinite} of its ${probabilities.length} probabilities are NaN or infinite`
}

/** An index of no class is a bug of the caller. */
export function requireUsable({ classes, y, labels }: MulticlassPredictions): void {
  for (const [name, indexes] of Object.entries({ y, labels }))
    if (indexes.some((index) => !(index >= 0 && index < classes.length)))
      throw new Error(`${name} holds an index of no class`)
}

/** Rows may miss 1 by what narrow floats lose; further off they are scores of another kind. */
const slack = 0.01

/** Why the numbers of a model are no probabilities, in counts; undefined when they are. */
export function notProbabilities({ classes, probabilities, y }: MulticlassPredictions): string | undefined {
  if (probabilities === undefined) return 'the model gives labels and no probabilities'
  let negative = 0
  let off = 0
  for (let row = 0; row < y.length; row++) {
    let sum = 0
    let least = 0
    for (let at = row * classes.length; at < (row + 1) * classes.length; at++) {
      const value = probabilities[at] as number
      sum += value
      least = Math.min(least, value)
    }
    if (least < -probabilitySlack) negative++
    if (!(Math.abs(sum - 1) <= slack)) off++
  }
  if (negative > 0) return `${negative} of ${y.length} rows have a probability below 0`
  return off > 0 ? `${off} of ${y.length} rows have probabilities that do not add up to 1` : undefined
}

/** By how much narrow floats let a row miss 1: what scikit-learn takes as it is. */
const rounding = 1e-5

/**
 * The probabilities, rows x classes; of usable predictions that are probabilities. A row that misses 1 by more than rounding is divided
 * by its sum; all others stay as they are, since a division can part in the last bit what the model has tied.
 */
export function sharesOf({ classes, probabilities, y }: MulticlassPredictions): Float64Array {
  if (probabilities === undefined) throw new Error('a model without probabilities has no shares')
  const shares = new Float64Array(probabilities.length)
  for (let row = 0; row < y.length; row++) {
    const [from, to] = [row * classes.length, (row + 1) * classes.length]
    let sum = 0
    for (let at = from; at < to; at++) sum += Math.max(0, probabilities[at] as number)
    const by = Math.abs(sum - 1) <= rounding ? 1 : sum
    for (let at = from; at < to; at++) shares[at] = Math.max(0, probabilities[at] as number) / by
  }
  return shares
}

/** How often each class, by row of the matrix, was given each label, by column; of rows with weights the sums of those. */
export function confusionMatrix({ classes, y, labels, weights }: MulticlassPredictions): number[][] {
  const matrix = classes.map(() => new Array<number>(classes.length).fill(0))
  for (const [row, actual] of y.entries()) {
    const counts = matrix[actual] as number[]
    const label = labels[row] as number
    counts[label] = (counts[label] as number) + (weights?.[row] ?? 1)
  }
  return matrix
}

/** Rows of each class. */
export function rowsOfClasses({ classes, y }: Pick<MulticlassPredictions, 'classes' | 'y'>): number[] {
  const rows = new Array<number>(classes.length).fill(0)
  for (const actual of y) rows[actual] = (rows[actual] as number) + 1
  return rows
}

/** The rows of each class; of rows with weights how many of equal weight would say as much. */
export function effectiveRowsOfClasses(predictions: MulticlassPredictions): number[] {
  const { classes, y, weights } = predictions
  if (weights === undefined) return rowsOfClasses(predictions)
  return classes.map((_, index) => effectiveRows(weights.filter((_, row) => y[row] === index)))
}

/** One class as the positive one; the score is its probability, and undefined where a model has none. */
export function oneVersusRest(
  predictions: MulticlassPredictions,
  classIndex: number,
): { y: Uint8Array; predicted: Uint8Array; score: Float64Array | undefined } {
  const { classes, y, labels } = predictions
  const is = (index: number) => (index === classIndex ? 1 : 0)
  const shares = notProbabilities(predictions) === undefined ? sharesOf(predictions) : undefined
  return {
    y: Uint8Array.from(y, is),
    predicted: Uint8Array.from(labels, is),
    score: shares && Float64Array.from(y, (_, row) => shares[row * classes.length + classIndex] as number),
  }
}
