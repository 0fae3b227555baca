import { type Ranking, rankingOf, takenOf } from './ranking.ts'
import { once, type Weighed } from './weighed.ts'

/**
 * Average precision: the sum over distinct scores, from the highest, of the gain in recall times the precision there. No
 * interpolation, as in scikit-learn. NaN without a positive row.
 */
export function weighedAveragePrecision(y: Uint8Array, score: Float64Array): Weighed {
  const ranking = rankingOf(y, score)
  return { value: (taken) => averagePrecision(ranking, taken), slopes: () => slopesOf(ranking) }
}

function averagePrecision({ rows, positive, ends }: Ranking, taken: Uint32Array): number {
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
function slopesOf(ranking: Ranking): Float64Array {
  const { rows, positive, ends } = ranking
  const [positives] = takenOf(ranking, once(rows.length))
  const average = averagePrecision(ranking, once(rows.length))
  const slopes = new Float64Array(rows.length)
  let tp = positives
  let all = rows.length
  let lift = 0
  let loss = 0
  let precision = 0
  for (let index = rows.length - 1; index >= 0; index--) {
    if (ends[index] === 1) {
      precision = tp / all
      let here = 0
      for (let other = index; other >= 0 && (other === index || ends[other] === 0); other--)
        here += positive[other] as number
      lift += (here * (all - tp)) / (all * all)
      loss += (here * tp) / (all * all)
    }
    const row = rows[index] as number
    slopes[row] = (positive[index] === 1 ? precision - average + lift : -loss) / positives
    tp -= positive[index] as number
    all--
  }
  return slopes
}
