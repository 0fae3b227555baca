import { pairsInOrder } from './area.ts'
import { rowsByClass } from './order.ts'
import { binomial, type Random } from './random.ts'
import { rankingOf } from './ranking.ts'

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
  const last = weights.length - 1
  for (let cell = 0; cell <= last; cell++) rest += weights[cell] as number
  for (let cell = 0; cell < last; cell++) {
    const weight = weights[cell] as number
    rest = cell === last - 1 ? (weights[last] as number) : rest - weight
    const count = binomial(random, left, weight, rest)
    drawn[from + cell] = count
    left -= count
  }
  drawn[from + last] = left
}

/** The weights of the rows of a cell. */
export interface CellWeights {
  values: Float64Array
  mean: number
  deviation: number
}

/**
 * What the rows of the cells of one stratum weigh. A cell without rows can be drawn where something is added to it: such
 * rows weigh what the others of the stratum do.
 */
export function cellWeights(cells: readonly Float64Array[]): CellWeights[] {
  const all = Float64Array.from(cells.flatMap((weights) => [...weights])).sort()
  return cells.map((weights) => {
    // Sorted, so that the order of the rows changes no draw.
    const values = weights.length > 0 ? weights.toSorted() : all
    let sum = 0
    for (const weight of values) sum += weight
    const mean = values.length === 0 ? 0 : sum / values.length
    let squares = 0
    for (const weight of values) squares += (weight - mean) ** 2
    const deviation = values.length === 0 ? 0 : Math.sqrt(squares / values.length)
    return { values, mean, deviation }
  })
}

/** The sum of more rows than this is drawn from its normal law. */
const mostRowsToAdd = 32

/** Puts what the rows of each cell weigh in the place of their number: as many weights as rows are drawn, with replacement. */
export function drawWeights(
  cells: readonly CellWeights[],
  { drawn, from, random }: { drawn: number[]; from: number; random: Random },
): void {
  for (const [index, { values, mean, deviation }] of cells.entries()) {
    const rows = drawn[from + index] as number
    if (deviation === 0) drawn[from + index] = rows * mean
    else if (rows > mostRowsToAdd)
      drawn[from + index] = Math.max(0, rows * mean + Math.sqrt(rows) * deviation * normal(random))
    else {
      let sum = 0
      for (let row = 0; row < rows; row++) sum += values[random.below(values.length)] as number
      drawn[from + index] = sum
    }
  }
}

/** A draw of the standard normal law (Box and Muller 1958). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform())
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
    for (const stratum of strata) sum = random.addResampled(stratum, sum)
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
  const [positives, negatives] = rowsByClass(y)
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

function take(rows: Uint32Array, random: Random, taken: Uint32Array): void {
  for (let time = 0; time < rows.length; time++) {
    const row = rows[random.below(rows.length)] as number
    taken[row] = (taken[row] as number) + 1
  }
}
