import { notProbabilities, type Threshold } from './predictions.ts'

/** Scores that are no probabilities, as far as a model's own labels say how they are meant. */
export interface Margins {
  /** Higher is more positive. */
  score: Float64Array
  /** From which score on the model itself calls a row positive. */
  own: Threshold
  /** The model wrote them the other way round. */
  turned?: true
}

/**
 * What scores say that are no probabilities, such as a decision function: a number from 0 to 1 is no threshold of them, so the
 * labels beside them tell, as scikit-learn's predict does. Above 0 where that is what the labels say, else the lowest score of a
 * row that is labelled positive. skl2onnx writes the two margins of a binary SVC in the wrong order: where every label contradicts
 * the sign, the scores are turned round. Undefined for probabilities, which have the policy's threshold.
 */
export function marginsOf(score: Float64Array, labels: Uint8Array | undefined): Margins | undefined {
  const why = notProbabilities(score)
  if (why === undefined) return undefined
  const hint = 'export probabilities, or choose a threshold by a rule'
  if (labels === undefined)
    return { score, own: { undefined: `${why}, and there are no labels beside them: ${hint}` } }
  const agreeing = score.reduce((rows, value, row) => rows + (value > 0 === (labels[row] === 1) ? 1 : 0), 0)
  if (agreeing === score.length) return { score, own: Number.MIN_VALUE }
  if (agreeing === 0) return { score: turned(score), own: Number.MIN_VALUE, turned: true }
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  for (const [row, value] of score.entries()) {
    if (labels[row] === 1) lowest = Math.min(lowest, value)
    else highest = Math.max(highest, value)
  }
  if (lowest <= highest)
    return {
      score,
      own: { undefined: `${why}, and the model's labels do not follow from its scores: ${hint}` },
    }
  return { score, own: Number.isFinite(lowest) ? lowest : above(highest) }
}

export function turned(score: Float64Array): Float64Array {
  // No -0, which is another number to a digest.
  return score.map((value) => 0 - value)
}

function above(value: number): number {
  return value + Math.max(Math.abs(value) * Number.EPSILON, Number.MIN_VALUE)
}
