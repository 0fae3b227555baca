import { type Ranking, rankingOf, takenOf } from './ranking.ts'
import { type Counts, once, type Weighed } from './weighed.ts'

/**
 * Average precision: the sum over distinct scores, from the highest, of the gain in recall times the precision there. No
 * interpolation, as in scikit-learn. NaN without a positive row.
 */
export function weighedAveragePrecision(y: Uint8Array, score: Float64Array): Weighed {
  const ranking = rankingOf(y, score)
  return {
    value: (taken) => averagePrecision(ranking, taken),
    slopes: (at) => slopesOf(ranking, at ?? once(y.length)),
  }
}

function averagePrecision({ rows, positive, ends }: Ranking, taken: Counts): number {
  let positives = 0
  let all = 0
  let here = 0
  let sum = 0
  for (let index = 0; index < rows.length; index++) {
    const times = taken[rows[index] as number] as number
    all += times
    if (positive[index] === 1) here += times
    if (ends[index] === 0 || here === 0) continue
    positives += here
    sum += here * (positives / all)
    here = 0
  }
  return sum / positives
}

/**
 * With d positives in each run of equal scores, and TP and FP counted down to its end, the figure is
 * sum(d TP / (TP + FP)) / positives. A positive row adds its run's precision and lifts that of all runs below; a negative
 * row lowers them.
 */
function slopesOf(ranking: Ranking, at: Counts): Float64Array {
  const { rows, positive, ends } = ranking
  const [positives] = takenOf(ranking, at)
  const average = averagePrecision(ranking, at)
  const slopes = new Float64Array(rows.length)
  const [tp, all] = [new Float64Array(rows.length), new Float64Array(rows.length)]
  for (let index = 0; index < rows.length; index++) {
    const times = at[rows[index] as number] as number
    tp[index] = (tp[index - 1] ?? 0) + (positive[index] === 1 ? times : 0)
    all[index] = (all[index - 1] ?? 0) + times
  }
  let lift = 0
  let loss = 0
  let precision = 0
  for (let index = rows.length - 1; index >= 0; index--) {
    if (ends[index] === 1) {
      const [right, named] = [tp[index] as number, all[index] as number]
      precision = right / named
      let here = 0
      for (let other = index; other >= 0 && (other === index || ends[other] === 0); other--)
        if (positive[other] === 1) here += at[rows[other] as number] as number
      lift += (here * (named - right)) / (named * named)
      loss += (here * right) / (named * named)
    }
    slopes[rows[index] as number] = (positive[index] === 1 ? precision - average + lift : -loss) / positives
  }
  return slopes
}
