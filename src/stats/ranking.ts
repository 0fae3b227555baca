/** Rows from the highest score to the lowest; `ends` marks the last row of each run of equal scores. */
export interface Ranking {
  rows: Uint32Array
  positive: Uint8Array
  ends: Uint8Array
}

export function rankingOf(y: Uint8Array, score: Float64Array): Ranking {
  const rows = Uint32Array.from(y.keys()).sort((p, q) => (score[q] as number) - (score[p] as number))
  return {
    rows,
    positive: Uint8Array.from(rows, (row) => y[row] as number),
    ends: Uint8Array.from(rows, (row, index) => {
      const next = rows[index + 1]
      return next === undefined || score[next] !== score[row] ? 1 : 0
    }),
  }
}

/** How many rows of either class a ranking holds when each row counts as often as it was taken. */
export function takenOf(
  { rows, positive }: Ranking,
  taken: Uint32Array,
): [positives: number, negatives: number] {
  let positives = 0
  let all = 0
  for (let index = 0; index < rows.length; index++) {
    const times = taken[rows[index] as number] as number
    all += times
    if (positive[index] === 1) positives += times
  }
  return [positives, all - positives]
}
