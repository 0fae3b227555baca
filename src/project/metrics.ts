import type { Task } from './task.ts'

/** Which way is better; of `none` nearer to what is asked for is, so that two models cannot be compared by it. */
export type Direction = 'higher' | 'lower' | 'none'

const binary = {
  accuracy: 'higher',
  balanced_accuracy: 'higher',
  precision: 'higher',
  recall: 'higher',
  specificity: 'higher',
  f1: 'higher',
  precision_weighted: 'higher',
  recall_weighted: 'higher',
  f1_weighted: 'higher',
  'fbeta_0.5': 'higher',
  fbeta_2: 'higher',
  matthews_corrcoef: 'higher',
  cohen_kappa: 'higher',
  roc_auc: 'higher',
  average_precision: 'higher',
  ks: 'higher',
  log_loss: 'lower',
  brier: 'lower',
  ece: 'lower',
} as const satisfies Record<string, Direction>

const multiclass = {
  accuracy: 'higher',
  balanced_accuracy: 'higher',
  precision_macro: 'higher',
  precision_micro: 'higher',
  precision_weighted: 'higher',
  recall_macro: 'higher',
  recall_micro: 'higher',
  recall_weighted: 'higher',
  f1_macro: 'higher',
  f1_micro: 'higher',
  f1_weighted: 'higher',
  matthews_corrcoef: 'higher',
  cohen_kappa: 'higher',
  roc_auc_ovr: 'higher',
  roc_auc_ovr_weighted: 'higher',
  roc_auc_ovo: 'higher',
  roc_auc_ovo_weighted: 'higher',
  top_2_accuracy: 'higher',
  top_3_accuracy: 'higher',
  top_5_accuracy: 'higher',
  log_loss: 'lower',
  brier: 'lower',
  ece: 'lower',
} as const satisfies Record<string, Direction>

const regression = {
  mae: 'lower',
  mse: 'lower',
  rmse: 'lower',
  r2: 'higher',
  explained_variance: 'higher',
  mape: 'lower',
  smape: 'lower',
  medae: 'lower',
  max_error: 'lower',
  'pinball_0.1': 'lower',
  'pinball_0.5': 'lower',
  'pinball_0.9': 'lower',
  bias: 'none',
} as const satisfies Record<string, Direction>

/** Of a multiclass classification, figures of one class against the rest. */
export const classMetrics: ReadonlyMap<string, Direction> = entries({
  recall: 'higher',
  precision: 'higher',
  f1: 'higher',
  roc_auc: 'higher',
})

export type BinaryMetric = keyof typeof binary
export type MulticlassMetric = keyof typeof multiclass
export type RegressionMetric = keyof typeof regression

/** The metrics of each task, named as in scikit-learn where that has them, and which way is better. Maps, because names come from outside. */
export const metricsOf: {
  'binary-classification': ReadonlyMap<BinaryMetric, Direction>
  'multiclass-classification': ReadonlyMap<MulticlassMetric, Direction>
  regression: ReadonlyMap<RegressionMetric, Direction>
} = {
  'binary-classification': entries(binary),
  'multiclass-classification': entries(multiclass),
  regression: entries(regression),
}

const rankings: readonly BinaryMetric[] = ['roc_auc', 'average_precision', 'ks', 'log_loss', 'brier', 'ece']

/** Of a binary classification, the metrics that move with the threshold. */
export const thresholdedMetrics: ReadonlyMap<BinaryMetric, Direction> = new Map(
  [...metricsOf['binary-classification']].filter(([name]) => !rankings.includes(name)),
)

/** The same by any name that may be none. */
export function directionOf(task: Task, name: string): Direction | undefined {
  return (metricsOf[task] as ReadonlyMap<string, Direction>).get(name)
}

function entries<Name extends string>(of: Record<Name, Direction>): ReadonlyMap<Name, Direction> {
  return new Map(Object.entries(of) as [Name, Direction][])
}
