/** Which way is better for each metric that a gate can judge; named as in scikit-learn where that has it. */
export const metrics = {
  accuracy: 'higher',
  balanced_accuracy: 'higher',
  precision: 'higher',
  recall: 'higher',
  specificity: 'higher',
  f1: 'higher',
  matthews_corrcoef: 'higher',
  cohen_kappa: 'higher',
  roc_auc: 'higher',
  average_precision: 'higher',
  ks: 'higher',
  log_loss: 'lower',
  brier: 'lower',
  ece: 'lower',
} as const satisfies Record<string, 'higher' | 'lower'>

export type MetricName = keyof typeof metrics

export const metricNames = Object.keys(metrics) as MetricName[]

/** Whether a gate names a metric there is; safe for names such as `constructor`. */
export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metrics, name)
}
