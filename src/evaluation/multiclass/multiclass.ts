/** Figures of multiclass classification: everything that others need of this folder. */
export { changeOf } from './change.ts'
export { figureOf } from './figure.ts'
export { intervalOf } from './interval.ts'
export {
  confusionMatrix,
  type MulticlassPair,
  type MulticlassPredictions,
  oneVersusRest,
  requireUsable,
  unusable,
} from './predictions.ts'
