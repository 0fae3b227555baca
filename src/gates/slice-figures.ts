import type { Figure } from '../evaluation/metrics.ts'
import type { Task } from '../project/task.ts'
import { type Bench, benchOf, type Judging } from './bench.ts'
import { gatesOf } from './gate.ts'
import { metricOf } from './measures.ts'
import type { SliceFigures } from './report.ts'

/** What a reader wants to know of a slice where no gate says. */
const usual: Record<Task, readonly string[]> = {
  'binary-classification': ['roc_auc', 'precision', 'recall'],
  'multiclass-classification': ['accuracy', 'f1_macro'],
  regression: ['mae', 'rmse', 'bias'],
}

/** The figures of both models on each slice: the usual ones, and those that gates on slices judge. */
export function sliceFigures(judging: Judging): SliceFigures[] {
  const bench = benchOf(judging)
  const judged = gatesOf(judging.model).flatMap(({ family, metric }) => (family === 'slices' ? [metric] : []))
  const metrics = [...new Set([...judged, ...usual[judging.model.task]])]
  return bench.slices.map((slice) => figuresOf(bench, slice, metrics))
}

function figuresOf(
  bench: Bench,
  { by, name, rows }: Bench['slices'][number],
  metrics: readonly string[],
): SliceFigures {
  const measures = metrics.map((metric) => ({ metric, ...metricOf(bench, metric, rows) }))
  return {
    by,
    name,
    rows: rows.length,
    support: measures[0]?.support.rows ?? 0,
    metrics: measures.map(({ metric, candidate, interval, production }) => ({
      metric,
      candidate: plain(candidate()),
      interval: ends(interval()),
      ...(bench.firstVersion ? {} : { production: plain(production()) }),
    })),
  }
}

function ends(interval: { low: number; high: number } | null): { low: number; high: number } | null {
  return interval && { low: interval.low, high: interval.high }
}

function plain(figure: Figure): Figure {
  return 'value' in figure ? { value: figure.value } : { undefined: figure.undefined }
}
