import { ascending } from './order.ts'
import { rememberedPair } from './remember.ts'
import type { Counts } from './weighed.ts'

/** Rows from the highest score to the lowest; `ends` marks the last row of each run of equal scores. */
export interface Ranking {
  rows: Uint32Array
  positive: Uint8Array
  ends: Uint8Array
}

/** Made once for as long as the labels and the scores live, because several figures walk it. Not to be changed. */
export const rankingOf = rememberedPair((y: Uint8Array, score: Float64Array): Ranking => {
  const rows = ascending(score).toReversed()
  const positive = new Uint8Array(rows.length)
  const ends = new Uint8Array(rows.length)
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] as number
    positive[index] = y[row] as number
    const next = rows[index + 1]
    ends[index] = next === undefined || score[next] !== score[row] ? 1 : 0
  }
  return { rows, positive, ends }
})

/** How many rows of either class a ranking holds when each row counts as often as it was taken. */
export function takenOf({ rows, positive }: Ranking, taken: Counts): [positives: number, negatives: number] {
  let positives = 0
  let negatives = 0
  for (let index = 0; index < rows.length; index++) {
    const times = taken[rows[index] as number] as number
    if (positive[index] === 1) positives += times
    else negatives += times
  }
  return [positives, negatives]
}
