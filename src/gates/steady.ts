import type { Table } from '../data/table.ts'
import type { Scores } from '../evaluation/tasks.ts'
import type { Scorable } from './contender.ts'
import { columnsOf, numbersOf, scoresOf, writtenAs } from './scores.ts'
import type { Steadiness } from './steadiness.ts'
import { evenRows, rowsOf, type Trying } from './trials.ts'

/** Rows that are asked about again, at most: enough to see what is not rare, in the time that a process takes to start. */
const mostRows = 200

/**
 * Asks again about some of the rows, one at a time and the last one first, as a service would that knows no other row. What a model
 * draws by chance shows, and so does one that looks at the rows beside a row, as an export in training mode does.
 */
export async function steadinessOf(
  candidate: Pick<Scorable, 'artifact' | 'features' | 'predict'>,
  { features, scores, ...of }: Trying & { features: Table; scores: Scores },
): Promise<Steadiness> {
  const rows = evenRows(features.rows, mostRows).reverse()
  const table = rowsOf(columnsOf(features, candidate.features), rows)
  const answered = writtenAs(
    await scoresOf(candidate, {
      ...of,
      name: 'candidate, asked again',
      holdout: { features: table },
      batch: 1,
    }),
    scores.task === 'binary-classification' && scores.turned ? { turned: true } : {},
  )
  if (!answered.ok) return { unanswered: answered.reason }
  return { rows: rows.length, differing: differingAt(rows, scores, answered.scores) }
}

/** On how many of the rows the second answers are others, by more than narrow floats lose: a thousandth of how far apart all are. */
function differingAt(rows: Uint32Array, first: Scores, again: Scores): number {
  const [before, after] = [numbersOf(first), numbersOf(again)]
  const width = after.length / rows.length
  if (before.length / width !== rowsIn(first)) return rows.length
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const value of before) {
    low = Math.min(low, value)
    high = Math.max(high, value)
  }
  const slack = (high - low) / 1000 + Math.max(Math.abs(low), Math.abs(high)) / 1e6
  let differing = 0
  for (const [place, row] of rows.entries()) {
    let differs = false
    for (let at = 0; at < width; at++)
      if (!(Math.abs((after[place * width + at] as number) - (before[row * width + at] as number)) <= slack))
        differs = true
    if (differs) differing++
  }
  return differing
}

function rowsIn(scores: Scores): number {
  return scores.task === 'multiclass-classification' ? scores.labels.length : numbersOf(scores).length
}
