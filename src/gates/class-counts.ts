import type { Truth } from '../data/truth.ts'
import type { Report } from './report.ts'

/** How many held-out rows are positive, or of each class; nothing of a regression. */
export function classCounts(truth: Truth): Pick<Report['data']['holdout'], 'positives' | 'classes'> {
  switch (truth.task) {
    case 'binary-classification':
      return { positives: truth.y.reduce((sum, label) => sum + label, 0) }
    case 'multiclass-classification': {
      const rows = truth.classes.map(() => 0)
      for (const label of truth.y) rows[label] = (rows[label] ?? 0) + 1
      return { classes: truth.classes.map((name, index) => ({ name, rows: rows[index] ?? 0 })) }
    }
    case 'regression':
      return {}
  }
}
