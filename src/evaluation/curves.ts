import { ascending } from '../stats/order.ts'
import { classCounts, notProbabilities, type Predictions, unusable } from './predictions.ts'

/** Points for the charts. */
export interface Curves {
  /** [false positive rate, true positive rate] from (0, 0) to (1, 1); empty where a class is missing. */
  roc: [number, number][]
  /** Bins of equal width over the scores that hold rows; empty where scores are no probabilities. */
  calibration: { predicted: number; observed: number; rows: number }[]
}

const mostPoints = 101
const bins = 10

/** ROC points, thinned to at most 101, and ten calibration bins; null for models without scores. */
export function curvesOf(predictions: Predictions): Curves | null {
  if (predictions.labelsOnly || unusable(predictions) !== undefined || predictions.y.length === 0) return null
  return { roc: thinned(rocPoints(predictions)), calibration: calibrationBins(predictions) }
}

/** One point for each distinct score, as scikit-learn's roc_curve with drop_intermediate off. */
function rocPoints({ y, score }: Predictions): [number, number][] {
  const { positives, negatives } = classCounts(y)
  if (positives === 0 || negatives === 0) return []
  const rows = ascending(score).toReversed()
  const points: [number, number][] = [[0, 0]]
  let tp = 0
  let fp = 0
  for (const [index, row] of rows.entries()) {
    if (y[row] === 1) tp++
    else fp++
    const next = rows[index + 1]
    if (next === undefined || score[next] !== score[row]) points.push([fp / negatives, tp / positives])
  }
  return points
}

/** The last point before each of 101 even steps of the way along both axes; first and last point stay. */
function thinned(points: [number, number][]): [number, number][] {
  if (points.length <= mostPoints) return points
  const steps = mostPoints - 1
  const kept = new Map<number, [number, number]>()
  for (const point of points.slice(0, -1)) {
    const step = Math.min(steps - 1, Math.floor(((point[0] + point[1]) / 2) * steps))
    if (!kept.has(step)) kept.set(step, point)
  }
  return [...kept.values(), ...points.slice(-1)]
}

/** Bin b holds the scores with b = min(floor(10 p), 9). */
function calibrationBins({ y, score }: Predictions): Curves['calibration'] {
  if (notProbabilities(score) !== undefined) return []
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, observed: 0, rows: 0 }))
  for (const [row, value] of score.entries()) {
    const bin = sums[Math.min(Math.floor(value * bins), bins - 1)]
    if (bin === undefined) continue
    bin.predicted += value
    bin.observed += y[row] as number
    bin.rows++
  }
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ predicted, observed, rows }) => ({
      predicted: predicted / rows,
      observed: observed / rows,
      rows,
    }))
}
