import { plainFigure } from '../evaluation/metrics.ts'
import { classMetrics } from '../project/metrics.ts'
import type { Task } from '../project/task.ts'
import { type Bench, benchOf, type Judging } from './bench.ts'
import { ofClass } from './class-bench.ts'
import { gatesOf } from './gate.ts'
import type { Measure } from './measure.ts'
import { metricOf, onRows } from './measures.ts'
import type { ClassFigures, SliceFigures } from './row-sections.ts'

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
  return bench.slices.map(({ by, name, rows }) => ({
    by,
    name,
    rows: rows.length,
    ...figuresOf(bench, (metric) => onRows(bench, metric, rows), metrics),
  }))
}

/** Of more classes only the largest are shown. */
const mostClasses = 50

/** The figures of both models on each class of a multiclass classification against the rest, in the order of the classes. */
export function classFigures(judging: Judging): ClassFigures[] {
  const { truth } = judging
  if (truth.task !== 'multiclass-classification') return []
  const bench = benchOf(judging)
  const rows = truth.classes.map(() => 0)
  for (const label of truth.y) rows[label] = (rows[label] ?? 0) + 1
  const counted = truth.classes.map((name, index) => ({ name, index, rows: rows[index] ?? 0 }))
  const kept = new Set(counted.toSorted((a, b) => b.rows - a.rows).slice(0, mostClasses))
  return counted
    .filter((one) => kept.has(one))
    .map(({ name, index, rows }) => ({
      name,
      rows,
      metrics: figuresOf(bench, (metric) => metricOf(bench, metric, ofClass(index, metric)), [
        ...classMetrics.keys(),
      ]).metrics,
    }))
}

function figuresOf(
  bench: Bench,
  measureOf: (metric: string) => Measure,
  metrics: readonly string[],
): Pick<SliceFigures, 'support' | 'effective' | 'metrics'> {
  const measures = metrics.map((metric) => ({ metric, measure: measureOf(metric) }))
  const { rows: support = 0, effective } = measures[0]?.measure.support ?? {}
  return {
    support,
    ...(effective !== undefined && { effective: Number(effective.toFixed(1)) }),
    metrics: measures.map(({ metric, measure: { candidate, interval, production } }) => ({
      metric,
      candidate: plainFigure(candidate()),
      interval: ends(interval()),
      ...(bench.firstVersion ? {} : { production: plainFigure(production()) }),
    })),
  }
}

function ends(interval: { low: number; high: number } | null): { low: number; high: number } | null {
  return interval && { low: interval.low, high: interval.high }
}
