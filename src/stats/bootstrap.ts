import { binomial, type Random } from './random.ts'
import { type Ranking, rankingOf } from './ranking.ts'

/** Rows to spread over cells by chance. */
export interface Spread {
  weights: readonly number[]
  total: number
  random: Random
}

/**
 * Writes a multinomial draw of `total` rows over the cells to `drawn`, from index `from`. Each cell is drawn against the
 * rest, so the last two are drawn against each other and swap when their weights are swapped.
 */
export function drawCells({ weights, total, random }: Spread, drawn: number[], from = 0): void {
  let left = total
  let rest = 0
  for (const weight of weights) rest += weight
  const last = weights.length - 1
  for (let cell = 0; cell < last; cell++) {
    const weight = weights[cell] as number
    rest = cell === last - 1 ? (weights[last] as number) : rest - weight
    const count = binomial(random, left, weight, rest)
    drawn[from + cell] = count
    left -= count
  }
  drawn[from + last] = left
}

/**
 * Bootstrap draws of the mean of values in strata: each draw resamples every stratum to its own size (Efron and
 * Tibshirani 1993, stratified). Rows of the draws are those of the input, in no particular order of size.
 */
export function drawMeans({
  strata,
  draws,
  random,
}: {
  strata: readonly Float64Array[]
  draws: number
  random: Random
}): Float64Array {
  const rows = strata.reduce((sum, stratum) => sum + stratum.length, 0)
  const means = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0
    for (const stratum of strata)
      for (let row = 0; row < stratum.length; row++) sum += stratum[random.below(stratum.length)] as number
    means[draw] = sum / rows
  }
  return means
}

/**
 * Bootstrap draws of a figure that depends on how often each row counts: a draw resamples every stratum of rows to its own
 * size. For two models on the same rows, hand over the difference of their figures: rows are then taken for both alike.
 */
export function drawWeighed({
  strata,
  rows,
  value,
  draws,
  random,
}: {
  strata: readonly Uint32Array[]
  /** Rows in all; those of no stratum are never taken. */
  rows: number
  value: (taken: Uint32Array) => number
  draws: number
  random: Random
}): Float64Array {
  const taken = new Uint32Array(rows)
  return new Float64Array(draws).map(() => {
    taken.fill(0)
    for (const stratum of strata) take(stratum, random, taken)
    return value(taken)
  })
}

/**
 * Paired, stratified bootstrap draws of area(b) - area(a) under the ROC curves. Each model's rows are sorted once; a draw
 * only counts how often each row was taken, for both models alike.
 * The gates use DeLong's interval; this is its independent check.
 * @throws RangeError where a class is missing
 */
export function drawAucDifferences({
  y,
  a,
  b,
  draws,
  random,
}: {
  y: Uint8Array
  a: Float64Array
  b: Float64Array
  draws: number
  random: Random
}): Float64Array {
  const positives = rowsOf(y, 1)
  const negatives = rowsOf(y, 0)
  if (positives.length === 0 || negatives.length === 0) throw new RangeError('a class has no rows')
  const pairs = positives.length * negatives.length
  const first = rankingOf(y, a)
  const second = rankingOf(y, b)
  return drawWeighed({
    strata: [positives, negatives],
    rows: y.length,
    value: (taken) => (pairsInOrder(second, taken) - pairsInOrder(first, taken)) / pairs,
    draws,
    random,
  })
}

function pairsInOrder({ rows, positive, ends }: Ranking, taken: Uint32Array): number {
  let positivesAbove = 0
  let positivesHere = 0
  let negativesHere = 0
  let pairs = 0
  for (let index = 0; index < rows.length; index++) {
    const times = taken[rows[index] as number] as number
    if (positive[index] === 1) positivesHere += times
    else negativesHere += times
    if (ends[index] === 0) continue
    pairs += negativesHere * (positivesAbove + positivesHere / 2)
    positivesAbove += positivesHere
    positivesHere = 0
    negativesHere = 0
  }
  return pairs
}

function take(rows: Uint32Array, random: Random, taken: Uint32Array): void {
  for (let time = 0; time < rows.length; time++) {
    const row = rows[random.below(rows.length)] as number
    taken[row] = (taken[row] as number) + 1
  }
}

function rowsOf(y: Uint8Array, label: number): Uint32Array {
  return Uint32Array.from(y.keys()).filter((row) => y[row] === label)
}
