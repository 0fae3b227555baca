import { changeOf, figureOf, intervalOf, onlyRows, type Predictions, supportOf } from '../evaluation/tasks.ts'
import { artifactMeasure } from './artifact.ts'
import { type Bench, noFigure } from './bench.ts'
import { classesOf, ofClass } from './class-bench.ts'
import { measuresBetween } from './fairness.ts'
import type { Gate } from './gate.ts'
import { importanceMeasure } from './importance-measure.ts'
import { type Measure, once } from './measure.ts'
import { parityMeasure } from './parity.ts'
import { predictionMeasure } from './prediction.ts'
import { robustnessMeasure } from './robustness.ts'
import { speedMeasure } from './speed.ts'

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
        ...metricOf(bench, metric, ofRows(rows)),
      }))
    case 'classes':
      return classesOf(bench).map((name, index) => ({
        slice: name,
        ...metricOf(bench, metric, ofClass(index, metric)),
      }))
    case 'fairness':
      return bench.attributes.flatMap((attribute) => measuresBetween(bench, { attribute, ...gate }))
    case 'prediction':
      return [predictionMeasure(bench, metric)]
    case 'artifact':
      return [artifactMeasure(bench)]
    case 'robustness':
      return [robustnessMeasure(bench, metric)]
    case 'importance':
      return [importanceMeasure(bench)]
    case 'parity':
      return [parityMeasure(bench, gate.test)]
    case 'latency':
    case 'throughput':
    case 'load':
    case 'memory':
      return [speedMeasure(bench, metric)]
  }
}

/** What of two models' predictions a figure is of. */
export type Part = (predictions: Predictions) => Predictions

const parts = new WeakMap<Uint32Array, WeakMap<Predictions, Predictions>>()

/** Picked out once for all metrics of a slice, so that what is known of its scores is shared too. */
export function ofRows(rows: Uint32Array): Part {
  const known = parts.get(rows) ?? new WeakMap<Predictions, Predictions>()
  parts.set(rows, known)
  return (predictions) => {
    const part = known.get(predictions) ?? onlyRows(predictions, rows)
    known.set(predictions, part)
    return part
  }
}

/** A metric of the predictions, or of a part of them. */
export function metricOf(bench: Bench, metric: string, part: Part = (predictions) => predictions): Measure {
  const of = once(() => part(bench.candidate))
  const against = once(() => bench.production && part(bench.production))
  const support = once(() => supportOf(of()))
  const candidate = once(() =>
    bench.broken === undefined ? figureOf(metric, of()) : { undefined: bench.broken },
  )
  const production = once(() => {
    const predictions = against()
    return predictions === undefined ? noFigure(bench) : figureOf(metric, predictions)
  })
  return {
    get rows() {
      return of().y.length
    },
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
