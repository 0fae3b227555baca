import { ascending } from './order.ts'
import { rememberedPair } from './remember.ts'
import { squaresAround, totalOf } from './weighed.ts'

export interface AucDifference {
  /** Area of b minus area of a. */
  difference: number
  /** Variance of the difference. */
  variance: number
}

interface Placements {
  auc: number
  ofPositives: Float64Array
  ofNegatives: Float64Array
}

/**
 * Area under the ROC curve: the share of pairs (positive, negative) in the right order, ties counting half.
 * Counted in whole numbers, so it is exact. NaN where a class is missing.
 */
export const rocAuc = rememberedPair((y: Uint8Array, score: Float64Array): number => {
  let twice = 0
  const { positives, negatives } = walkRuns(y, score, (run) => {
    twice += run.positives * (2 * run.negativesBelow + run.negatives)
  })
  return twice / 2 / (positives * negatives)
})

/**
 * The paired difference of two areas on the same rows (DeLong et al. 1988). The variance is that of the differences of
 * the placements, which equals var(a) + var(b) - 2 cov(a, b) and is exactly 0 where the placements agree.
 * undefined where a class has fewer than two rows.
 */
export function aucDifference({
  y,
  a,
  b,
}: {
  y: Uint8Array
  a: Float64Array
  b: Float64Array
}): AucDifference | undefined {
  const first = placements(y, a)
  const second = placements(y, b)
  const m = first.ofPositives.length
  const n = first.ofNegatives.length
  if (m < 2 || n < 2) return undefined
  return {
    difference: second.auc - first.auc,
    variance:
      variance(differences(first.ofPositives, second.ofPositives)) / m +
      variance(differences(first.ofNegatives, second.ofNegatives)) / n,
  }
}

/**
 * A row's placement is the share of the other class that it is on the right side of, ties counting half: what the midranks
 * of Sun and Xu (2014) give.
 */
const placements = rememberedPair((y: Uint8Array, score: Float64Array): Placements => {
  const placed = new Float64Array(y.length)
  const order = ascending(score)
  const { positives, negatives } = walkRuns(y, score, (run) => {
    const below = run.negativesBelow + run.negatives / 2
    const positivesBelow = run.positivesBelow + run.positives / 2
    for (let index = run.from; index < run.to; index++) {
      const row = order[index] as number
      placed[row] = y[row] === 1 ? below : positivesBelow
    }
  })
  const [ofPositives, ofNegatives] = [new Float64Array(positives), new Float64Array(negatives)]
  let [positive, negative] = [0, 0]
  for (let row = 0; row < y.length; row++) {
    const share = placed[row] as number
    if (y[row] === 1) ofPositives[positive++] = share / negatives
    else ofNegatives[negative++] = 1 - share / positives
  }
  return { auc: rocAuc(y, score), ofPositives, ofNegatives }
})

/** Rows of one score, by their places in the order of scores, and how many of each class score less. */
interface Run {
  from: number
  to: number
  positives: number
  negatives: number
  positivesBelow: number
  negativesBelow: number
}

/** Visits the rows of each score, from the least, and says how many there are of each class. */
function walkRuns(
  y: Uint8Array,
  score: Float64Array,
  visit: (run: Run) => void,
): { positives: number; negatives: number } {
  const order = ascending(score)
  let positivesBelow = 0
  let from = 0
  while (from < order.length) {
    const value = score[order[from] as number]
    let to = from
    let positives = 0
    do {
      positives += y[order[to] as number] === 1 ? 1 : 0
      to++
    } while (to < order.length && score[order[to] as number] === value)
    const negatives = to - from - positives
    visit({ from, to, positives, negatives, positivesBelow, negativesBelow: from - positivesBelow })
    positivesBelow += positives
    from = to
  }
  return { positives: positivesBelow, negatives: order.length - positivesBelow }
}

function differences(a: Float64Array, b: Float64Array): Float64Array {
  const apart = b.slice()
  for (let at = 0; at < apart.length; at++) apart[at] = (apart[at] as number) - (a[at] as number)
  return apart
}

/** Sample variance, with n - 1. */
function variance(values: Float64Array): number {
  const mean = totalOf(values) / values.length
  return squaresAround(mean, values) / (values.length - 1)
}
