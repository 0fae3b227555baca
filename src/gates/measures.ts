import { changeOf, figureOf, intervalOf, onlyRows, type Predictions, supportOf } from '../evaluation/tasks.ts'
import { artifactMeasure } from './artifact.ts'
import { type Bench, noFigure } from './bench.ts'
import { classesOf, ofClass } from './class-bench.ts'
import { customMeasure } from './custom-measure.ts'
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
      return [onRows(bench, metric)]
    case 'slices':
      return bench.slices.map(({ name, rows }) => ({ slice: name, ...onRows(bench, metric, rows) }))
    case 'points': {
      const asked = pointAndMetric(metric)
      return [metricOf(bench, asked.metric, ofPoint(bench, asked.point))]
    }
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

/** A metric of Pawl's or of the user's own, of all rows or of some. */
export function onRows(bench: Bench, metric: string, rows?: Uint32Array): Measure {
  const custom = bench.custom.get(metric)
  if (custom) return customMeasure(bench, custom, rows)
  return metricOf(bench, metric, rows && ofRows(rows))
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

/** `points.outreach.recall` is the recall at the point outreach. */
export function pointAndMetric(name: string): { point: string; metric: string } {
  const [, point = '', metric = ''] = /^points\.([^.]+)\.(.+)$/s.exec(name) ?? []
  return { point, metric }
}

/** Both models at one point, each at its own threshold. */
export function ofPoint({ points, candidate }: Pick<Bench, 'points' | 'candidate'>, name: string): Part {
  const at = points.get(name)
  if (!at) throw new Error(`nothing is known of the point ${name}`)
  return (predictions) => {
    if (predictions.task !== 'binary-classification')
      throw new Error(`a ${predictions.task} has no threshold`)
    return { ...predictions, threshold: predictions === candidate ? at.candidate : at.production }
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
