import { metricsOf } from '../project/metrics.ts'
import type { Task } from '../project/task.ts'
import { type Curves, curvesOf } from './curves.ts'
import { type Figure, plainFigure } from './metrics.ts'
import { confusionMatrix } from './multiclass/predictions.ts'
import { requireLabels } from './predictions.ts'
import { type FitBin, fitOf } from './regression/fit.ts'
import { figureOf, type Predictions, unusable } from './tasks.ts'

/** All figures of one model on some rows. */
export interface Figures {
  metrics: Record<string, Figure>
  /** Points for the charts of a binary classification; null where there are none. */
  curves: Curves | null
  /** Of a multiclass classification: `counts[true][predicted]`, in the order of the classes. */
  confusion?: { classes: readonly string[]; counts: readonly (readonly number[])[] }
  /** Of a regression: predicted against actual. */
  fit?: readonly FitBin[]
}

/** More classes than this make a table that nobody reads. */
const mostClasses = 30

/** Every metric of the task and the points for the charts; what cannot be computed says why. */
export function figuresOf(predictions: Predictions): Figures {
  if (predictions.task === 'binary-classification') requireLabels(predictions.y)
  const { task } = predictions
  const reason = unusable(predictions)
  if (reason !== undefined) return undefinedFigures(task, reason)
  return {
    metrics: Object.fromEntries(
      namesOf(task).map((name) => [name, plainFigure(figureOf(name, predictions))]),
    ),
    curves: task === 'binary-classification' ? curvesOf(predictions) : null,
    ...(task === 'multiclass-classification' &&
      predictions.classes.length <= mostClasses && {
        confusion: { classes: predictions.classes, counts: confusionMatrix(predictions) },
      }),
    ...(predictions.task === 'regression' && { fit: fitOf(predictions) }),
  }
}

/** The figures of a model that could not be scored: each metric is undefined for the same reason. */
export function undefinedFigures(task: Task, reason: string): Figures {
  return {
    metrics: Object.fromEntries(namesOf(task).map((name) => [name, { undefined: reason }])),
    curves: null,
  }
}

function namesOf(task: Task): string[] {
  return [...metricsOf[task].keys()]
}
