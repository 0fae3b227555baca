import { countsOf, decileCells } from '../drift/cells.ts'
import { numbersOfRows } from '../drift/numbers-of-rows.ts'
import type { Figure } from '../evaluation/metrics.ts'
import { predictionFigure, predictionInterval, saidOf } from '../evaluation/prediction-figures.ts'
import type { Predictions } from '../evaluation/tasks.ts'
import { populationStability } from '../stats/divergences.ts'
import { type Bench, noFigure } from './bench.ts'
import { type Measure, once } from './measure.ts'

/** A figure of what is predicted on the whole, for a gate: `prediction.positive_rate`. */
export function predictionMeasure(bench: Bench, name: string): Measure {
  const { candidate, production, broken, sampling } = bench
  const metric = name.replace(/^prediction\./, '')
  const rows = candidate.y.length
  const shared = { rows, support: { rows, words: (count: string) => `there are ${count}` } }
  const none = () => ({ undefined: `neither model's ${name} is better` })
  if (metric === 'psi' || metric === 'ks')
    return {
      ...shared,
      against: true,
      candidate: once(() => {
        if (broken !== undefined) return { undefined: broken }
        return production ? distance(metric, { candidate, production }) : noFigure(bench)
      }),
      production: () => ({ undefined: 'it is the distance from it' }),
      interval: () => null,
      change: none,
    }
  return {
    ...shared,
    candidate: once(() =>
      broken === undefined ? predictionFigure(metric, candidate) : { undefined: broken },
    ),
    production: once(() => (production ? predictionFigure(metric, production) : noFigure(bench))),
    interval: once(() => (broken === undefined ? predictionInterval(metric, candidate, sampling) : null)),
    change: none,
  }
}

/** How far two models' predictions of the same rows are apart as distributions; over production's deciles, or over the classes. */
function distance(
  metric: 'psi' | 'ks',
  { candidate, production }: { candidate: Predictions; production: Predictions },
): Figure {
  if (candidate.task === 'multiclass-classification') {
    const counts = (labels: ArrayLike<number>) => {
      const rows = candidate.classes.map(() => 0)
      for (const label of Array.from(labels)) rows[label] = (rows[label] ?? 0) + 1
      return rows
    }
    return { value: populationStability(counts(saidOf(production)), counts(saidOf(candidate))) }
  }
  const evidence = numbersOfRows(saidOf(production), saidOf(candidate))
  if (metric === 'ks') return { value: evidence.ks().statistic }
  const cells = decileCells(evidence.pooled())
  return { value: populationStability(countsOf(cells, 'reference'), countsOf(cells, 'current')) }
}
