import { type CrossFit, crossFolds } from './cross-fit.ts'
import { type Ranking, rankingOf, takenOf } from './ranking.ts'
import { type Counts, once, type Weighed } from './weighed.ts'

/**
 * The largest true positive rate minus false positive rate over all thresholds: the two-sample Kolmogorov-Smirnov
 * distance on the side where positives score higher, never below 0. NaN where a class is missing.
 */
export function weighedSeparation(y: Uint8Array, score: Float64Array): Weighed {
  const ranking = rankingOf(y, score)
  return {
    value: (taken) => widest(ranking, taken).gap,
    slopes: (at) => slopesOf(ranking, at ?? once(y.length)),
  }
}

/** The same with the threshold for each fold of the rows chosen on the others. NaN where a class is missing. */
export function crossFittedSeparation(y: Uint8Array, score: Float64Array): CrossFit {
  const { rows, positive, ends } = rankingOf(y, score)
  return (folds, at) => {
    const known = new Float64Array(2)
    const of = Array.from({ length: crossFolds }, () => new Float64Array(2))
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index] as number
      const weight = at[row] as number
      const side = positive[index] as number
      known[side] = (known[side] as number) + weight
      const fold = of[folds[row] as number] as Float64Array
      fold[side] = (fold[side] as number) + weight
    }
    const [negatives = 0, positives = 0] = known
    let gap = 0
    for (const [own, [ownNegatives = 0, ownPositives = 0]] of of.entries()) {
      const chosen = keptOut(own, {
        positives: positives - ownPositives,
        negatives: negatives - ownNegatives,
      })
      gap += chosen.tp / positives - chosen.fp / negatives
    }
    return gap

    /** True and false positives of one fold at the threshold that suits the others best. */
    function keptOut(own: number, others: { positives: number; negatives: number }) {
      let [tp, fp, ownTp, ownFp, widest] = [0, 0, 0, 0, 0]
      let chosen = { tp: 0, fp: 0 }
      for (let index = 0; index < rows.length; index++) {
        const row = rows[index] as number
        const weight = at[row] as number
        const isOwn = folds[row] === own
        if (positive[index] === 1) {
          if (isOwn) ownTp += weight
          else tp += weight
        } else if (isOwn) ownFp += weight
        else fp += weight
        if (ends[index] === 0) continue
        const here = tp / others.positives - fp / others.negatives
        if (!(here > widest)) continue
        widest = here
        chosen = { tp: ownTp, fp: ownFp }
      }
      return chosen
    }
  }
}

/** The widest gap, and the last place of the ranking that counts as predicted positive there; -1 where none does. */
interface Widest {
  gap: number
  last: number
}

function widest(ranking: Ranking, taken: Counts): Widest {
  const { rows, positive, ends } = ranking
  const [positives, negatives] = takenOf(ranking, taken)
  if (positives === 0 || negatives === 0) return { gap: Number.NaN, last: -1 }
  let tp = 0
  let fp = 0
  let gap = 0
  let last = -1
  for (let index = 0; index < rows.length; index++) {
    const times = taken[rows[index] as number] as number
    if (positive[index] === 1) tp += times
    else fp += times
    if (ends[index] === 0) continue
    const here = tp / positives - fp / negatives
    if (here <= gap) continue
    gap = here
    last = index
  }
  return { gap, last }
}

/** At the widest gap the threshold itself has no slope, so only the two rates there move. */
function slopesOf(ranking: Ranking, at: Counts): Float64Array {
  const { rows, positive } = ranking
  const [positives, negatives] = takenOf(ranking, at)
  const { last } = widest(ranking, at)
  let tp = 0
  let fp = 0
  for (let index = 0; index <= last; index++) {
    const times = at[rows[index] as number] as number
    if (positive[index] === 1) tp += times
    else fp += times
  }
  const tpr = tp / positives
  const fpr = fp / negatives
  const slopes = new Float64Array(rows.length)
  for (let index = 0; index < rows.length; index++) {
    const above = index <= last ? 1 : 0
    slopes[rows[index] as number] =
      positive[index] === 1 ? (above - tpr) / positives : (fpr - above) / negatives
  }
  return slopes
}
