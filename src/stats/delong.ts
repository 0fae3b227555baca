/** An area under the ROC curve with its standard error; null where a class has fewer than two rows. */
export interface AucEstimate {
  auc: number
  error: number | null
}

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

/** Scores by class, each sorted: what ranking needs, however long. */
interface Sides {
  positives: Float64Array
  negatives: Float64Array
}

/**
 * Area under the ROC curve: the share of pairs (positive, negative) in the right order, ties counting half.
 * Counted in whole numbers, so it is exact. NaN where a class is missing.
 */
export function rocAuc(y: Uint8Array, score: Float64Array): number {
  const { positives, negatives } = sidesOf(y, score)
  let twice = 0
  let below = 0
  let upTo = 0
  for (const value of positives) {
    while (below < negatives.length && (negatives[below] as number) < value) below++
    while (upTo < negatives.length && (negatives[upTo] as number) <= value) upTo++
    twice += below + upTo
  }
  return twice / 2 / (positives.length * negatives.length)
}

/** An area with its standard error by DeLong, DeLong and Clarke-Pearson (1988). */
export function aucWithError(y: Uint8Array, score: Float64Array): AucEstimate {
  const { auc, ofPositives, ofNegatives } = placements(y, score)
  if (ofPositives.length < 2 || ofNegatives.length < 2) return { auc, error: null }
  return {
    auc,
    error: Math.sqrt(variance(ofPositives) / ofPositives.length + variance(ofNegatives) / ofNegatives.length),
  }
}

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
 * A row's placement is the share of the other class that it is on the right side of, ties counting half. Found by binary
 * search in the other class's sorted scores, which gives the same as the midranks of Sun and Xu (2014).
 */
function placements(y: Uint8Array, score: Float64Array): Placements {
  const { positives, negatives } = sidesOf(y, score)
  const ofPositives = new Float64Array(positives.length)
  const ofNegatives = new Float64Array(negatives.length)
  let pairs = 0
  let p = 0
  let n = 0
  for (let row = 0; row < y.length; row++) {
    const value = score[row] as number
    if (y[row] === 1) {
      const inOrder = rank(negatives, value)
      pairs += inOrder
      ofPositives[p++] = inOrder / negatives.length
    } else ofNegatives[n++] = 1 - rank(positives, value) / positives.length
  }
  return { auc: pairs / (positives.length * negatives.length), ofPositives, ofNegatives }
}

/** How many of some sorted values lie below a value, those equal to it counting half. */
function rank(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  const below = low
  high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((sorted[middle] as number) <= value) low = middle + 1
    else high = middle
  }
  return (below + low) / 2
}

function sidesOf(y: Uint8Array, score: Float64Array): Sides {
  const positives = score.filter((_, row) => y[row] === 1)
  const negatives = score.filter((_, row) => y[row] !== 1)
  return { positives: positives.sort(), negatives: negatives.sort() }
}

function differences(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, index) => (b[index] as number) - value)
}

/** Sample variance, with n - 1. */
function variance(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return squares / (values.length - 1)
}
