import { calibrationBins as bins, calibrationBin } from '../stats/calibration-error.ts'
import { rankingOf } from '../stats/ranking.ts'
import { classCounts, notProbabilities, type Predictions, unusable } from './predictions.ts'

/** Points for the charts. */
export interface Curves {
  /** [false positive rate, true positive rate] from (0, 0) to (1, 1); empty where a class is missing. */
  roc: [number, number][]
  /** Bins of equal width over the scores that hold rows; empty where scores are no probabilities. */
  calibration: { predicted: number; observed: number; rows: number }[]
}

const mostPoints = 101
const steps = mostPoints - 1

/** ROC points, thinned to at most 101, and ten calibration bins; null for models without scores. */
export function curvesOf(predictions: Predictions): Curves | null {
  if (predictions.labelsOnly || unusable(predictions) !== undefined || predictions.y.length === 0) return null
  return { roc: rocPoints(predictions), calibration: calibrationOf(predictions) }
}

/** One point for each distinct score, as scikit-learn's roc_curve with drop_intermediate off; of many the first of each of 100 even steps of the way along both axes, and the last. */
function rocPoints({ y, score, weights }: Predictions): [number, number][] {
  const counts = classCounts(y)
  if (counts.positives === 0 || counts.negatives === 0) return []
  const { rows, positive, ends } = rankingOf(y, score)
  const { positives, negatives } = weights ? weightsOfClasses(y, { rows, weights }) : counts
  const isThinned = ends.reduce((sum, end) => sum + end, 1) > mostPoints
  const points: [number, number][] = [[0, 0]]
  let [tp, fp, step] = [0, 0, 0]
  for (let index = 0; index < rows.length; index++) {
    const weight = weights ? (weights[rows[index] as number] as number) : 1
    if (positive[index] === 1) tp += weight
    else fp += weight
    if (ends[index] === 0) continue
    const [x, up] = [fp / negatives, tp / positives]
    const here = Math.min(steps - 1, Math.floor(((x + up) / 2) * steps))
    if (isThinned && here === step && index < rows.length - 1) continue
    step = here
    points.push([x, up])
  }
  return points
}

/** What the rows of each class weigh, added in the order of the curve so that it ends at 1. */
function weightsOfClasses(
  y: Uint8Array,
  { rows, weights }: { rows: Uint32Array; weights: Float64Array },
): { positives: number; negatives: number } {
  const sums = { positives: 0, negatives: 0 }
  for (const row of rows) sums[y[row] === 1 ? 'positives' : 'negatives'] += weights[row] as number
  return sums
}

/** Bin b holds the scores with b = min(floor(10 p), 9). */
function calibrationOf({ y, score, weights }: Predictions): Curves['calibration'] {
  if (notProbabilities(score) !== undefined) return []
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, observed: 0, rows: 0, weight: 0 }))
  for (const [row, value] of score.entries()) {
    const bin = sums[calibrationBin(value)]
    if (bin === undefined) continue
    const weight = weights?.[row] ?? 1
    bin.predicted += weight * value
    bin.observed += weight * (y[row] as number)
    bin.rows++
    bin.weight += weight
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ predicted, observed, rows, weight }) => ({
      predicted: predicted / weight,
      observed: observed / weight,
      rows,
    }))
}
