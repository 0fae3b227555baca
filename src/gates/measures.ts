import { changeOf, figureOf, intervalOf, onlyRows, type Predictions, supportOf } from '../evaluation/tasks.ts'
import { type Bench, noFigure } from './bench.ts'
import { fairnessMeasure } from './fairness.ts'
import type { Gate } from './gate.ts'
import { type Measure, once } from './measure.ts'

/** The figures that a gate is about: one of all rows, or one of each slice or protected attribute. */
export function measuresOf(
  bench: Bench,
  gate: Pick<Gate, 'family' | 'metric' | 'minRows' | 'test'>,
): Measure[] {
  const { family, metric } = gate
  switch (family) {
    case 'metrics':
      return [metricOf(bench, metric)]
    case 'slices':
      return bench.slices.map(({ name, rows }) => ({
        slice: name,
        ...metricOf(bench, metric, rows),
      }))
    case 'fairness':
      return bench.attributes.map((attribute) => fairnessMeasure(bench, { attribute, ...gate }))
  }
}

const parts = new WeakMap<Uint32Array, WeakMap<Predictions, Predictions>>()

/** Picked out once for all metrics of a slice, so that what is known of its scores is shared too. */
function partOf(predictions: Predictions, rows: Uint32Array | undefined): Predictions {
  if (rows === undefined) return predictions
  const known = parts.get(rows) ?? new WeakMap<Predictions, Predictions>()
  parts.set(rows, known)
  const part = known.get(predictions) ?? onlyRows(predictions, rows)
  known.set(predictions, part)
  return part
}

/** A metric of the task, of all rows or of some. */
export function metricOf(bench: Bench, metric: string, rows?: Uint32Array): Measure {
  const of = () => partOf(bench.candidate, rows)
  const against = () => bench.production && partOf(bench.production, rows)
  const support = once(() => supportOf(of()))
  const candidate = once(() =>
    bench.broken === undefined ? figureOf(metric, of()) : { undefined: bench.broken },
  )
  const production = once(() => {
    const predictions = against()
    return predictions === undefined ? noFigure(bench) : figureOf(metric, predictions)
  })
  return {
    rows: rows?.length ?? bench.candidate.y.length,
    get support() {
      return support()
    },
    candidate,
    production,
    interval: once(() => (bench.broken === undefined ? intervalOf(metric, of(), bench.sampling) : null)),
    change: once(() => {
      const predictions: Predictions | undefined = against()
      if (predictions === undefined) return noFigure(bench)
      const figures = { candidate: candidate(), production: production() }
      return changeOf(metric, {
        pair: { candidate: of(), production: predictions },
        figures,
        sampling: bench.sampling,
      })
    }),
  }
}
