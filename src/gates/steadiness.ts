/** Whether a model says the same of a row when it is asked again. */
export type Steadiness = { rows: number; differing: number } | { unanswered: string }

/** Whether so many rows are more than what rounding may turn: a label close to a threshold, at most one in a hundred. */
export function isUnsteady(found: Steadiness): boolean {
  return 'unanswered' in found || found.differing > found.rows / 100
}
