import { type MulticlassPredictions, oneVersusRest } from './multiclass/multiclass.ts'
import type { Predictions } from './tasks.ts'

/**
 * One class as the positive one. Of `labels`, a row is predicted positive where the model gives it this class, as in the
 * confusion matrix; of `probabilities`, its score is the class's own, where the model has any.
 */
export function classAgainstRest(
  predictions: MulticlassPredictions,
  index: number,
  of: 'labels' | 'probabilities',
): Predictions {
  const { y, predicted, score } = oneVersusRest(predictions, index)
  const task = 'binary-classification'
  const weighted = predictions.weights && { weights: predictions.weights }
  if (of === 'probabilities' && score)
    return { task, y, score, threshold: 0.5, labelsOnly: false, ...weighted }
  return { task, y, score: Float64Array.from(predicted), threshold: 0.5, labelsOnly: true, ...weighted }
}
