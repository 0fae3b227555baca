import type { Perturbation } from '../evaluation/perturb.ts'
import {
  agreement,
  agreementChange,
  agreementInterval,
  type Disturbed,
  drop,
  dropInterval,
} from '../evaluation/robustness.ts'
import { onlyRows, type Predictions, predictionsOf, unusable } from '../evaluation/tasks.ts'
import { type Bench, noFigure } from './bench.ts'
import { type Measure, once } from './measure.ts'
import type { Trials } from './trials.ts'

type Known = Disturbed | { undefined: string }

/** A figure of disturbed rows, for a gate: `robustness.noise_agreement`, `robustness.swap_drop`. */
export function robustnessMeasure(bench: Bench, name: string): Measure {
  const { robustness, production, broken, sampling } = bench
  const [kind, what] = name.replace(/^robustness\./, '').split('_') as [Perturbation, 'agreement' | 'drop']
  const figure = what === 'agreement' ? agreement : drop
  const of = (predictions: Predictions, trials: Trials | undefined): Known =>
    disturbedOf(predictions, { trials, kind, bench })
  const candidate = once(
    (): Known => (broken === undefined ? of(bench.candidate, robustness?.candidate) : { undefined: broken }),
  )
  const other = once((): Known => (production ? of(production, robustness?.production) : noFigure(bench)))
  const rows = robustness?.rows.length ?? 0
  return {
    rows,
    support: { rows, words: (count) => `there are ${count}` },
    candidate: once(() => known(candidate(), figure)),
    production: once(() => known(other(), figure)),
    interval: once(() => {
      const found = candidate()
      if ('undefined' in found) return null
      return what === 'agreement' ? agreementInterval(found) : dropInterval(found, sampling)
    }),
    change: once(() => {
      const [after, before] = [candidate(), other()]
      if ('undefined' in after) return after
      if ('undefined' in before) return before
      return agreementChange({ candidate: after, production: before }, sampling)
    }),
  }
}

function disturbedOf(
  predictions: Predictions,
  { trials, kind, bench }: { trials: Trials | undefined; kind: Perturbation; bench: Bench },
): Known {
  const tried = trials?.get(kind)
  if (!tried || !bench.robustness) return { undefined: 'no row was disturbed' }
  if ('undefined' in tried) return tried
  const clean = onlyRows(predictions, bench.robustness.rows)
  const threshold = clean.task === 'binary-classification' ? clean.threshold : 0.5
  const disturbed = predictionsOf(clean, tried, { threshold })
  const why = unusable(disturbed)
  return why === undefined ? { clean, disturbed } : { undefined: `of disturbed rows, ${why}` }
}

function known<T>(of: Known, figure: (disturbed: Disturbed) => T): T | { undefined: string } {
  return 'undefined' in of ? of : figure(of)
}
