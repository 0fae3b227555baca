/** A figure that a gate can judge: its scikit-learn name, which way is better, and the values it can take. */
export interface Metric {
  name: string
  better: 'higher' | 'lower'
  /** The smallest and largest value it can have; null where it has no end. */
  range: { min: number; max: number | null }
  task: 'binary-classification'
}

const share = { min: 0, max: 1 }

/** Every metric there is, in the order in which reports show them. */
export const metrics: readonly Metric[] = [
  { name: 'roc_auc', better: 'higher', range: share, task: 'binary-classification' },
  { name: 'accuracy', better: 'higher', range: share, task: 'binary-classification' },
  { name: 'precision', better: 'higher', range: share, task: 'binary-classification' },
  { name: 'recall', better: 'higher', range: share, task: 'binary-classification' },
  { name: 'f1', better: 'higher', range: share, task: 'binary-classification' },
  { name: 'log_loss', better: 'lower', range: { min: 0, max: null }, task: 'binary-classification' },
]

/** The metric of that name, if there is one. */
export function metricOf(name: string): Metric | undefined {
  return metrics.find((metric) => metric.name === name)
}
