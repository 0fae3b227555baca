import { importanceCorrelation } from '../evaluation/importance.ts'
import { type Bench, noFigure } from './bench.ts'
import { type Measure, once } from './measure.ts'

/** Spearman's correlation of what the features matter to both models, for a gate. */
export function importanceMeasure(bench: Bench): Measure {
  const { importance } = bench
  const rows = importance?.rows ?? 0
  const none = { undefined: 'it is a correlation with it' }
  return {
    rows,
    support: { rows, words: (count) => `there are ${count}` },
    against: true,
    candidate: once(() => {
      if (!importance) return { undefined: 'no feature was permuted' }
      const { candidate, production } = importance
      if ('undefined' in candidate) return candidate
      if (production === undefined) return noFigure(bench)
      return 'undefined' in production ? production : importanceCorrelation(candidate, production)
    }),
    production: () => none,
    interval: () => null,
    change: () => none,
  }
}
