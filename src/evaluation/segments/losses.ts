import { binaryMetrics } from '../metrics.ts'
import { multiclassMetrics } from '../multiclass/metrics.ts'
import { notProbabilities as notShares } from '../multiclass/predictions.ts'
import { lacksThreshold, notProbabilities, thresholdOf } from '../predictions.ts'
import type { Predictions } from '../tasks.ts'

/** What each row costs, and what the mean of it is called. */
export interface Losses {
  metric: 'log_loss' | 'error_rate' | 'mae'
  values: Float64Array
  /** How much each row counts; every row counts once if missing. */
  weights?: Float64Array
}

/**
 * Of classes log loss where there are probabilities, else whether the label is wrong; of values the absolute error. Nothing
 * where there is no threshold that makes labels.
 */
export function lossesOf(predictions: Predictions): Losses | undefined {
  const { weights } = predictions
  const losses = ofRows(predictions)
  return losses && { ...losses, ...(weights && { weights }) }
}

function ofRows(predictions: Predictions): Losses | undefined {
  switch (predictions.task) {
    case 'binary-classification': {
      const { y, score, labelsOnly } = predictions
      const logLoss = binaryMetrics.get('log_loss')
      if (!labelsOnly && notProbabilities(score) === undefined && logLoss?.kind === 'loss')
        return {
          metric: 'log_loss',
          values: score.map((value, row) => logLoss.loss(y[row] as number, value)),
        }
      if (lacksThreshold(predictions)) return undefined
      const threshold = thresholdOf(predictions)
      return {
        metric: 'error_rate',
        values: score.map((value, row) => (value >= threshold === (y[row] === 1) ? 0 : 1)),
      }
    }
    case 'multiclass-classification': {
      const { y, labels } = predictions
      const logLoss = multiclassMetrics.get('log_loss')
      if (notShares(predictions) === undefined && logLoss?.kind === 'loss')
        return { metric: 'log_loss', values: logLoss.losses(predictions) }
      return {
        metric: 'error_rate',
        values: Float64Array.from(labels, (label, row) => (label === y[row] ? 0 : 1)),
      }
    }
    case 'regression':
      return {
        metric: 'mae',
        values: predictions.predicted.map((value, row) => Math.abs(value - (predictions.y[row] as number))),
      }
  }
}
