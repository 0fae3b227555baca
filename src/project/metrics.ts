/** Which way is better for each metric that a gate can judge, by its scikit-learn name. */
export const metrics = {
  accuracy: 'higher',
  precision: 'higher',
  recall: 'higher',
  f1: 'higher',
  roc_auc: 'higher',
  log_loss: 'lower',
} as const satisfies Record<string, 'higher' | 'lower'>

export type MetricName = keyof typeof metrics

export const metricNames = Object.keys(metrics) as MetricName[]

/** Whether a gate names a metric there is; safe for names such as `constructor`. */
export function isMetricName(name: string): name is MetricName {
  return Object.hasOwn(metrics, name)
}
