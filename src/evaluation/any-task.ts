import type { MulticlassPredictions } from './multiclass/predictions.ts'
import type { Predictions as BinaryPredictions } from './predictions.ts'
import type { RegressionPredictions } from './regression/predictions.ts'

/** What a model of any task said about some rows, next to what is true of them. */
export type Predictions =
  | ({ task: 'binary-classification' } & BinaryPredictions)
  | MulticlassPredictions
  | RegressionPredictions

/** Two models' predictions of the same rows. */
export interface Pair {
  candidate: Predictions
  production: Predictions
}
