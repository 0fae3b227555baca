/** Figures of regression: everything that others need of this folder. */
export { changeOf } from './change.ts'
export { figureOf } from './figure.ts'
export { intervalOf } from './interval.ts'
export { type RegressionPair, type RegressionPredictions, requireUsable, unusable } from './predictions.ts'
