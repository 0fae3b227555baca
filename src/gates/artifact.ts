import type { Figure } from '../evaluation/metrics.ts'
import { type Bench, noFigure, onlyPredictions } from './bench.ts'
import type { Measure } from './measure.ts'
import { exact } from './result.ts'

const megabyte = 1e6

/** The size of the model's file in megabytes of a million bytes, for a gate. */
export function artifactMeasure(bench: Bench): Measure {
  const { sizes, missing } = bench
  const of = (bytes: number | undefined, none: Figure): Figure =>
    bytes === undefined ? none : { value: bytes / megabyte }
  const candidate = of(sizes?.candidate, {
    undefined: bench.onlyPredictions ? onlyPredictions : 'its size is not known',
  })
  const production = missing === undefined ? of(sizes?.production, noFigure(bench)) : { undefined: missing }
  return {
    rows: bench.candidate.y.length,
    support: { rows: Number.POSITIVE_INFINITY, words: (rows) => `there are ${rows}` },
    candidate: () => candidate,
    production: () => production,
    interval: () => null,
    change: () => {
      if ('undefined' in candidate) return candidate
      if ('undefined' in production) return production
      const estimate = candidate.value - production.value
      return { known: { estimate, kind: 'normal', error: 0, method: exact } }
    },
  }
}
