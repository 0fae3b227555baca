import { type Ranking, rankingOf, takenOf } from './ranking.ts'
import { type Counts, once, type Weighed } from './weighed.ts'

/**
 * Area under the ROC curve: the share of pairs (positive, negative) in the right order, ties counting half, each pair as
 * often as the product of its rows. NaN where a class is missing. Its slopes are the placements of DeLong et al. (1988).
 */
export function weighedArea(y: Uint8Array, score: Float64Array): Weighed {
  const ranking = rankingOf(y, score)
  const value = (taken: Counts): number => {
    const [positives, negatives] = takenOf(ranking, taken)
    return pairsInOrder(ranking, taken) / (positives * negatives)
  }
  return { value, slopes: (at) => slopesOf(ranking, at ?? once(y.length)) }
}

/** How many pairs (positive, negative) are in the right order, ties counting half. */
export function pairsInOrder({ rows, positive, ends }: Ranking, taken: Counts): number {
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

function slopesOf(ranking: Ranking, at: Counts): Float64Array {
  const { rows, positive, ends } = ranking
  const [positives, negatives] = takenOf(ranking, at)
  const area = pairsInOrder(ranking, at) / (positives * negatives)
  const slopes = new Float64Array(rows.length)
  let negativesAbove = 0
  let positivesAbove = 0
  let from = 0
  for (let index = 0; index < rows.length; index++) {
    if (ends[index] === 0) continue
    let negativesHere = 0
    let positivesHere = 0
    for (let place = from; place <= index; place++) {
      const times = at[rows[place] as number] as number
      if (positive[place] === 1) positivesHere += times
      else negativesHere += times
    }
    const ofPositive = (negatives - negativesAbove - negativesHere / 2) / negatives
    const ofNegative = (positivesAbove + positivesHere / 2) / positives
    for (let place = from; place <= index; place++)
      slopes[rows[place] as number] =
        positive[place] === 1 ? (ofPositive - area) / positives : (ofNegative - area) / negatives
    negativesAbove += negativesHere
    positivesAbove += positivesHere
    from = index + 1
  }
  return slopes
}
