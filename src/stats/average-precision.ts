import { type Ranking, rankingOf, takenOf } from './ranking.ts'
import { rememberedPair } from './remember.ts'
import { type Counts, once, type Weighed } from './weighed.ts'

/**
 * Average precision: the sum over distinct scores, from the highest, of the gain in recall times the precision there. No
 * interpolation, as in scikit-learn. NaN without a positive row.
 */
export const weighedAveragePrecision = rememberedPair((y: Uint8Array, score: Float64Array): Weighed => {
  const ranking = rankingOf(y, score)
  let plain: Float64Array | undefined
  return {
    value: (taken) => averagePrecision(ranking, taken),
    slopes(at) {
      if (at) return slopesOf(ranking, at)
      // An interval and a change ask for the same.
      plain ??= slopesOf(ranking, once(y.length))
      return plain
    },
  }
})

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
  const runs = runsOf(ranking, at)
  let [run, lift, loss, precision] = [runs.right.length, 0, 0, 0]
  for (let index = rows.length - 1; index >= 0; index--) {
    if (ends[index] === 1) {
      run--
      const [right, named] = [runs.right[run] as number, runs.named[run] as number]
      const here = runs.here[run] as number
      precision = right / named
      lift += (here * (named - right)) / (named * named)
      loss += (here * right) / (named * named)
    }
    slopes[rows[index] as number] = (positive[index] === 1 ? precision - average + lift : -loss) / positives
  }
  return slopes
}

/** At the end of each run of equal scores: positives and rows down to there, and positives of the run. */
function runsOf(
  { rows, positive, ends }: Ranking,
  at: Counts,
): Record<'right' | 'named' | 'here', Float64Array> {
  const count = ends.reduce((sum, end) => sum + end, 0)
  const [right, named, here] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)]
  let [run, all, positives, before] = [0, 0, 0, 0]
  for (let index = 0; index < rows.length; index++) {
    const times = at[rows[index] as number] as number
    all += times
    if (positive[index] === 1) positives += times
    if (ends[index] === 0) continue
    right[run] = positives
    named[run] = all
    here[run++] = positives - before
    before = positives
  }
  return { right, named, here }
}
