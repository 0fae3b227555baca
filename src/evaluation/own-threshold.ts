import { notProbabilities, type Threshold } from './predictions.ts'

/**
 * From which score on a model itself calls a row positive, where its scores are no probabilities: a number from 0 to 1 says
 * nothing of margins and logits. It is read off the labels beside the scores: the lowest score of a row that is labelled
 * positive, as scikit-learn's predict has it for a decision function. Undefined for probabilities, which have the policy's.
 */
export function ownThreshold(score: Float64Array, labels: Uint8Array | undefined): Threshold | undefined {
  const why = notProbabilities(score)
  if (why === undefined) return undefined
  const hint = 'export probabilities, or choose a threshold by a rule'
  if (labels === undefined) return { undefined: `${why}, and there are no labels beside them: ${hint}` }
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (const [row, value] of score.entries()) {
    if (labels[row] === 1) lowest = Math.min(lowest, value)
    else highest = Math.max(highest, value)
  }
  if (lowest <= highest)
    return { undefined: `${why}, and the model's labels do not follow from its scores: ${hint}` }
  return Number.isFinite(lowest) ? lowest : above(highest)
}

function above(value: number): number {
  return value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE)
}
